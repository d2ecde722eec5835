package me.meeshy.infra.mongo.model;

/** Work on data was cancelled by a {@link Cancellation}; nothing of it stands under a final name. */
public final class DataCancelledException extends DataException {

    private static final long serialVersionUID = 1L;

    /**
     * Work that was cancelled.
     *
     * @param message what was cancelled
     */
    public DataCancelledException(String message) {
        super(message);
    }
}
