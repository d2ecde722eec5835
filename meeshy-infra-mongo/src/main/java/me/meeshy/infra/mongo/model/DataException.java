package me.meeshy.infra.mongo.model;

import java.util.Optional;
import java.util.OptionalInt;
import me.meeshy.infra.model.InfraException;
import org.jspecify.annotations.Nullable;

/** A failure to read, write, copy, dump, restore or verify data in MongoDB. Its message holds no credentials. */
public class DataException extends InfraException {

    private static final long serialVersionUID = 1L;

    /** Database and collection, or null. */
    private final @Nullable String namespace;

    /** The server's code, or 0. */
    private final int code;

    /**
     * Creates a failure.
     *
     * @param message what failed, on what, why, and what to do next
     */
    public DataException(String message) {
        this(message, null, null, 0);
    }

    /**
     * Creates a failure with what is behind it.
     *
     * @param message what failed, on what, why, and what to do next
     * @param cause the failure behind it, or null
     */
    public DataException(String message, @Nullable Throwable cause) {
        this(message, cause, null, 0);
    }

    /**
     * A failure in one namespace.
     *
     * @param message what failed, on what, why, and what to do next
     * @param cause the failure beneath, or null
     * @param namespace database and collection, or null
     * @param code the server's code, or 0
     */
    public DataException(String message, @Nullable Throwable cause, @Nullable String namespace, int code) {
        super(message, cause);
        this.namespace = namespace;
        this.code = code;
    }

    /**
     * The database and collection it happened on.
     *
     * @return {@code database.collection}, where it was about one
     */
    public Optional<String> namespace() {
        return Optional.ofNullable(namespace);
    }

    /**
     * The code of the server's error.
     *
     * @return the code, where a server refused a command
     */
    public OptionalInt serverCode() {
        return code == 0 ? OptionalInt.empty() : OptionalInt.of(code);
    }
}
