package me.meeshy.infra.engine.docker;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs requests that are answered at once rather than as a stream. Each runs on a thread of ours while the caller waits:
 * docker-java knows no read timeout on a unix socket, and an interruption of the thread that reads would close the connection
 * with the request half done.
 */
final class Requests implements AutoCloseable {

    private static final AtomicInteger THREADS = new AtomicInteger();

    private final Duration longest;
    private final Supplier<Duration> remaining;
    private final Failures failures;
    private final ExecutorService workers;

    Requests(Duration limit, Failures failures) {
        this(limit, () -> limit, failures, Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "meeshy-infra-engine-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        }));
    }

    private Requests(Duration longest, Supplier<Duration> remaining, Failures failures, ExecutorService workers) {
        this.longest = longest;
        this.remaining = remaining;
        this.failures = failures;
        this.workers = workers;
    }

    /** These, where none may take longer than what remains when it is sent. */
    Requests within(Supplier<Duration> remaining) {
        return new Requests(longest, remaining, failures, workers);
    }

    Failures failures() {
        return failures;
    }

    /** How long a request may take that is sent now and has no deadline of its own. */
    Duration limit() {
        Duration left = remaining.get();
        return left.compareTo(longest) < 0 ? left : longest;
    }

    /**
     * Sends a request and waits for the answer even if the thread is interrupted meanwhile, so that the caller knows what
     * came of it; the flag stays set.
     *
     * @param what what is tried, such as {@code "start container x"}
     */
    <T> T send(String what, Callable<T> request) {
        return send(what, limit(), request);
    }

    /** As {@link #send(String, Callable)}, with less time. */
    <T> T send(String what, Duration deadline, Callable<T> request) {
        Future<T> answer = submit(what, request);
        long end = System.nanoTime() + deadline.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return value(what, answer, end - System.nanoTime(), deadline);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Sends a request that has no answer but that it was done. */
    void send(String what, Runnable request) {
        send(what, Executors.callable(request, Boolean.TRUE));
    }

    /** Sends a request whose answer may take long; an interruption gives up waiting for it. */
    void sendInterruptibly(String what, Duration deadline, Runnable request) {
        Future<Boolean> answer = submit(what, Executors.callable(request, Boolean.TRUE));
        try {
            value(what, answer, deadline.toNanos(), deadline);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw failures.interrupted(what, e);
        }
    }

    /** Runs something beside the caller, who is not told how it ended. */
    void background(String what, Runnable work) {
        try {
            workers.execute(work);
        } catch (RejectedExecutionException e) {
            throw failures.closed(what, e);
        }
    }

    private <T> Future<T> submit(String what, Callable<T> request) {
        try {
            return workers.submit(request);
        } catch (RejectedExecutionException e) {
            throw failures.closed(what, e);
        }
    }

    private <T> T value(String what, Future<T> answer, long nanos, Duration deadline) throws InterruptedException {
        try {
            return answer.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            @Nullable Throwable cause = e.getCause();
            throw failures.translate(what, cause == null ? e : cause);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw failures.timeout(what, deadline, e);
        } catch (CancellationException e) {
            throw failures.closed(what, e);
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
