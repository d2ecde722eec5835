package me.meeshy.infra.mongo;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The moment by which a piece of work must have ended. */
final class Deadline {

    private final long at;
    private final Duration given;

    private Deadline(long at, Duration given) {
        this.at = at;
        this.given = given;
    }

    static Deadline in(Duration given) {
        if (given.isNegative() || given.isZero()) {
            throw new IllegalArgumentException("a deadline lies in the future, not at " + given);
        }
        return new Deadline(System.nanoTime() + given.toNanos(), given);
    }

    Duration given() {
        return given;
    }

    boolean passed() {
        return remainingNanos() <= 0;
    }

    long remainingNanos() {
        return at - System.nanoTime();
    }

    /** For a command's maxTimeMS, where zero would mean for ever. */
    int remainingMillis() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNanos())));
    }

    void check(String work) {
        if (Thread.interrupted()) {
            Thread.currentThread().interrupt();
            throw new DataException(work + " was interrupted; what it had written under a temporary name is removed");
        }
        if (passed()) {
            throw expired(work);
        }
    }

    DataTimeoutException expired(String work) {
        return new DataTimeoutException(work + " did not end within " + given
                + "; give it more time, or look at what the server is waiting for");
    }
}
