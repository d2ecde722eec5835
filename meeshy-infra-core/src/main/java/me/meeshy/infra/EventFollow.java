package me.meeshy.infra;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.EngineEvent;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's events, across breaks of the connection: none twice, and none left out that the engine still remembers. */
final class EventFollow implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(EventFollow.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration AGES = Duration.ofDays(365);

    private final ContainerEngine engine;
    private final Map<String, String> labels;
    private final Consumer<EngineEvent> consumer;
    private final Runnable reconnected;
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Subscription current;
    private @Nullable RuntimeException failure;
    private boolean closed;
    private final Instant begun = Instant.now();
    /** By the engine's clock, which is not ours. */
    private @Nullable Instant latest;
    /** Those of the latest moment, which is asked for again. */
    private final Set<EngineEvent> ofLatest = new HashSet<>();

    EventFollow(
            ContainerEngine engine, Map<String, String> labels, Consumer<EngineEvent> consumer, Runnable reconnected) {
        this.engine = engine;
        this.labels = labels;
        this.consumer = consumer;
        this.reconnected = reconnected;
    }

    void start() {
        Subscription first = engine.events(labels, Set.of(), this::tell);
        synchronized (this) {
            current = first;
        }
        var thread = new Thread(() -> keepUp(first), "meeshy-infra-events");
        thread.setDaemon(true);
        thread.start();
    }

    private void tell(EngineEvent event) {
        synchronized (this) {
            if (closed || ofLatest.contains(event)) {
                return;
            }
            @Nullable Instant before = latest;
            if (before == null || event.at().isAfter(before)) {
                latest = event.at();
                ofLatest.clear();
            }
            if (event.at().equals(latest)) {
                ofLatest.add(event);
            }
        }
        try {
            consumer.accept(event);
        } catch (RuntimeException e) {
            end(e);
        }
    }

    private void keepUp(Subscription first) {
        Subscription open = first;
        while (true) {
            awaitBreak(open);
            open.close();
            Duration pause = SHORTEST_PAUSE;
            while (true) {
                Instant since;
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    @Nullable Instant told = latest;
                    since = told == null ? begun : told;
                }
                try {
                    open = engine.eventsSince(labels, since, this::tell);
                    break;
                } catch (EngineException e) {
                    if (e.reason() == EngineException.Reason.UNSUPPORTED) {
                        end(e);
                        return;
                    }
                    LOG.debug("Events cannot be followed at the moment; trying again", e);
                }
                if (waitedForTheEnd(pause)) {
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
            synchronized (this) {
                current = open;
                if (closed) {
                    open.close();
                    return;
                }
            }
            try {
                reconnected.run();
            } catch (RuntimeException e) {
                LOG.debug("The connection broke again", e);
            }
        }
    }

    private static void awaitBreak(Subscription open) {
        try {
            open.await(AGES);
        } catch (EngineException e) {
            LOG.debug("The stream of events broke", e);
        }
    }

    private boolean waitedForTheEnd(Duration pause) {
        try {
            return ended.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void end(@Nullable RuntimeException why) {
        @Nullable Subscription open;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            failure = why;
            open = current;
        }
        ended.countDown();
        if (open != null) {
            open.close();
        }
    }

    @Override
    public boolean await(Duration deadline) {
        try {
            if (!ended.await(Math.max(0, deadline.toNanos()), TimeUnit.NANOSECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(
                    EngineException.Reason.INTERRUPTED,
                    "Gave up waiting for the end of the events: the thread was interrupted",
                    e);
        }
        @Nullable RuntimeException why;
        synchronized (this) {
            why = failure;
        }
        if (why != null) {
            throw new EngineException(
                    EngineException.Reason.OTHER, "Cannot go on to follow events: " + why.getMessage(), why);
        }
        return true;
    }

    @Override
    public void close() {
        end(null);
    }
}
