package me.meeshy.infra.mongo.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import me.meeshy.infra.mongo.bson.DocumentId;
import me.meeshy.infra.mongo.model.DifferingDocument;
import me.meeshy.infra.mongo.model.DifferingDocument.Kind;

/** The documents that a report lists, up to its limit. */
final class ListedDocuments implements DocumentComparison.Listing {

    private final int limit;
    private final List<DifferingDocument> found = new ArrayList<>();

    ListedDocuments(int limit) {
        this.limit = limit;
    }

    @Override
    public boolean wantsMore() {
        return found.size() < limit;
    }

    @Override
    public void take(Kind how, byte[] bytes, int offset) {
        found.add(new DifferingDocument(DocumentId.canonical(bytes, offset), how));
    }

    List<DifferingDocument> sorted() {
        return found.stream()
                .sorted(Comparator.comparing(DifferingDocument::how).thenComparing(DifferingDocument::id))
                .toList();
    }
}
