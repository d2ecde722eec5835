package me.meeshy.infra.mongo.model;

/** When a restore builds the indexes other than that of {@code _id}. */
public enum IndexPolicy {
    /** When all documents are in, which is fastest: one pass builds all of a collection's. A violated unique index fails as a whole. */
    AFTER,
    /** Before the first document, so that each document that violates a unique index is refused and reported by itself. */
    BEFORE,
    /** Not at all; the report names those that were left out. */
    NONE
}
