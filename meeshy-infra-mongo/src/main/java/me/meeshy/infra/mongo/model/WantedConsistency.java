package me.meeshy.infra.mongo.model;

/** How what a dump reads has to hang together. */
public enum WantedConsistency {
    /**
     * One snapshot where there are some. Where reading outlasts the server's history, or collections keep changing, all is read
     * live; of all databases of a replica set then with their oplog, as far as the user may read it, which leads to one moment once it
     * is replayed. Report and manifest say which it became.
     */
    BEST,
    /** The same without an oplog that was not asked for: what cannot be one snapshot is read live. */
    WITHOUT_OPLOG,
    /** One moment, of itself or once the oplog is replayed that was asked for; else the dump fails, and leaves nothing. */
    ONE_MOMENT
}
