package me.meeshy.infra.mongo.model;

/**
 * A document that is not the same on both sides of a comparison.
 *
 * @param id its {@code _id} as Extended JSON, shortened where it is long
 * @param how in what it differs
 */
public record DifferingDocument(String id, Kind how) {

    /** In what a document differs. */
    public enum Kind {
        /** Only the first side has one with this {@code _id}. */
        ONLY_IN_FIRST,
        /** Only the second side has one with this {@code _id}. */
        ONLY_IN_SECOND,
        /** Both have one with this {@code _id}, but not the same. */
        DIFFERENT
    }
}
