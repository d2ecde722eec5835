package me.meeshy.infra.mongo;

/** Work on data did not end within its deadline; nothing of it stands under a final name. */
public final class DataTimeoutException extends DataException {

    private static final long serialVersionUID = 1L;

    DataTimeoutException(String message) {
        super(message);
    }
}
