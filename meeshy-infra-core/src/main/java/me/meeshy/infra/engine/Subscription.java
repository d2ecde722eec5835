package me.meeshy.infra.engine;

import java.time.Duration;

/** A stream that goes on until it is closed or the engine ends it. Thread-safe. */
public interface Subscription extends AutoCloseable {

    /**
     * Waits until the engine ends the stream or it is closed.
     *
     * @param deadline how long to wait at most
     * @return true if it ended, false if the deadline passed first
     * @throws EngineException with {@link EngineException.Reason#INTERRUPTED} if the thread is interrupted, or with another
     *     reason if the stream broke
     */
    boolean await(Duration deadline);

    /** Ends the stream; does nothing if it has ended. */
    @Override
    void close();
}
