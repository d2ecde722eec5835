package me.meeshy.infra.mongo.compare;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import me.meeshy.infra.mongo.bson.ContentHasher;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.ComparedCollection;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DifferingDocument;
import me.meeshy.infra.mongo.model.DifferingDocument.Kind;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * Finds the documents that differ among those of the parts that differ. It keeps a hash of each {@code _id} and each document
 * of these parts of the first side, and crosses out what the second side has as well. As many parts are looked at as fit into
 * its memory; the rest is not counted then, and said so.
 */
final class Differences {

    private static final int MOST_KEPT = 100_000;
    private static final int MOST_OF_AN_ID = 200;
    private static final JsonWriterSettings CANONICAL =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    private final String name;
    private final Partitions first;
    private final Partitions second;
    private final BitSet looked = new BitSet(Partitions.COUNT);
    private final boolean all;
    private final int limit;
    private final Map<ContentHash, Kept> kept = new HashMap<>();
    private final List<DifferingDocument> found = new ArrayList<>();
    private long onlyInFirst;
    private long onlyInSecond;
    private long different;

    private record Kept(ContentHash document, String id) {}

    Differences(String name, Partitions first, Partitions second, int limit) {
        this.name = name;
        this.first = first;
        this.second = second;
        this.limit = limit;
        BitSet differing = first.differing(second);
        long documents = 0;
        boolean complete = true;
        for (int part = differing.nextSetBit(0); part >= 0; part = differing.nextSetBit(part + 1)) {
            documents += first.part(part).documents();
            // One part is always looked at, however large it is.
            if (looked.isEmpty() || documents <= MOST_KEPT) {
                looked.set(part);
            } else {
                complete = false;
            }
        }
        this.all = complete;
    }

    DocumentSink first() {
        return (bytes, offset, length) -> {
            if (looked.get(Partitions.partOf(bytes, offset))) {
                kept.put(hash(bytes, offset, idLength(bytes, offset)), kept(bytes, offset, length));
            }
        };
    }

    DocumentSink second() {
        return (bytes, offset, length) -> {
            if (looked.get(Partitions.partOf(bytes, offset))) {
                Kept other = kept.remove(hash(bytes, offset, idLength(bytes, offset)));
                if (other == null) {
                    onlyInSecond++;
                    add(id(bytes, offset), Kind.ONLY_IN_SECOND);
                } else if (!other.document().equals(hash(bytes, offset, length))) {
                    different++;
                    add(id(bytes, offset), Kind.DIFFERENT);
                }
            }
        };
    }

    private Kept kept(byte[] bytes, int offset, int length) {
        return new Kept(hash(bytes, offset, length), id(bytes, offset));
    }

    /** The length of the type, the name and the value, counted from the document's beginning. */
    private static int idLength(byte[] bytes, int document) {
        int id = document + Integer.BYTES;
        return RawBson.afterValue(bytes, bytes[id], RawBson.afterName(bytes, id)) - document;
    }

    /** Of an {@code _id} without the document's length before it. */
    private static ContentHash hash(byte[] bytes, int document, int length) {
        ContentHasher hasher = new ContentHasher();
        hasher.add(bytes, document + Integer.BYTES, length - Integer.BYTES);
        return hasher.hash();
    }

    private static String id(byte[] bytes, int document) {
        RawBsonDocument whole = RawBson.view(bytes, document, RawBson.int32(bytes, document));
        String json = new BsonDocument("_id", Objects.requireNonNull(whole.get("_id"))).toJson(CANONICAL);
        return json.length() > MOST_OF_AN_ID ? json.substring(0, MOST_OF_AN_ID) + "…" : json;
    }

    private void add(String id, Kind how) {
        if (found.size() < limit) {
            found.add(new DifferingDocument(id, how));
        }
    }

    ComparedCollection result() {
        onlyInFirst = kept.size();
        kept.values().stream()
                .limit(Math.max(0, limit - found.size()))
                .forEach(each -> found.add(new DifferingDocument(each.id(), Kind.ONLY_IN_FIRST)));
        found.sort(Comparator.comparing(DifferingDocument::how).thenComparing(DifferingDocument::id));
        return new ComparedCollection(
                name, first.whole(), second.whole(), onlyInFirst, onlyInSecond, different, all, found);
    }
}
