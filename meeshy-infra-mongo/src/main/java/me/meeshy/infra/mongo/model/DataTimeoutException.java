package me.meeshy.infra.mongo.model;

/** Work on data did not end within its deadline; nothing of it stands under a final name. */
public final class DataTimeoutException extends DataException {

    private static final long serialVersionUID = 1L;

    /**
     * A deadline that passed.
     *
     * @param message what did not end in time, and what to do next
     */
    public DataTimeoutException(String message) {
        super(message);
    }
}
