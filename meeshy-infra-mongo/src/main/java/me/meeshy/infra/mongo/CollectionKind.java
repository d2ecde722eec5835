package me.meeshy.infra.mongo;

/** What a namespace is, in the words of listCollections. */
enum CollectionKind {
    COLLECTION("collection"),
    VIEW("view"),
    TIME_SERIES("timeseries");

    private final String word;

    CollectionKind(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    static CollectionKind of(String word) {
        for (CollectionKind each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        throw new DataException("'" + word + "' is no kind of collection that this version knows");
    }
}
