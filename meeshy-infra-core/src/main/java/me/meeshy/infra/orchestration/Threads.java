package me.meeshy.infra.orchestration;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Named daemon threads. */
final class Threads {

    private static final long IDLE_SECONDS = 10;

    private Threads() {}

    /** As many as there is work at once: the caller hands over no more than a few pieces a service. */
    static ExecutorService named(String purpose) {
        return Executors.newCachedThreadPool(factory(purpose));
    }

    /** So many at most; further work waits. */
    static ExecutorService atMost(int number, String purpose) {
        var threads = new ThreadPoolExecutor(
                number, number, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory(purpose));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static ThreadFactory factory(String purpose) {
        var number = new AtomicInteger();
        return task -> {
            var thread = new Thread(task, "meeshy-infra-" + purpose + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
