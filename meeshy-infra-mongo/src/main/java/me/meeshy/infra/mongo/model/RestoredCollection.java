package me.meeshy.infra.mongo.model;

import me.meeshy.infra.mongo.MongoRestore;

/**
 * A collection or view that {@link MongoRestore} has brought back.
 *
 * @param database the database it is in now
 * @param dumpedName its name in the dump
 * @param name its name now
 * @param view whether it is a view
 * @param bytes how large its documents are together, as BSON
 * @param hash what the dump holds of it
 * @param written how many documents were written now; of a restore that was resumed, by this run
 * @param kept how many documents were left alone by a merge, since there was one with their {@code _id}
 * @param refused how many documents the server refused; never more than none in a report of a success
 * @param resumed whether it was found loaded by a run that was interrupted, read back and held against the dump, and not loaded
 *     again
 */
public record RestoredCollection(
        String database,
        String dumpedName,
        String name,
        boolean view,
        long bytes,
        ContentHash hash,
        long written,
        long kept,
        long refused,
        boolean resumed) {

    /**
     * How many documents the dump holds.
     *
     * @return the count
     */
    public long documents() {
        return hash.documents();
    }

    /**
     * Its full name now.
     *
     * @return database and collection
     */
    public String namespace() {
        return database + "." + name;
    }
}
