package me.meeshy.infra.mongo.format;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;

/** Writes one file of a dump. It is forced to disk with all others at the end, which is far cheaper than one by one. */
public final class DumpFileWriter implements AutoCloseable {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final Path file;
    private final FileChannel channel;
    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;

    public DumpFileWriter(Path file, boolean gzip) {
        this.file = file;
        try {
            this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            OutputStream plain = Channels.newOutputStream(channel);
            this.out = gzip ? new GZIPOutputStream(plain, BUFFER_BYTES / 4) : plain;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    public void write(byte[] bytes, int offset, int length) {
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

    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    /** Hands everything to the system. */
    public void finish() {
        try {
            out.write(buffer, 0, filled);
            filled = 0;
            if (out instanceof GZIPOutputStream gzip) {
                gzip.finish();
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private UncheckedIOException failed(IOException cause) {
        return new UncheckedIOException("Writing " + file.getFileName() + " failed: " + cause.getMessage(), cause);
    }
}
