package me.meeshy.infra.orchestration;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Named daemon threads. */
final class Threads {

    private Threads() {}

    /** As many as there is work at once: the caller hands over no more than a few pieces a service. */
    static ExecutorService named(String purpose) {
        var number = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "meeshy-infra-" + purpose + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
