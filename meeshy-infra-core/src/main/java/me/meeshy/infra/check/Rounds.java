package me.meeshy.infra.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import me.meeshy.infra.model.InfraException;

/** Asks all checks at once, again and again, until all of them hold in the same round. */
final class Rounds implements AutoCloseable {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    /** A check ends its own attempt at the deadline; only one that does not is cut off, this much later. */
    private static final Duration GRACE = Duration.ofMillis(250);

    private final String name;
    private final Map<String, Check> checks;
    private final Duration deadline;
    private final Timing timing;
    private final ExecutorService threads;
    private final long start;

    Rounds(String name, Map<String, Check> checks, Duration deadline, Timing timing) {
        this.name = name;
        this.checks = checks;
        this.deadline = deadline;
        this.timing = timing;
        var count = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "meeshy-validation-" + name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.start = timing.nanos();
    }

    ValidationReport untilAllHold() {
        Duration pause = FIRST_PAUSE;
        Duration longest = shorter(LONGEST_PAUSE, deadline.dividedBy(20));
        int rounds = 0;
        try {
            while (true) {
                var report = new ValidationReport(name, askAll(), ++rounds, elapsed(), deadline);
                if (report.ok() || elapsed().plus(pause).compareTo(deadline) >= 0) {
                    return report;
                }
                timing.sleep(pause);
                if (elapsed().compareTo(deadline) >= 0) {
                    // slept longer than asked to, as on a machine that is busy or was suspended
                    return report;
                }
                if (pause.compareTo(longest) < 0) {
                    pause = shorter(pause.multipliedBy(2), longest);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InfraException(
                    "validation '" + name + "' was interrupted in round " + (rounds + 1) + "; nothing was changed", e);
        }
    }

    private List<ValidationReport.Row> askAll() throws InterruptedException {
        Duration remaining = deadline.minus(elapsed());
        var asked = new LinkedHashMap<String, Future<ValidationReport.Row>>();
        checks.forEach((check, body) -> asked.put(check, threads.submit(() -> ask(check, body, remaining))));
        try {
            long cutOff = System.nanoTime() + remaining.plus(GRACE).toNanos();
            var rows = new ArrayList<ValidationReport.Row>(asked.size());
            for (var entry : asked.entrySet()) {
                rows.add(answer(entry.getKey(), entry.getValue(), cutOff, remaining));
            }
            return rows;
        } finally {
            asked.values().forEach(future -> future.cancel(true));
        }
    }

    private ValidationReport.Row ask(String check, Check body, Duration remaining) {
        long began = timing.nanos();
        CheckResult result;
        try {
            result = body.run(remaining);
        } catch (InfraException e) {
            result = CheckResult.fails(e.getMessage() == null ? "failed without a reason" : e.getMessage());
        } catch (RuntimeException | AssertionError e) {
            // whatever a user's own lambda throws is a reason, not the end of the validation
            result = CheckResult.fails(
                    e.getClass().getSimpleName() + ": " + Excerpt.head(String.valueOf(e.getMessage())));
        }
        return new ValidationReport.Row(check, result, Duration.ofNanos(timing.nanos() - began));
    }

    private static ValidationReport.Row answer(
            String check, Future<ValidationReport.Row> future, long cutOff, Duration remaining)
            throws InterruptedException {
        try {
            return future.get(Math.max(0, cutOff - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new ValidationReport.Row(
                    check, CheckResult.fails("no answer within " + remaining.toMillis() + " ms"), remaining);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("check '" + check + "' ended in an unforeseen way", e.getCause());
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Duration elapsed() {
        return Duration.ofNanos(timing.nanos() - start);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
