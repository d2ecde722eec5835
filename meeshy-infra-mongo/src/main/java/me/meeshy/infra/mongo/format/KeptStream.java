package me.meeshy.infra.mongo.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.UUID;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.Workers;

/**
 * A dump that came through a stream, kept in a file that only its owner can read until it has been restored: it may be
 * read more than once. What a killed process has left is removed by the next.
 */
public final class KeptStream implements AutoCloseable {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final DumpPlace place;

    private KeptStream(DumpPlace place) {
        this.place = place;
    }

    /** Reads a stream to its end, into a directory. */
    public static KeptStream read(InputStream stream, Path directory, Deadline deadline) {
        DumpPlace place = DumpPlace.prepare(directory.resolve("stream-" + UUID.randomUUID()), "stream");
        KeptStream kept = new KeptStream(place);
        String work = "Reading the dump from its stream";
        // A thread that waits for a pipe hears of no deadline: another does the waiting for it.
        try (Workers reader = new Workers(work, 1, deadline)) {
            reader.submit(() -> copy(stream, kept.file(), deadline, work));
            reader.await();
            return kept;
        } catch (UncheckedIOException e) {
            place.close();
            throw new DataException(
                    work + " into " + directory + " failed: " + e.getMessage()
                            + ". Nothing was restored; is there room for all of it?",
                    e);
        } catch (RuntimeException | Error e) {
            place.close();
            throw e;
        }
    }

    private static void copy(InputStream stream, Path file, Deadline deadline, String work) {
        try (FileChannel channel = DumpPlace.createFile(file)) {
            OutputStream out = Channels.newOutputStream(channel);
            byte[] buffer = new byte[BUFFER_BYTES];
            int read = stream.read(buffer);
            while (read >= 0) {
                deadline.check(work);
                out.write(buffer, 0, read);
                read = stream.read(buffer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Where it is kept. */
    public Path file() {
        return place.temporary().resolve("dump");
    }

    /** Removes it. */
    @Override
    public void close() {
        place.close();
    }
}
