package me.meeshy.infra.migration;

import java.time.Duration;
import java.util.function.LongSupplier;
import me.meeshy.infra.model.InfraException;

/** How long a run may take; undoing it has an allowance of its own, or a run that is late could not be undone. */
final class Allowance {

    /** What undoing may take: it renames, drops what was staged and starts services. */
    static final Duration UNDO = Duration.ofMinutes(30);

    private final LongSupplier nanoTime;
    private final Duration given;
    private volatile long end;

    Allowance(Duration given, LongSupplier nanoTime) {
        this.given = given;
        this.nanoTime = nanoTime;
        this.end = nanoTime.getAsLong() + given.toNanos();
    }

    Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
    }

    /** From now on it is what undoing may take. */
    void beginUndo() {
        end = nanoTime.getAsLong() + UNDO.toNanos();
    }

    /** Refuses to begin another step if time is up or the thread was interrupted, whose flag stays set. */
    void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new InfraException("the migration was interrupted");
        }
        if (remaining().isZero()) {
            throw new InfraException("the migration did not end within " + given + "; allow it more with within(…)");
        }
    }
}
