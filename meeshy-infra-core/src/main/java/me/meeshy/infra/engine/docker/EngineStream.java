package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import me.meeshy.infra.engine.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream of the engine's: docker-java reads it on a thread of its own, and hands each item on. */
class EngineStream<T> implements ResultCallback<T>, Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(EngineStream.class);

    private final String what;
    private final Failures failures;
    private final Consumer<T> consumer;
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Closeable source;
    private @Nullable Throwable failure;
    private boolean closed;

    EngineStream(String what, Failures failures, Consumer<T> consumer) {
        this.what = what;
        this.failures = failures;
        this.consumer = consumer;
    }

    @Override
    public void onStart(Closeable stream) {
        boolean late;
        synchronized (this) {
            source = stream;
            late = closed;
        }
        started.countDown();
        if (late) {
            close(stream);
        }
    }

    @Override
    public void onNext(T item) {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        try {
            consumer.accept(item);
        } catch (RuntimeException e) {
            // Whoever follows may never wait for the end.
            LOG.warn("Cannot go on to {}: what was read could not be handled", what, e);
            onError(e);
            close();
        }
    }

    @Override
    public void onError(Throwable error) {
        synchronized (this) {
            // What breaks because we closed it is no failure.
            if (!closed && failure == null) {
                failure = error;
                LOG.debug("The stream broke: {}", what, error);
            }
        }
        started.countDown();
        ended.countDown();
    }

    @Override
    public void onComplete() {
        try {
            finish();
        } catch (RuntimeException e) {
            onError(e);
        }
        started.countDown();
        ended.countDown();
    }

    /** Called once, by the reading thread, when the engine has ended the stream. */
    void finish() {}

    /** Waits until the engine has begun to answer. */
    void awaitStart(Duration deadline) {
        try {
            if (!started.await(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                throw failures.timeout(what, deadline, null);
            }
        } catch (InterruptedException e) {
            throw failures.interrupted(what, e);
        }
        rethrow();
    }

    @Override
    public boolean await(Duration deadline) {
        try {
            if (!ended.await(Math.max(0, deadline.toNanos()), TimeUnit.NANOSECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            throw failures.interrupted(what, e);
        }
        rethrow();
        return true;
    }

    private void rethrow() {
        @Nullable Throwable error;
        synchronized (this) {
            error = failure;
        }
        if (error != null) {
            throw failures.translate(what, error);
        }
    }

    @Override
    public void close() {
        @Nullable Closeable open;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            open = source;
        }
        if (open != null) {
            close(open);
        }
        started.countDown();
        ended.countDown();
    }

    private void close(Closeable stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // The connection is given up either way.
            LOG.debug("Closing the stream of \"{}\" failed", what, e);
        }
    }
}
