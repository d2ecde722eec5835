package me.meeshy.infra.mongo.write;

import me.meeshy.infra.mongo.model.WriteSafety;

/**
 * Where documents go, and how.
 *
 * @param namespace the name that people know it by
 * @param database the database
 * @param collection the collection that is written, perhaps under a temporary name
 * @param sequential whether one batch follows the other, as a capped collection needs it to keep its order
 * @param manner what is done with a document whose {@code _id} is there
 * @param validated whether validators judge the documents
 * @param keepsZeroTimestamps whether the server is told to store a Timestamp(0,0) as it is
 * @param safety when a batch counts as done
 * @param tally counts what became of them
 */
public record BatchTarget(
        String namespace,
        String database,
        String collection,
        boolean sequential,
        Manner manner,
        boolean validated,
        boolean keepsZeroTimestamps,
        WriteSafety safety,
        WriteTally tally) {

    /** What is done with a document whose {@code _id} is there. */
    public enum Manner {
        /** It is refused, and reported. */
        INSERT,
        /** The one that is there stays. */
        INSERT_MISSING,
        /** It takes the place of the one that is there. */
        REPLACE
    }

    /** Into a collection of our own. */
    public static BatchTarget fresh(String database, String collection, boolean sequential, WriteSafety safety) {
        return new BatchTarget(
                database + "." + collection,
                database,
                collection,
                sequential,
                Manner.INSERT,
                false,
                false,
                safety,
                new WriteTally());
    }
}
