package me.meeshy.infra.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What one thread writes is what another reads. A writer that fails makes the reader fail, too: half a stream never looks like
 * a whole one.
 */
public final class Pipe extends InputStream {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final PipedInputStream source = new PipedInputStream(BUFFER_BYTES);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Exception failure;
    private volatile boolean abandoned;

    /** Writes a stream. */
    @FunctionalInterface
    public interface Writing {

        /**
         * Writes all of it.
         *
         * @param out where to
         * @throws IOException if it cannot be made
         */
        void to(OutputStream out) throws IOException;
    }

    private Pipe() {}

    /**
     * Begins to write, on a thread of its own.
     *
     * @param writing what to write
     * @return what is written
     */
    public static Pipe of(Writing writing) {
        var pipe = new Pipe();
        try {
            var out = new PipedOutputStream(pipe.source);
            var thread = new Thread(() -> pipe.write(writing, out), "meeshy-infra-tar");
            thread.setDaemon(true);
            thread.start();
            return pipe;
        } catch (IOException e) {
            throw new IllegalStateException("a new pipe is not connected", e);
        }
    }

    private void write(Writing writing, PipedOutputStream out) {
        try (out) {
            writing.to(new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    try {
                        out.write(bytes, offset, length);
                    } catch (IOException e) {
                        abandoned = true;
                        throw e;
                    }
                }
            });
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            ended.countDown();
        }
    }

    /**
     * Why the writer failed.
     *
     * @return the failure, or null if there is none so far
     */
    public @Nullable Exception failure() {
        return failure;
    }

    /**
     * Whether the reader went away first; then the writer's failure is not the cause.
     *
     * @return true if so
     */
    public boolean isAbandoned() {
        return abandoned;
    }

    @Override
    public int read() throws IOException {
        return atEnd(source.read());
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return atEnd(source.read(bytes, offset, length));
    }

    private int atEnd(int read) throws IOException {
        if (read >= 0) {
            return read;
        }
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        @Nullable Exception why = failure;
        if (why != null) {
            throw new IOException(why.getMessage(), why);
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
