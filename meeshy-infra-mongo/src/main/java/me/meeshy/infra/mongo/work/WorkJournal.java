package me.meeshy.infra.mongo.work;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import me.meeshy.infra.mongo.model.DataException;
import org.jspecify.annotations.Nullable;

/**
 * What of a piece of work is done, in a file that outlives the process: a line for each part, forced to disk before the next
 * one begins. A line that a crash has cut is not believed. Safe for use by several threads.
 */
public final class WorkJournal implements AutoCloseable {

    private static final String HEAD = "meeshy-journal 1 ";

    private final @Nullable Path file;
    private final @Nullable FileChannel channel;
    private final Map<String, String> done = new HashMap<>();

    private WorkJournal(@Nullable Path file, @Nullable FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** One that remembers nothing. */
    public static WorkJournal none() {
        return new WorkJournal(null, null);
    }

    /**
     * Opens a journal, or begins it.
     *
     * @param work what the work is, in words; a journal of other work is refused
     */
    public static WorkJournal open(Path file, String work) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            lock(channel, file);
            WorkJournal journal = new WorkJournal(file, channel);
            journal.read(file, channel, work.replace('\n', ' '));
            return journal;
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException second) {
                    e.addSuppressed(second);
                }
            }
            if (e instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new DataException("The journal " + file + " cannot be opened: " + e, e);
        }
    }

    private static void lock(FileChannel channel, Path file) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(file, e);
        }
        throw inUse(file, null);
    }

    private static DataException inUse(Path file, @Nullable Exception cause) {
        return new DataException(
                "The journal " + file + " is in use by work that is under way; wait for it, or name another", cause);
    }

    private void read(Path file, FileChannel channel, String work) throws IOException {
        String head = HEAD + work;
        String text = Files.readString(file, StandardCharsets.UTF_8);
        // what has no end was cut
        List<String> lines =
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        if (lines.isEmpty() && head.startsWith(text)) {
            channel.truncate(0);
            write(channel, head);
            return;
        }
        if (lines.isEmpty() || !lines.get(0).equals(head)) {
            throw new DataException("The journal " + file + " is not one of this work, but begins with '"
                    + text.lines().findFirst().orElse("").replaceAll("(?<=^.{200}).*", "…")
                    + "'; name another file, or delete it to begin anew");
        }
        long whole = bytes(head).length;
        for (String line : lines.subList(1, lines.size())) {
            String[] parts = line.split("\t", -1);
            if (parts.length != 3 || !parts[2].equals(sum(parts[0] + "\t" + parts[1]))) {
                break;
            }
            done.put(parts[0], parts[1]);
            whole += bytes(line).length;
        }
        channel.truncate(whole);
        channel.position(channel.size());
    }

    /** What was recorded of a part that is done. */
    public synchronized Optional<String> done(String part) {
        return Optional.ofNullable(done.get(escaped(part)));
    }

    /** Says that a part is done. */
    public synchronized void record(String part, String result) {
        String line = escaped(part) + "\t" + escaped(result);
        done.put(escaped(part), escaped(result));
        if (channel != null) {
            try {
                write(channel, line + "\t" + sum(line));
            } catch (IOException e) {
                throw new DataException("The journal " + file + " cannot be written: " + e, e);
            }
        }
    }

    private static String escaped(String text) {
        return text.replace('\t', ' ').replace('\n', ' ').replace('\r', ' ');
    }

    private static void write(FileChannel channel, String line) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes(line));
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        channel.force(false);
    }

    private static byte[] bytes(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String sum(String line) {
        CRC32 crc = new CRC32();
        crc.update(line.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    /** All is done: there is nothing to go on with. */
    public void finish() {
        close();
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new DataException("The journal " + file + " of work that is done cannot be deleted: " + e, e);
            }
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new DataException("The journal " + file + " cannot be closed: " + e, e);
        }
    }
}
