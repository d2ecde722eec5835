package me.meeshy.infra.mongo.model;

/** The oplog of a dump cannot be had, or cannot be replayed. */
public final class OplogException extends DataException {

    private static final long serialVersionUID = 1L;

    /** Why it failed. */
    private final Reason reason;

    /** Why not. */
    public enum Reason {
        /** The server has dropped entries that the dump needs, as its oplog is too small for the time that the dump took. */
        ROLLED_OVER,
        /** Something happened meanwhile that cannot be replayed elsewhere, such as the renaming of a collection. */
        NOT_REPLAYABLE,
        /** The dump holds none. */
        ABSENT,
        /** The server refused an entry. */
        REFUSED
    }

    /**
     * A failure.
     *
     * @param reason why
     * @param message what failed, on what, why, and what to do next
     * @param cause the failure beneath, or null
     */
    public OplogException(Reason reason, String message, @org.jspecify.annotations.Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Why it failed.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
