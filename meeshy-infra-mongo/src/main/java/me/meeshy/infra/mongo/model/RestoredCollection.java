package me.meeshy.infra.mongo.model;

import me.meeshy.infra.mongo.MongoRestore;

/**
 * A collection or view that {@link MongoRestore} has brought back.
 *
 * @param dumpedName its name in the dump
 * @param name its name now
 * @param view whether it is a view
 * @param bytes how large its documents are together, as BSON
 * @param hash what it holds
 */
public record RestoredCollection(String dumpedName, String name, boolean view, long bytes, ContentHash hash) {

    /**
     * How many documents it holds.
     *
     * @return the count
     */
    public long documents() {
        return hash.documents();
    }
}
