package me.meeshy.infra.mongo.model;

import java.util.List;

/**
 * How the documents of one collection compare.
 *
 * @param name its name
 * @param first what the first side holds
 * @param second what the second side holds
 * @param onlyInFirst how many {@code _id}s only the first side has
 * @param onlyInSecond how many {@code _id}s only the second side has
 * @param different how many {@code _id}s both sides have with other content
 * @param documents the documents that differ, up to the limit that was set
 */
public record ComparedCollection(
        String name,
        ContentHash first,
        ContentHash second,
        long onlyInFirst,
        long onlyInSecond,
        long different,
        List<DifferingDocument> documents) {

    /**
     * Copies the list.
     *
     * @param name its name
     * @param first what the first side holds
     * @param second what the second side holds
     * @param onlyInFirst how many {@code _id}s only the first side has
     * @param onlyInSecond how many {@code _id}s only the second side has
     * @param different how many {@code _id}s both sides have with other content
     * @param documents the documents that differ, up to the limit that was set
     */
    public ComparedCollection {
        documents = List.copyOf(documents);
    }

    /**
     * Whether both sides hold the same documents.
     *
     * @return true where their hashes are the same
     */
    public boolean equal() {
        return first.equals(second);
    }
}
