package me.meeshy.infra.mongo.model;

import me.meeshy.infra.mongo.MongoRestore;
import org.jspecify.annotations.Nullable;

/**
 * A restore ended after it had begun to give collections their names, and could not come to an end by itself. Nothing is
 * lost: each collection is wholly old or wholly new, and {@link MongoRestore#repair} or the same restore finishes it.
 */
public final class UnfinishedRestoreException extends DataException {

    private static final long serialVersionUID = 1L;

    /** Whether all names are given. */
    private final boolean dataInPlace;

    /**
     * A failure to come to an end.
     *
     * @param message what failed, on what, why, and what to do next
     * @param dataInPlace whether all names are given
     * @param cause the failure behind it, or null
     */
    public UnfinishedRestoreException(String message, boolean dataInPlace, @Nullable Throwable cause) {
        super(message, cause);
        this.dataInPlace = dataInPlace;
    }

    /**
     * Whether the restored data is in place: complete, verified where that was due, and under its final names. What failed
     * then is the cleaning up behind it.
     *
     * @return true where only cleaning up is left
     */
    public boolean dataInPlace() {
        return dataInPlace;
    }
}
