package me.meeshy.infra.mongo.compress;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Packs a stream by several threads: it is cut into chunks, which are packed beside each other and written in their order.
 * It holds a few chunks for each thread, and no more. For use by one thread at a time.
 */
public final class PackedOutput extends OutputStream {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final OutputStream out;
    private final ChunkFormat format;
    private final ExecutorService packers;
    private final int mostInFlight;
    private final Deque<Chunk> inFlight = new ArrayDeque<>();
    private final Deque<Chunk> free = new ArrayDeque<>();
    private final CRC32 crc = new CRC32();
    private long length;
    private @Nullable Chunk current;
    private boolean finished;

    /**
     * Packs into a stream.
     *
     * @param threads how many pack at once
     */
    public PackedOutput(OutputStream out, Compression compression, int level, int threads) throws IOException {
        this.out = out;
        this.format = compression.format(compression.require(level));
        this.mostInFlight = threads + 1;
        this.packers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "meeshy-packing-" + NUMBER.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        out.write(format.head());
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        crc.update(bytes, offset, count);
        length += count;
        int at = offset;
        int left = count;
        while (left > 0) {
            Chunk chunk = current();
            int taken = Math.min(left, chunk.plain.length - chunk.length);
            System.arraycopy(bytes, at, chunk.plain, chunk.length, taken);
            chunk.length += taken;
            at += taken;
            left -= taken;
            if (chunk.length == chunk.plain.length) {
                submit(chunk);
            }
        }
    }

    private Chunk current() throws IOException {
        Chunk chunk = current;
        if (chunk == null) {
            while (inFlight.size() >= mostInFlight) {
                writeFirst();
            }
            chunk = free.isEmpty() ? new Chunk(format.chunkBytes(), format.packer()) : free.pop();
            chunk.reset();
            Chunk last = inFlight.peekLast();
            if (last != null) {
                chunk.follow(last.plain, last.length);
            }
            current = chunk;
        }
        return chunk;
    }

    private void submit(Chunk chunk) throws IOException {
        current = null;
        inFlight.add(chunk);
        packers.execute(() -> {
            try {
                chunk.packer.pack(chunk);
                chunk.done.complete(null);
            } catch (RuntimeException | Error e) {
                chunk.done.completeExceptionally(e);
            }
        });
        // The last stays: the next one looks back on it.
        while (inFlight.size() > 1 && inFlight.element().done.isDone()) {
            writeFirst();
        }
    }

    private void writeFirst() throws IOException {
        Chunk chunk = inFlight.remove();
        free.push(chunk);
        try {
            chunk.done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("packing was interrupted").initCause(e);
        } catch (ExecutionException | CompletionException e) {
            throw new IOException("packing failed: " + e.getCause(), e);
        }
        out.write(chunk.packed, 0, chunk.packedLength);
    }

    /** Packs and writes what is left, and ends the stream; what it is written to stays open. */
    public void finish() throws IOException {
        if (finished) {
            return;
        }
        finished = true;
        Chunk chunk = current;
        if (chunk != null && chunk.length > 0) {
            submit(chunk);
        }
        while (!inFlight.isEmpty()) {
            writeFirst();
        }
        out.write(format.tail((int) crc.getValue(), length));
        out.flush();
    }

    /** Lets go of threads and memory; what was not finished is cut short. What it is written to stays open. */
    @Override
    public void close() {
        packers.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            // A chunk takes milliseconds; memory outside of the heap must not be freed under it.
            if (packers.awaitTermination(1, java.util.concurrent.TimeUnit.MINUTES)) {
                free.forEach(each -> each.packer.close());
                inFlight.forEach(each -> each.packer.close());
                if (current != null) {
                    current.packer.close();
                }
                free.clear();
                inFlight.clear();
                current = null;
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
