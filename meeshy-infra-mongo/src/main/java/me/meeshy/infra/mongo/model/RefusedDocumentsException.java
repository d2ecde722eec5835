package me.meeshy.infra.mongo.model;

import java.util.List;

/** The server refused documents. The work failed; each refused document is named here, up to {@value #MOST_LISTED} of them. */
public final class RefusedDocumentsException extends DataException {

    /** How many refused documents are listed at most; all of them are counted. */
    public static final int MOST_LISTED = 1_000;

    private static final long serialVersionUID = 1L;
    private static final int MOST_IN_MESSAGE = 3;

    private final transient List<RefusedDocument> refused;

    /** All of them, also those not listed. */
    private final long count;

    /**
     * Documents that were refused.
     *
     * @param refused those listed, at least one
     * @param count how many there are, those not listed too
     */
    public RefusedDocumentsException(List<RefusedDocument> refused, long count) {
        super(
                message(refused, count),
                null,
                refused.get(0).namespace(),
                refused.get(0).code());
        this.refused = List.copyOf(refused);
        this.count = count;
    }

    private static String message(List<RefusedDocument> refused, long count) {
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
        return text.append("mend or remove them at the source, then run again").toString();
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
}
