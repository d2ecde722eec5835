package me.meeshy.infra.mongo.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server refused documents. The work failed, even where the rest was asked to be kept; each refused document is named
 * here, up to {@value #MOST_LISTED} of them.
 */
public final class RefusedDocumentsException extends DataException {

    /** How many refused documents are listed at most; all of them are counted. */
    public static final int MOST_LISTED = 1_000;

    private static final long serialVersionUID = 1L;
    private static final int MOST_IN_MESSAGE = 3;

    private final transient List<RefusedDocument> refused;

    /** All of them, also those not listed. */
    private final long count;

    private final transient @Nullable Path file;
    private final transient @Nullable RestoreReport rest;

    /**
     * Documents that were refused.
     *
     * @param refused those listed, at least one
     * @param count how many there are, those not listed too
     */
    public RefusedDocumentsException(List<RefusedDocument> refused, long count) {
        this(refused, count, null, null);
    }

    /**
     * Documents that were refused, and what became of the others.
     *
     * @param refused those listed, at least one
     * @param count how many there are, those not listed too
     * @param file where the documents are, or null
     * @param rest what is in place all the same, or null
     */
    public RefusedDocumentsException(
            List<RefusedDocument> refused, long count, @Nullable Path file, @Nullable RestoreReport rest) {
        super(
                message(refused, count, file, rest),
                null,
                refused.get(0).namespace(),
                refused.get(0).code());
        this.refused = List.copyOf(refused);
        this.count = count;
        this.file = file;
        this.rest = rest;
    }

    private static String message(
            List<RefusedDocument> refused, long count, @Nullable Path file, @Nullable RestoreReport rest) {
        StringBuilder text =
                new StringBuilder("The server refused " + count + (count == 1 ? " document: " : " documents: "));
        for (RefusedDocument each : refused.subList(0, Math.min(MOST_IN_MESSAGE, refused.size()))) {
            text.append(each.namespace())
                    .append(" _id ")
                    .append(each.id())
                    .append(": ")
                    .append(each.reason())
                    .append("; ");
        }
        if (count > MOST_IN_MESSAGE) {
            text.append("and ").append(count - MOST_IN_MESSAGE).append(" more; ");
        }
        if (rest != null) {
            text.append("the other ").append(rest.written()).append(" are in place, as was asked; ");
        }
        return text.append(
                        file == null
                                ? "mend or remove them at the source, then run again"
                                : "they stand in " + file + ", which can be restored itself once they are mended")
                .toString();
    }

    /**
     * The documents that were refused.
     *
     * @return the first {@value #MOST_LISTED} of them
     */
    public List<RefusedDocument> refused() {
        return refused;
    }

    /**
     * How many documents were refused.
     *
     * @return all of them, also those that are not listed
     */
    public long count() {
        return count;
    }

    /**
     * Where the refused documents themselves are, all of them: a dump in its own right.
     *
     * @return the directory, where one was asked for
     */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /**
     * What is in place all the same, where the rest was asked to be kept.
     *
     * @return what was restored, without the refused documents; empty where nothing was kept
     */
    public Optional<RestoreReport> rest() {
        return Optional.ofNullable(rest);
    }
}
