package me.meeshy.infra.mongo.catalogue;

import me.meeshy.infra.mongo.model.DataException;

/** What a namespace is, in the words of listCollections. */
public enum CollectionKind {
    COLLECTION("collection"),
    VIEW("view"),
    TIME_SERIES("timeseries");

    private final String word;

    CollectionKind(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public static CollectionKind of(String word) {
        for (CollectionKind each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        throw new DataException("'" + word + "' is no kind of collection that this version knows");
    }
}
