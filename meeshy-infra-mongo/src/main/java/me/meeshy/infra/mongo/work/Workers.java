package me.meeshy.infra.mongo.work;

import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import me.meeshy.infra.mongo.model.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Named daemon threads for one piece of work: the first failure stops the others, and is what {@link #await} throws.
 * Tasks are submitted from any thread; one awaits, after the last was submitted.
 */
public final class Workers implements AutoCloseable {

    private static final int CLOSE_SECONDS = 5;

    /** How often who waits looks whether the work was cancelled. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What becomes of tasks that run when the work is stopped. */
    public enum Stopping {
        /** They are interrupted. */
        AT_ONCE,
        /** For a moment they are let end: what they have sent to a server is done all the same, and must not be done after what comes next. */
        AFTER_TASKS
    }

    private final String work;
    private final Deadline deadline;
    private final Stopping stopping;
    private final ThreadPoolExecutor executor;
    private final Deque<Future<?>> running = new ConcurrentLinkedDeque<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    public Workers(String work, int threads, Deadline deadline) {
        this(work, threads, deadline, Stopping.AT_ONCE);
    }

    public Workers(String work, int threads, Deadline deadline, Stopping stopping) {
        this.work = work;
        this.deadline = deadline;
        this.stopping = stopping;
        AtomicInteger number = new AtomicInteger();
        this.executor =
                new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(
                            task,
                            "meeshy-" + work.toLowerCase(java.util.Locale.ROOT).replace(' ', '-') + "-"
                                    + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    public void submit(Runnable task) {
        try {
            running.add(executor.submit(guarded(task)));
        } catch (RejectedExecutionException e) {
            // what stopped the others is what the submitter must hear of
            check();
            throw new DataException(work + " was stopped", e);
        }
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                if (failure.compareAndSet(null, e)) {
                    stop();
                }
                throw e;
            }
        };
    }

    private void stop() {
        if (stopping == Stopping.AT_ONCE) {
            executor.shutdownNow();
        } else {
            executor.shutdown();
            executor.getQueue().clear();
        }
    }

    /** Fails with what the first of the tasks failed with, if one has. */
    public void check() {
        Throwable first = failure.get();
        if (first instanceof RuntimeException e) {
            throw e;
        }
        if (first instanceof Error e) {
            throw e;
        }
        deadline.check(work);
    }

    /** Waits until all tasks have ended. */
    public void await() {
        while (!running.isEmpty()) {
            try {
                running.element()
                        .get(Math.max(1, Math.min(LOOK_NANOS, deadline.remainingNanos())), TimeUnit.NANOSECONDS);
                running.remove();
            } catch (ExecutionException | CancellationException e) {
                check();
                throw new DataException(work + " was stopped", e);
            } catch (TimeoutException e) {
                // one that had not begun when another failed never ends
                check();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DataException(
                        work + " was interrupted; what it had written under a temporary name is removed", e);
            }
        }
        check();
    }

    /** Lets what was submitted end, for a moment, whatever has failed meanwhile; nothing more can be submitted. */
    public void settle() {
        executor.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops what still runs, and gives it a moment to let go of what it holds. */
    @Override
    public void close() {
        stop();
        boolean interrupted = Thread.interrupted();
        try {
            executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        executor.shutdownNow();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
