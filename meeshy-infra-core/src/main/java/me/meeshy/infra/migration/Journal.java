package me.meeshy.infra.migration;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.model.InfraException;

/**
 * What a run was about to do, in the file {@code journal} of the run's folder: appended to, and forced to the disk at every
 * record. One process at a time holds it, which the file {@code lock} beside it tells even of a process that was killed.
 *
 * <p>Written through a stream and not a channel: an interrupt closes a channel, and the undoing of an interrupted run needs the
 * journal. For the same reason the lock has a file of its own: closing any other channel of a locked file ends the lock.
 */
final class Journal implements AutoCloseable {

    private static final String FILE = "journal";
    private static final String LOCK = "lock";

    private final Path directory;
    private final JournalListener listener;
    private final Clock clock;
    private final FileOutputStream file;
    private final RandomAccessFile lock;
    private final List<JournalRecord> records;
    private long wholeBytes;
    private boolean torn;

    private Journal(
            Path directory,
            JournalListener listener,
            Clock clock,
            FileOutputStream file,
            RandomAccessFile lock,
            Contents contents) {
        this.directory = directory;
        this.listener = listener;
        this.clock = clock;
        this.file = file;
        this.lock = lock;
        this.records = new ArrayList<>(contents.records());
        this.wholeBytes = contents.wholeBytes();
    }

    /** Begins a journal in a folder, which is made. */
    static Journal create(Path directory, JournalListener listener, Clock clock) {
        try {
            Path there = existing(directory);
            Files.createDirectories(directory);
            if (Files.exists(directory.resolve(FILE))) {
                throw new InfraException(
                        "cannot begin a journal in " + directory + ": there is one; a run's folder is its own");
            }
            Files.createFile(directory.resolve(FILE));
            forceUpTo(there, directory);
        } catch (IOException e) {
            throw new InfraException("cannot begin a journal in " + directory + ": " + e, e);
        }
        return open(directory, listener, clock);
    }

    /**
     * Goes on with a journal. A last line that was torn is cut off: what it announces was not begun.
     *
     * @throws InfraException if another process holds it, or it is damaged before its last line
     */
    static Journal open(Path directory, JournalListener listener, Clock clock) {
        RandomAccessFile lock = lock(directory);
        try {
            byte[] bytes = Files.readAllBytes(directory.resolve(FILE));
            Contents contents = parse(directory, bytes);
            if (contents.wholeBytes() < bytes.length) {
                cut(directory, contents.wholeBytes());
            }
            var file = new FileOutputStream(directory.resolve(FILE).toFile(), true);
            return new Journal(directory, listener, clock, file, lock, contents);
        } catch (IOException | RuntimeException e) {
            closeQuietly(lock, e);
            if (e instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new InfraException("cannot read the journal in " + directory + ": " + e, e);
        }
    }

    private static void cut(Path directory, long length) throws IOException {
        try (var file = new RandomAccessFile(directory.resolve(FILE).toFile(), "rw")) {
            file.setLength(length);
            file.getFD().sync();
        }
    }

    /** What the journal in a folder says, without holding it. */
    static List<JournalRecord> read(Path directory) {
        try {
            return parse(directory, Files.readAllBytes(directory.resolve(FILE))).records();
        } catch (IOException e) {
            throw new InfraException(
                    "cannot read the journal in " + directory + ": " + e
                            + "; give the folder migration-<run> of the folder for backups",
                    e);
        }
    }

    /** Whether a folder holds a journal. */
    static boolean isIn(Path directory) {
        return Files.isRegularFile(directory.resolve(FILE));
    }

    private record Contents(List<JournalRecord> records, int wholeBytes) {}

    private static Contents parse(Path directory, byte[] bytes) {
        var records = new ArrayList<JournalRecord>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            try {
                JournalRecord record =
                        JournalRecord.ofLine(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                if (record.number() != records.size() + 1) {
                    throw new IllegalArgumentException("its number is " + record.number());
                }
                records.add(record);
            } catch (RuntimeException e) {
                if (i == bytes.length - 1) {
                    break;
                }
                throw new InfraException(
                        "the journal in " + directory + " is damaged at record " + (records.size() + 1) + ": "
                                + e.getMessage()
                                + "; what follows cannot be trusted, so nothing was done: look at it, and at the"
                                + " collections named __mi.* in the target, before you go on",
                        e);
            }
            start = i + 1;
        }
        return new Contents(records, start);
    }

    private static RandomAccessFile lock(Path directory) {
        RandomAccessFile lock;
        try {
            lock = new RandomAccessFile(directory.resolve(LOCK).toFile(), "rw");
        } catch (IOException e) {
            throw new InfraException("cannot lock the journal in " + directory + ": " + e, e);
        }
        try {
            FileLock held = lock.getChannel().tryLock();
            if (held != null) {
                return lock;
            }
            throw held(directory);
        } catch (OverlappingFileLockException e) {
            closeQuietly(lock, e);
            throw held(directory);
        } catch (IOException | RuntimeException e) {
            closeQuietly(lock, e);
            if (e instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new InfraException("cannot lock the journal in " + directory + ": " + e, e);
        }
    }

    private static InfraException held(Path directory) {
        return new InfraException("the migration of " + directory
                + " is being worked on by a living process of this machine; wait for it, or end it, and run again");
    }

    private static void closeQuietly(RandomAccessFile file, Exception reason) {
        try {
            file.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private static Path existing(Path directory) {
        Path there = directory.toAbsolutePath().normalize();
        while (!Files.isDirectory(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    /** A folder survives a power cut once the one that names it is forced, and so on up to the one that was there before. */
    private static void forceUpTo(Path there, Path directory) throws IOException {
        for (Path folder = directory.toAbsolutePath().normalize();
                folder != null && folder.startsWith(there);
                folder = folder.getParent()) {
            force(folder);
        }
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    Path directory() {
        return directory;
    }

    synchronized List<JournalRecord> records() {
        return List.copyOf(records);
    }

    /** Appends a record; it is on the disk when this returns. */
    void record(String what, Map<String, ?> facts) {
        append("", what, facts);
    }

    private synchronized void append(String store, String what, Map<String, ?> facts) {
        JournalRecord written =
                new JournalRecord(records.size() + 1, clock.instant(), store, what, new LinkedHashMap<>(facts));
        // what this process goes on with is what a later one would read, down to the types
        JournalRecord record = JournalRecord.ofLine(written.toLine().stripTrailing());
        listener.before(record);
        byte[] line = written.toLine().getBytes(StandardCharsets.UTF_8);
        try {
            if (torn) {
                cut(directory, wholeBytes);
                torn = false;
            }
            file.write(line);
            file.getFD().sync();
        } catch (IOException e) {
            leaveNoTornLine(e);
            throw new InfraException(
                    "cannot write '" + what + "' to the journal in " + directory + ": " + e
                            + "; without it the next step could not be undone, so it was not done",
                    e);
        }
        wholeBytes += line.length;
        records.add(record);
        listener.after(record);
    }

    /** What is recorded next, such as that the run is undone, must not stand behind the half of a line. */
    private void leaveNoTornLine(IOException reason) {
        try {
            torn = true;
            cut(directory, wholeBytes);
            torn = false;
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** The part of one store. */
    StoreJournal of(String store) {
        return new StoreJournal() {
            @Override
            public void record(String what, Map<String, ?> facts) {
                append(store, what, facts);
            }

            @Override
            public List<Entry> entries() {
                return records().stream()
                        .filter(record -> record.store().equals(store))
                        .map(record -> new Entry(record.what(), record.facts()))
                        .toList();
            }
        };
    }

    /** Lets another process work on it. */
    @Override
    public void close() {
        try (lock) {
            file.close();
        } catch (IOException e) {
            throw new InfraException("cannot close the journal in " + directory + ": " + e, e);
        }
    }
}
