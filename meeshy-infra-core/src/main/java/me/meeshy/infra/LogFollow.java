package me.meeshy.infra;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.LogLine;
import me.meeshy.infra.engine.LogQuery;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.orchestration.Labels;
import me.meeshy.infra.secret.SecretMask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the logs of containers as events tell that they start; what a container wrote before it ended is not told twice. */
final class LogFollow implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(LogFollow.class);
    /** The last lines of a container that has ended, before those of its next run. */
    private static final Duration LAST_LINES = Duration.ofMinutes(1);
    /** Rather a line twice than a line less, where it is not known when a container ended. */
    private static final Duration TWICE = Duration.ofSeconds(1);

    private final ContainerEngine engine;
    private final SecretMask mask;
    private final int tail;
    private final Consumer<ServiceLine> consumer;
    private final Map<String, Subscription> open = new ConcurrentHashMap<>();
    private final Map<String, Instant> endedAt = new ConcurrentHashMap<>();
    private final Map<String, Instant> toldUntil = new ConcurrentHashMap<>();
    private final Object turn = new Object();
    private @Nullable Subscription events;
    private volatile @Nullable RuntimeException failure;
    private volatile boolean closed;

    LogFollow(ContainerEngine engine, SecretMask mask, int tail, Consumer<ServiceLine> consumer) {
        this.engine = engine;
        this.mask = mask;
        this.tail = tail;
        this.consumer = consumer;
    }

    void start(EventView view, Supplier<List<ContainerSummary>> containers) {
        events = view.follow(this::on, () -> resume(containers.get()));
        try {
            for (ContainerSummary container : containers.get()) {
                join(
                        container.labels().getOrDefault(Labels.SERVICE, ""),
                        container.name(),
                        container.id(),
                        LogQuery.last(tail));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void on(ContainerEvent event) {
        ContainerEvent.Origin origin = event.origin();
        if (event instanceof ContainerEvent.Ended) {
            endedAt.put(origin.containerId(), origin.at());
        } else if (event instanceof ContainerEvent.Started) {
            rejoin(origin.service(), origin.container(), origin.containerId());
        } else if (event instanceof ContainerEvent.Removed) {
            open.remove(origin.containerId());
            endedAt.remove(origin.containerId());
            toldUntil.remove(origin.containerId());
        }
    }

    /** After a break of the connection, of which the engine may not tell what happened meanwhile. */
    private void resume(List<ContainerSummary> containers) {
        containers.stream()
                .filter(container -> container.status() == ContainerState.Status.RUNNING)
                .forEach(container ->
                        rejoin(container.labels().getOrDefault(Labels.SERVICE, ""), container.name(), container.id()));
    }

    private void rejoin(String service, String name, String id) {
        @Nullable Subscription before = open.get(id);
        if (before == null) {
            join(service, name, id, LogQuery.ALL);
            return;
        }
        @Nullable Instant end = endedAt.remove(id);
        if (!hasEnded(before, end == null ? Duration.ZERO : LAST_LINES)) {
            if (end == null) {
                return;
            }
            before.close();
        }
        open.remove(id, before);
        Instant since = end == null ? toldUntil.getOrDefault(id, Instant.now()).minus(TWICE) : end;
        join(service, name, id, new LogQuery(OptionalInt.empty(), Optional.of(since)));
    }

    private static boolean hasEnded(Subscription following, Duration wait) {
        try {
            return following.await(wait);
        } catch (EngineException e) {
            LOG.debug("A log that was followed broke", e);
            return true;
        }
    }

    private void join(String service, String name, String id, LogQuery query) {
        if (closed || open.containsKey(id)) {
            return;
        }
        try {
            toldUntil.put(id, Instant.now());
            Subscription following = engine.followLogs(id, query, line -> {
                tell(service, name, line);
                toldUntil.put(id, Instant.now());
            });
            @Nullable Subscription other = open.putIfAbsent(id, following);
            if (other != null || closed) {
                following.close();
            }
        } catch (EngineException e) {
            // it went away meanwhile
            if (e.reason() != EngineException.Reason.NOT_FOUND) {
                throw e;
            }
        }
    }

    private void tell(String service, String container, LogLine line) {
        synchronized (turn) {
            if (closed) {
                return;
            }
            try {
                consumer.accept(new ServiceLine(service, container, line.stream(), mask.mask(line.text())));
            } catch (RuntimeException e) {
                failure = e;
                close();
            }
        }
    }

    @Override
    public boolean await(Duration deadline) {
        @Nullable Subscription following = events;
        boolean ended = following == null || following.await(deadline);
        @Nullable RuntimeException why = failure;
        if (why != null) {
            throw new EngineException(
                    EngineException.Reason.OTHER, "Cannot go on to follow logs: " + why.getMessage(), why);
        }
        return ended;
    }

    @Override
    public void close() {
        closed = true;
        @Nullable Subscription following = events;
        if (following != null) {
            following.close();
        }
        open.values().forEach(Subscription::close);
        open.clear();
    }
}
