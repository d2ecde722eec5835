package me.meeshy.infra.model;

import org.jspecify.annotations.Nullable;

/**
 * The root of every exception that this library throws on purpose. Its message says what failed, on what, why, and what
 * to do next; it never holds a secret.
 */
public class InfraException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without a cause.
     *
     * @param message what failed, on what, why, and what to do next
     */
    public InfraException(String message) {
        super(message);
    }

    /**
     * Creates an exception with the failure behind it.
     *
     * @param message what failed, on what, why, and what to do next
     * @param cause the failure behind it, or null where there is none
     */
    public InfraException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
