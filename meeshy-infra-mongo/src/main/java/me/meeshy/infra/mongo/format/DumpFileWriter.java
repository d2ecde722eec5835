package me.meeshy.infra.mongo.format;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import me.meeshy.infra.mongo.compress.PackedOutput;
import me.meeshy.infra.mongo.model.DumpFile;
import org.jspecify.annotations.Nullable;

/** Writes one file of a dump. It is forced to disk with all others at the end, which is far cheaper than one by one. */
public final class DumpFileWriter implements DumpOutput.Section {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final Path file;
    private final FileChannel channel;
    private final OutputStream out;
    private final @Nullable PackedOutput packed;
    private final Runnable ended;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;

    /**
     * Creates the file.
     *
     * @param ended is run once all is handed to the system
     */
    DumpFileWriter(Path file, Packing packing, Runnable ended) {
        this.file = file;
        this.ended = ended;
        try {
            this.channel = DumpPlace.createFile(file);
            OutputStream plain = Channels.newOutputStream(channel);
            this.packed = packing.into(plain);
            this.out = packed == null ? plain : packed;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Creates a file that is not packed. */
    public static DumpFileWriter plain(Path file) {
        return new DumpFileWriter(file, Packing.of(DumpFile.Format.DIRECTORY, 0), () -> {});
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) {
        try {
            if (length > buffer.length - filled) {
                out.write(buffer, 0, filled);
                filled = 0;
            }
            if (length > buffer.length) {
                out.write(bytes, offset, length);
            } else {
                System.arraycopy(bytes, offset, buffer, filled, length);
                filled += length;
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void end() {
        try {
            out.write(buffer, 0, filled);
            filled = 0;
            if (packed != null) {
                packed.finish();
            }
        } catch (IOException e) {
            throw failed(e);
        }
        ended.run();
    }

    @Override
    public void close() {
        try (channel) {
            if (packed != null) {
                packed.close();
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private UncheckedIOException failed(IOException cause) {
        return new UncheckedIOException("Writing " + file.getFileName() + " failed: " + cause.getMessage(), cause);
    }
}
