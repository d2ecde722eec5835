package me.meeshy.infra.embedded;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerState.Health;
import me.meeshy.infra.model.Healthcheck;

/** Gives the verdict of a health check by asking the program itself; the check's test is not run. */
final class HealthMonitor {

    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);
    private static final int DEFAULT_RETRIES = 3;
    private static final Duration PAUSE_WHILE_STARTING = Duration.ofMillis(100);

    private final Healthcheck check;
    private final BooleanSupplier answers;
    private final Consumer<Health> onChange;
    private final Thread thread;
    private final long startNanos = System.nanoTime();
    private volatile Health verdict = Health.STARTING;

    HealthMonitor(Healthcheck check, BooleanSupplier answers, Consumer<Health> onChange) {
        this.check = check;
        this.answers = answers;
        this.onChange = onChange;
        this.thread = new Thread(this::watch, "meeshy-embedded-health");
        thread.setDaemon(true);
        thread.start();
    }

    Health verdict() {
        return verdict;
    }

    void stop() {
        thread.interrupt();
    }

    private void watch() {
        int failures = 0;
        long lastCountedNanos = startNanos;
        Duration interval = check.interval().orElse(DEFAULT_INTERVAL);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (answers.getAsBoolean()) {
                    failures = 0;
                    change(Health.HEALTHY);
                } else if (System.nanoTime() - lastCountedNanos >= interval.toNanos()) {
                    // asked more often than the interval while it starts, but counted as the engine would
                    lastCountedNanos = System.nanoTime();
                    if (verdict == Health.HEALTHY || pastStartPeriod()) {
                        failures++;
                    }
                    if (failures >= check.retries().orElse(DEFAULT_RETRIES)) {
                        change(Health.UNHEALTHY);
                    }
                }
                Duration pause = verdict == Health.HEALTHY && interval.compareTo(PAUSE_WHILE_STARTING) > 0
                        ? interval
                        : PAUSE_WHILE_STARTING;
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean pastStartPeriod() {
        return System.nanoTime() - startNanos
                >= check.startPeriod().orElse(Duration.ZERO).toNanos();
    }

    private void change(Health next) {
        if (verdict != next) {
            verdict = next;
            onChange.accept(next);
        }
    }
}
