package me.meeshy.infra.mongo.compare;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.mongo.bson.DocumentHasher;
import me.meeshy.infra.mongo.bson.DocumentId;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DifferingDocument.Kind;

/**
 * Finds the documents in which two readings of a collection differ, in memory that does not grow with the collection. A first
 * pass hashes them in parts; only the documents of parts that differ are looked at one by one, so many at a time as {@link
 * #MOST_AT_ONCE} says. Where little differs that is one further pass over each reading.
 */
public final class DocumentComparison {

    private static final int MOST_AT_ONCE = 100_000;

    private final Reading first;
    private final Reading second;
    private final Listing listing;
    private final DocumentHasher hasher = new DocumentHasher();
    private long onlyInFirst;
    private long onlyInSecond;
    private long different;

    /** Documents that can be read again and again, each time the same ones, in any order. */
    @FunctionalInterface
    public interface Reading {

        void each(DocumentSink sink);
    }

    /** Is told of documents that differ, as long as it wants more. */
    public interface Listing {

        boolean wantsMore();

        /** Of a document that both have with other content it is given the second's. */
        void take(Kind how, byte[] bytes, int offset);
    }

    private DocumentComparison(Reading first, Reading second, Listing listing) {
        this.first = first;
        this.second = second;
        this.listing = listing;
    }

    /** Reads and compares. */
    public static DocumentDifferences of(Reading first, Reading second, Listing listing) {
        var one = new Partitions();
        var other = new Partitions();
        first.each(one);
        second.each(other);
        return of(first, second, one, other, listing);
    }

    /** As {@link #of(Reading, Reading, Listing)}, of what has been hashed before. */
    static DocumentDifferences of(Reading first, Reading second, Partitions one, Partitions other, Listing listing) {
        var comparison = new DocumentComparison(first, second, listing);
        rounds(one, other).forEach(comparison::compare);
        return new DocumentDifferences(comparison.onlyInFirst, comparison.onlyInSecond, comparison.different);
    }

    /** The parts that differ, in groups whose documents are few enough to be kept in memory. */
    private static List<BitSet> rounds(Partitions one, Partitions other) {
        var rounds = new ArrayList<BitSet>();
        BitSet differing = one.differing(other);
        long inRound = 0;
        for (int part = differing.nextSetBit(0); part >= 0; part = differing.nextSetBit(part + 1)) {
            long documents = one.part(part).documents();
            if (rounds.isEmpty() || inRound + documents > MOST_AT_ONCE) {
                rounds.add(new BitSet());
                inRound = 0;
            }
            rounds.get(rounds.size() - 1).set(part);
            inRound += documents;
        }
        return rounds;
    }

    private void compare(BitSet parts) {
        Map<DocumentId.Key, ContentHash> unmatched = new HashMap<>();
        first.each((bytes, offset, length) -> {
            DocumentId.Key key = hasher.key(bytes, offset);
            if (parts.get(Partitions.partOf(key))) {
                unmatched.merge(key, hasher.hash(bytes, offset, length), ContentHash::plus);
            }
        });
        second.each((bytes, offset, length) -> {
            DocumentId.Key key = hasher.key(bytes, offset);
            if (parts.get(Partitions.partOf(key))) {
                ContentHash of = unmatched.remove(key);
                if (of == null) {
                    onlyInSecond++;
                    list(Kind.ONLY_IN_SECOND, bytes, offset);
                } else if (!of.equals(hasher.hash(bytes, offset, length))) {
                    different++;
                    list(Kind.DIFFERENT, bytes, offset);
                }
            }
        });
        onlyInFirst += unmatched.size();
        if (!unmatched.isEmpty() && listing.wantsMore()) {
            first.each((bytes, offset, length) -> {
                if (unmatched.containsKey(hasher.key(bytes, offset))) {
                    list(Kind.ONLY_IN_FIRST, bytes, offset);
                }
            });
        }
    }

    private void list(Kind how, byte[] bytes, int offset) {
        if (listing.wantsMore()) {
            listing.take(how, bytes, offset);
        }
    }
}
