package me.meeshy.infra.mongo.verify;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.mongo.bson.DocumentHasher;
import me.meeshy.infra.mongo.bson.DocumentId;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.model.ContentHash;

/**
 * Finds the documents in which two readings of a collection differ, in memory that does not grow with the collection. A first
 * pass sums the documents up in buckets chosen by their {@code _id}; only those of buckets that differ are looked at one by
 * one, so many at a time as {@link #MOST_AT_ONCE} says. Where little differs that is one further pass over each reading.
 */
public final class DocumentComparison {

    private static final int BUCKETS = 1 << 14;
    private static final int MOST_AT_ONCE = 100_000;

    private final Reading before;
    private final Reading after;
    private final int mostExamples;
    private final DocumentHasher hasher = new DocumentHasher();
    private final List<String> examples = new ArrayList<>();
    private long added;
    private long changed;
    private long removed;

    /** Documents that can be read again and again, each time the same ones, in any order. */
    @FunctionalInterface
    public interface Reading {

        void each(DocumentSink sink);
    }

    private DocumentComparison(Reading before, Reading after, int mostExamples) {
        this.before = before;
        this.after = after;
        this.mostExamples = mostExamples;
    }

    /** Compares; the examples are at most so many. */
    public static DocumentDifferences of(Reading before, Reading after, int mostExamples) {
        var comparison = new DocumentComparison(before, after, mostExamples);
        for (BitSet buckets : comparison.rounds()) {
            comparison.compare(buckets);
        }
        return new DocumentDifferences(comparison.added, comparison.changed, comparison.removed, comparison.examples);
    }

    /** The buckets that differ, in groups whose documents are few enough to be kept in memory. */
    private List<BitSet> rounds() {
        var then = new Buckets();
        var now = new Buckets();
        before.each(then::add);
        after.each(now::add);
        var rounds = new ArrayList<BitSet>();
        long inRound = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (then.same(now, bucket)) {
                continue;
            }
            if (rounds.isEmpty() || inRound + then.counts[bucket] > MOST_AT_ONCE) {
                rounds.add(new BitSet(BUCKETS));
                inRound = 0;
            }
            rounds.get(rounds.size() - 1).set(bucket);
            inRound += then.counts[bucket];
        }
        return rounds;
    }

    private void compare(BitSet buckets) {
        Map<DocumentId.Key, ContentHash> gone = new HashMap<>();
        before.each((bytes, offset, length) -> {
            DocumentId.Key key = hasher.key(bytes, offset);
            if (buckets.get(bucket(key))) {
                gone.merge(key, hasher.hash(bytes, offset, length), ContentHash::plus);
            }
        });
        after.each((bytes, offset, length) -> {
            DocumentId.Key key = hasher.key(bytes, offset);
            if (buckets.get(bucket(key))) {
                ContentHash then = gone.remove(key);
                if (then == null) {
                    added++;
                    example("added", bytes, offset);
                } else if (!then.equals(hasher.hash(bytes, offset, length))) {
                    changed++;
                    example("changed", bytes, offset);
                }
            }
        });
        removed += gone.size();
        if (!gone.isEmpty() && examples.size() < mostExamples) {
            before.each((bytes, offset, length) -> {
                if (gone.containsKey(hasher.key(bytes, offset))) {
                    example("removed", bytes, offset);
                }
            });
        }
    }

    private void example(String what, byte[] bytes, int offset) {
        if (examples.size() < mostExamples) {
            examples.add(what + " " + DocumentId.text(bytes, offset));
        }
    }

    private static int bucket(DocumentId.Key key) {
        return (int) (key.low() & (BUCKETS - 1));
    }

    /** What a reading holds, by bucket. A sum, and not XOR, so that two equal changes do not cancel. */
    private final class Buckets {

        private final long[] highs = new long[BUCKETS];
        private final long[] lows = new long[BUCKETS];
        private final long[] counts = new long[BUCKETS];

        void add(byte[] bytes, int offset, int length) {
            int bucket = bucket(hasher.key(bytes, offset));
            ContentHash hash = hasher.hash(bytes, offset, length);
            highs[bucket] += hash.high();
            lows[bucket] += hash.low();
            counts[bucket]++;
        }

        boolean same(Buckets other, int bucket) {
            return counts[bucket] == other.counts[bucket]
                    && highs[bucket] == other.highs[bucket]
                    && lows[bucket] == other.lows[bucket];
        }
    }
}
