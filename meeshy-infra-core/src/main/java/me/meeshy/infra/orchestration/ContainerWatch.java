package me.meeshy.infra.orchestration;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.EngineEvent;
import me.meeshy.infra.engine.Subscription;

/** Wakes whoever waits for a container when something happens to it, so that nobody has to ask all the time. */
final class ContainerWatch implements AutoCloseable {

    private static final Set<String> ACTIONS = Set.of("die", "oom", "health_status", "destroy");

    private final Map<String, Signal> signals = new ConcurrentHashMap<>();
    private final Subscription subscription;

    private ContainerWatch(ContainerEngine engine, String project, Consumer<EngineEvent> onDeath) {
        subscription = engine.events(Map.of(Labels.PROJECT, project), ACTIONS, event -> {
            Signal signal = signal(event.containerId());
            signal.event.set(true);
            signal.permits.release();
            if (event.action().equals("die")) {
                onDeath.accept(event);
            }
        });
    }

    /** Watches all containers of a project. */
    static ContainerWatch of(ContainerEngine engine, String project, Consumer<EngineEvent> onDeath) {
        return new ContainerWatch(engine, project, onDeath);
    }

    /** Wakes without an event. */
    void wake(String container) {
        signal(container).permits.release();
    }

    /** True if there was an event of the container, also since the last wait; false if it was woken or the time passed. */
    boolean await(String container, Duration limit) throws InterruptedException {
        Signal signal = signal(container);
        boolean woken = signal.permits.tryAcquire(Math.max(1, limit.toNanos()), TimeUnit.NANOSECONDS);
        if (woken) {
            signal.permits.drainPermits();
        }
        return signal.event.getAndSet(false);
    }

    private Signal signal(String container) {
        return signals.computeIfAbsent(container, id -> new Signal());
    }

    private static final class Signal {
        final Semaphore permits = new Semaphore(0);
        final AtomicBoolean event = new AtomicBoolean();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
