package me.meeshy.infra.mongo.model;

import java.util.List;
import java.util.stream.Collectors;

/** A dump holds documents that its own unique indexes do not let stand together. Nothing was touched. */
public final class DuplicateKeysException extends DataException {

    private static final long serialVersionUID = 1L;
    private static final int MOST_IN_MESSAGE = 3;

    private final transient List<DuplicateKey> duplicates;

    /**
     * Documents that do not go together.
     *
     * @param duplicates those found, at least one
     */
    public DuplicateKeysException(List<DuplicateKey> duplicates) {
        super(
                "The dump holds documents that violate its unique indexes: "
                        + duplicates.stream()
                                .limit(MOST_IN_MESSAGE)
                                .map(each -> each.namespace() + " index " + each.index() + " key " + each.key() + ": "
                                        + String.join(", ", each.ids()))
                                .collect(Collectors.joining("; "))
                        + (duplicates.size() > MOST_IN_MESSAGE ? "; and more" : "")
                        + ". Nothing was touched; mend the dump, or take the index out of its metadata",
                null,
                duplicates.get(0).namespace(),
                0);
        this.duplicates = List.copyOf(duplicates);
    }

    /**
     * What was found.
     *
     * @return the first of them; there may be more
     */
    public List<DuplicateKey> duplicates() {
        return duplicates;
    }
}
