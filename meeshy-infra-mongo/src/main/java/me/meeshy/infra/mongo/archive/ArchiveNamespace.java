package me.meeshy.infra.mongo.archive;

/**
 * What an archive's head says of one collection, view or other thing in it.
 *
 * @param database its database; empty for the oplog
 * @param collection its name
 * @param metadata what a directory's {@code metadata.json} holds; empty for what is no collection of a user's
 * @param type what it is, in the words of listCollections; empty likewise
 */
public record ArchiveNamespace(String database, String collection, String metadata, String type) {

    private static final String BUCKETS = "system.buckets.";

    /** The name that its documents stand under: a time series' are those of its buckets. */
    public String documentsOf() {
        return type.equals("timeseries") ? BUCKETS + collection : collection;
    }

    @Override
    public String toString() {
        return database + "." + collection;
    }
}
