package me.meeshy.infra.mongo.restore;

/** What a restore does where a collection exists already. */
public enum ExistingData {
    /** Refuses before anything is touched. */
    REFUSED,
    /** Replaces it, once what replaces it is loaded and verified. */
    REPLACED,
    /** Adds the documents whose {@code _id} it does not hold. */
    COMPLETED,
    /** Adds documents, and replaces those whose {@code _id} it holds. */
    OVERWRITTEN;

    public boolean merges() {
        return this == COMPLETED || this == OVERWRITTEN;
    }
}
