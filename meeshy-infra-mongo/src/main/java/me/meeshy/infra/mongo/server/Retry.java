package me.meeshy.infra.mongo.server;

import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.work.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does again what failed because a server was away for a while, with growing pauses, until its patience has ended. Only for
 * what may be done twice. Safe for use by several threads.
 */
public final class Retry {

    private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Duration patience;
    private final Deadline deadline;

    public Retry(Duration patience, Deadline deadline) {
        this.patience = patience;
        this.deadline = deadline;
    }

    /** Waits for nothing. */
    public static Retry never(Deadline deadline) {
        return new Retry(Duration.ZERO, deadline);
    }

    /** Whether anything is tried again at all. */
    boolean patient() {
        return !patience.isZero();
    }

    /**
     * Does something, perhaps several times.
     *
     * @param work what it is, for messages
     * @param onDoubt told before each repetition
     */
    public <T> T call(String work, Runnable onDoubt, Supplier<T> action) {
        long giveUp = System.nanoTime() + patience.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        int attempts = 1;
        while (true) {
            try {
                return action.get();
            } catch (MongoException | DataException e) {
                boolean over = System.nanoTime() - giveUp >= 0 || deadline.passed();
                if (!worthwhile(e) || over) {
                    if (attempts > 1 && worthwhile(e)) {
                        LOG.warn("{} was tried {} times within {}", work, attempts, patience);
                    }
                    throw e;
                }
                LOG.info("{} failed and is tried again in {} ms: {}", work, pause, e.getMessage());
                onDoubt.run();
                pause(pause, work);
                pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
                attempts++;
            }
        }
    }

    private void pause(long millis, String work) {
        try {
            Thread.sleep(Math.min(millis, Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline.remainingNanos()))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        deadline.check(work);
    }

    /** Whether another attempt may succeed: the server was not reached, or is not the primary now. */
    public static boolean worthwhile(Throwable failure) {
        Throwable cause = failure instanceof DataException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof MongoSocketException
                || cause instanceof MongoTimeoutException
                // another thread's connection broke, so this one was not even tried
                || cause instanceof MongoConnectionPoolClearedException
                || cause instanceof MongoNotPrimaryException
                || cause instanceof MongoNodeIsRecoveringException
                || (cause instanceof MongoException e && e.hasErrorLabel("RetryableWriteError"));
    }
}
