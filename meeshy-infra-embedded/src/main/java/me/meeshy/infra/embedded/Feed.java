package me.meeshy.infra.embedded;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.Subscription;

/** Brings what is offered to one consumer, in order and in one thread, until it is ended or closed. */
final class Feed<T> implements Subscription {

    private final LinkedBlockingQueue<Optional<T>> queue = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Optional<RuntimeException> failure = Optional.empty();
    private final Consumer<Feed<T>> onEnd;
    private volatile boolean closed;

    Feed(String name, Consumer<T> consumer, Consumer<Feed<T>> onEnd) {
        this.onEnd = onEnd;
        var thread = new Thread(() -> deliver(consumer), "meeshy-embedded-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    void offer(T item) {
        queue.add(Optional.of(item));
    }

    /** Lets what was offered be delivered and then ends. */
    void end() {
        queue.add(Optional.empty());
    }

    private void deliver(Consumer<T> consumer) {
        try {
            for (Optional<T> item = queue.take(); item.isPresent() && !closed; item = queue.take()) {
                consumer.accept(item.get());
            }
        } catch (RuntimeException e) {
            failure = Optional.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            onEnd.accept(this);
            ended.countDown();
        }
    }

    @Override
    public boolean await(Duration deadline) {
        try {
            if (!ended.await(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(
                    EngineException.Reason.INTERRUPTED, "interrupted while waiting for the end of a stream", e);
        }
        failure.ifPresent(cause -> {
            throw new EngineException(
                    EngineException.Reason.OTHER, "the stream ended because its consumer failed: " + cause, cause);
        });
        return true;
    }

    @Override
    public void close() {
        closed = true;
        end();
    }
}
