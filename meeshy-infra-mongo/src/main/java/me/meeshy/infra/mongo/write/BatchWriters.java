package me.meeshy.infra.mongo.write;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.Workers;
import org.jspecify.annotations.Nullable;

/**
 * Threads that store batches which others read, with a bound on the bytes that wait or are on their way. Safe for use by
 * several reading threads.
 */
public final class BatchWriters implements AutoCloseable {

    private static final int PERMIT_BYTES = 1_024;
    private static final int CHECK_MILLIS = 200;

    /** What is smaller costs a collector no more than anything else; what is larger is rare, and too much to keep. */
    private static final int LEAST_KEPT_BYTES = 256 * 1024;

    private static final int MOST_KEPT_BYTES = 4 * 1024 * 1024 + 16 * 1024;
    private static final int MOST_SPARES = 3;

    private final Deque<byte[]> spare = new ConcurrentLinkedDeque<>();
    private final Semaphore spares = new Semaphore(MOST_SPARES);
    private final Workers workers;
    private final BatchInserter inserter;
    private final Semaphore budget;
    private final int permits;
    private final Deadline deadline;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    public BatchWriters(String work, int threads, long budgetBytes, BatchInserter inserter, Deadline deadline) {
        this.workers = new Workers(work, threads, deadline, Workers.Stopping.AFTER_TASKS);
        this.inserter = inserter;
        this.permits = (int) Math.min(Integer.MAX_VALUE, budgetBytes / PERMIT_BYTES);
        this.budget = new Semaphore(permits);
        this.deadline = deadline;
    }

    /**
     * Memory for a batch of so many bytes: that of one that is stored, if there is any, since a collector pays dearly for objects of this size.
     */
    byte[] memory(int capacity) {
        if (capacity >= LEAST_KEPT_BYTES && capacity <= MOST_KEPT_BYTES) {
            byte[] found = spare.pollFirst();
            if (found != null) {
                spares.release();
                return found;
            }
            return new byte[MOST_KEPT_BYTES];
        }
        return new byte[capacity];
    }

    /** After the server has answered for all of it: until then a batch may have to be sent again. */
    private void keep(WriteBatch stored) {
        byte[] memory = stored.release();
        if (memory.length == MOST_KEPT_BYTES && spares.tryAcquire()) {
            spare.addFirst(memory);
        }
    }

    /** Stores a batch some time soon; waits while too much is on its way. The batch must not be touched again. */
    public void write(WriteBatch batch) {
        if (batch.documents() == 0) {
            return;
        }
        if (batch.target().sequential()) {
            inserter.insert(batch);
            keep(batch);
            return;
        }
        // A batch larger than the whole budget takes all of it, and goes alone.
        int wanted = Math.min(permits, batch.capacity() / PERMIT_BYTES + 1);
        acquire(wanted, batch.target().namespace());
        submit(batch, wanted);
    }

    /** Stores a batch whose memory is lent: once nothing else is on its way, and before it returns. */
    void writeAlone(WriteBatch batch) {
        String namespace = batch.target().namespace();
        acquire(permits, namespace);
        // the driver needs twice as much as the document has
        while (spare.pollFirst() != null) {
            spares.release();
        }
        submit(batch, permits);
        acquire(permits, namespace);
        budget.release(permits);
    }

    private void submit(WriteBatch batch, int wanted) {
        synchronized (this) {
            workers.submit(() -> {
                try {
                    inserter.insert(batch);
                    keep(batch);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                    throw e;
                } finally {
                    budget.release(wanted);
                }
            });
        }
    }

    private void acquire(int wanted, String namespace) {
        try {
            while (!budget.tryAcquire(wanted, CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
                check(namespace);
            }
            check(namespace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            deadline.check("Storing documents of " + namespace);
        }
    }

    private void check(String namespace) {
        Throwable first = failure.get();
        if (first instanceof RuntimeException e) {
            throw e;
        }
        if (first instanceof Error e) {
            throw e;
        }
        deadline.check("Storing documents of " + namespace);
    }

    /** Waits until everything handed over has been stored. */
    public synchronized void drain() {
        workers.await();
    }

    @Override
    public void close() {
        workers.close();
    }
}
