package me.meeshy.infra.orchestration;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A moment by which something must be done. Immutable. */
final class Deadline {

    private final Duration allowed;
    private final long end;
    private final LongSupplier nanoTime;

    private Deadline(Duration allowed, LongSupplier nanoTime) {
        this.allowed = allowed;
        this.nanoTime = nanoTime;
        this.end = nanoTime.getAsLong() + allowed.toNanos();
    }

    static Deadline in(Duration allowed) {
        return in(allowed, System::nanoTime);
    }

    static Deadline in(Duration allowed, LongSupplier nanoTime) {
        if (allowed.isNegative() || allowed.isZero()) {
            throw new IllegalArgumentException("a deadline must leave some time, not " + allowed);
        }
        return new Deadline(allowed, nanoTime);
    }

    /** Zero once it has passed. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
    }

    boolean passed() {
        return end - nanoTime.getAsLong() <= 0;
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** What remains, or a millisecond once it has passed: for what is to fail by its own words. */
    Duration remainingOrLeast() {
        Duration remaining = remaining();
        return remaining.isZero() ? Duration.ofMillis(1) : remaining;
    }

    /** How long was allowed in words. */
    String inWords() {
        return allowed.toMillis() % 1000 == 0 ? allowed.toSeconds() + " s" : allowed.toMillis() + " ms";
    }
}
