package me.meeshy.infra.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import me.meeshy.infra.Environment;
import me.meeshy.infra.Infra;
import me.meeshy.infra.Volumes;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.plan.UpOptions;

/** What many containers cost this process: memory, and threads. */
final class ManyContainers {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int SERVICES = 50;
    private static final int REPLICAS = 100;

    private ManyContainers() {}

    static void heap() {
        Stack.Builder stack = Stack.builder("meeshy-bench-heap");
        for (int i = 0; i < SERVICES; i++) {
            stack.service(idle("s" + i));
        }
        Environment environment = Environment.of("bench", stack.build()).as(Role.TEST);
        try (Infra infra = Infra.connect()) {
            var running = infra.up(environment, LIMIT);
            System.gc();
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.out.printf(
                    Locale.ROOT,
                    "* live heap after up of %d services: %.1f MB (wanted: at most 32)%n",
                    SERVICES,
                    (runtime.totalMemory() - runtime.freeMemory()) / 1e6);
            running.down(Volumes.DELETE);
        }
    }

    static void replicas() throws InterruptedException {
        Environment environment = Environment.of(
                        "bench",
                        Stack.builder("meeshy-bench-many").service(idle("s")).build())
                .as(Role.TEST);
        var done = new AtomicBoolean();
        var most = new AtomicInteger();
        var watching = new Thread(() -> {
            while (!done.get()) {
                most.accumulateAndGet(Thread.activeCount(), Math::max);
                Thread.onSpinWait();
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
            }
        });
        watching.setDaemon(true);
        watching.start();
        try (Infra infra = Infra.connect()) {
            var running = infra.up(
                    environment,
                    UpOptions.builder().replicas("s", REPLICAS).deadline(LIMIT).build());
            done.set(true);
            System.out.printf(
                    Locale.ROOT, "* up of %d replicas of a service: at most %d threads%n", REPLICAS, most.get());
            running.down(Volumes.DELETE);
        }
        watching.join();
    }

    private static Service idle(String name) {
        return Service.builder(name, "nginx:alpine").build();
    }
}
