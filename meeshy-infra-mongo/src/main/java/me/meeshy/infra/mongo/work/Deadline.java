package me.meeshy.infra.mongo.work;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.mongo.model.Cancellation;
import me.meeshy.infra.mongo.model.DataCancelledException;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DataTimeoutException;

/** The moment by which a piece of work must have ended, and whether it was cancelled before. */
public final class Deadline {

    private final long at;
    private final Duration given;

    private final Cancellation cancellation;

    private Deadline(long at, Duration given, Cancellation cancellation) {
        this.cancellation = cancellation;
        this.at = at;
        this.given = given;
    }

    public static Deadline in(Duration given) {
        return in(given, new Cancellation());
    }

    public static Deadline in(Duration given, Cancellation cancellation) {
        if (given.isNegative() || given.isZero()) {
            throw new IllegalArgumentException("a deadline lies in the future, not at " + given);
        }
        return new Deadline(System.nanoTime() + given.toNanos(), given, cancellation);
    }

    public Duration given() {
        return given;
    }

    public boolean passed() {
        return remainingNanos() <= 0;
    }

    public long remainingNanos() {
        return at - System.nanoTime();
    }

    /** For a command's maxTimeMS, where zero would mean for ever. */
    public int remainingMillis() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNanos())));
    }

    public void check(String work) {
        if (cancellation.cancelled()) {
            throw new DataCancelledException(work + " was cancelled; nothing of it has a final name");
        }
        if (Thread.interrupted()) {
            Thread.currentThread().interrupt();
            throw new DataException(work + " was interrupted; what it had written under a temporary name is removed");
        }
        if (passed()) {
            throw expired(work);
        }
    }

    public DataTimeoutException expired(String work) {
        return new DataTimeoutException(work + " did not end within " + given
                + "; give it more time, or look at what the server is waiting for");
    }
}
