package me.meeshy.infra.engine;

import me.meeshy.infra.model.InfraException;
import org.jspecify.annotations.Nullable;

/** The engine refused a request, answered with a fault, or could not be reached. */
public class EngineException extends InfraException {

    private static final long serialVersionUID = 1L;

    /** Why the request failed. */
    private final Reason reason;

    /** Why a request failed, as far as callers act on it. */
    public enum Reason {
        /** No engine answered. */
        UNREACHABLE,
        /** What says where the engine is, or with which credentials images are pulled, cannot be used as it is. */
        CONFIGURATION,
        /** The container, image, network or volume is not there. */
        NOT_FOUND,
        /** The request does not go with the present state: a name is taken, a volume is in use. */
        CONFLICT,
        /** A host port is taken by somebody else. */
        PORT_TAKEN,
        /** The engine has no network addresses left to give. */
        NO_ADDRESS_LEFT,
        /** The disk that holds the engine's data is full. */
        DISK_FULL,
        /** A registry wants other credentials for an image than it was shown, or any. */
        UNAUTHORIZED,
        /** A registry could not be reached, or did not give an image that it may have. */
        REGISTRY,
        /** The deadline passed. */
        TIMEOUT,
        /** The calling thread was interrupted; its flag is set again. */
        INTERRUPTED,
        /** What answers speaks no version of the Engine API that we speak. */
        UNSUPPORTED,
        /** Anything else; the message holds the engine's own words. */
        OTHER
    }

    /**
     * Creates an exception.
     *
     * @param reason why the request failed
     * @param message what failed, on what, why, and what to do next
     * @param cause the failure behind it, or null where there is none
     */
    public EngineException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Why the request failed.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
