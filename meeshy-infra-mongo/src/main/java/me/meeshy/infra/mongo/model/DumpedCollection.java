package me.meeshy.infra.mongo.model;

/**
 * What a dump holds of one collection or view.
 *
 * @param name its name
 * @param view whether it is a view, which has no documents of its own
 * @param bytes how large its documents are together, as BSON
 * @param hash what it holds
 * @param indexes how many indexes it has, that of {@code _id} included
 */
public record DumpedCollection(String name, boolean view, long bytes, ContentHash hash, int indexes) {

    /**
     * How many documents it holds.
     *
     * @return the count
     */
    public long documents() {
        return hash.documents();
    }
}
