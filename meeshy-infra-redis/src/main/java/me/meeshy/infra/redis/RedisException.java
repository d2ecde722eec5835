package me.meeshy.infra.redis;

import me.meeshy.infra.model.InfraException;
import org.jspecify.annotations.Nullable;

/** A Redis server could not be reached, did not let us in, or refused a command. */
public class RedisException extends InfraException {

    private static final long serialVersionUID = 1L;

    /** Whether it is credentials that were missing or wrong. */
    private final boolean accessDenied;

    /**
     * Creates an exception.
     *
     * @param message what failed, on what, why, and what to do next
     * @param accessDenied whether it is credentials that were missing or wrong
     * @param cause the failure behind it, or null where there is none
     */
    public RedisException(String message, boolean accessDenied, @Nullable Throwable cause) {
        super(message, cause);
        this.accessDenied = accessDenied;
    }

    /**
     * Whether the server is there and did not let us in.
     *
     * @return true if credentials were missing or wrong
     */
    public boolean accessDenied() {
        return accessDenied;
    }
}
