package me.meeshy.infra.mongo.compare;

import java.util.BitSet;
import me.meeshy.infra.mongo.bson.DocumentHasher;
import me.meeshy.infra.mongo.bson.DocumentId;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.model.ContentHash;
import org.jspecify.annotations.Nullable;

/**
 * The content hash of a collection, in parts: each document counts in the part that its {@code _id} falls into. Where two
 * readings differ, few parts do, and only their documents need be looked at one by one. For use by one thread at a time.
 */
final class Partitions implements DocumentSink {

    private static final int COUNT = 4_096;

    private final DocumentHasher hasher = new DocumentHasher();
    private final @Nullable ContentHash[] parts = new ContentHash[COUNT];

    @Override
    public void accept(byte[] bytes, int offset, int length) {
        int part = partOf(hasher.key(bytes, offset));
        parts[part] = part(part).plus(hasher.hash(bytes, offset, length));
    }

    static int partOf(DocumentId.Key key) {
        return (int) (key.low() & (COUNT - 1));
    }

    ContentHash part(int number) {
        ContentHash part = parts[number];
        return part == null ? ContentHash.EMPTY : part;
    }

    ContentHash whole() {
        ContentHash sum = ContentHash.EMPTY;
        for (int i = 0; i < COUNT; i++) {
            sum = sum.plus(part(i));
        }
        return sum;
    }

    /** The parts that are not the same. */
    BitSet differing(Partitions other) {
        var differing = new BitSet(COUNT);
        for (int i = 0; i < COUNT; i++) {
            if (!part(i).equals(other.part(i))) {
                differing.set(i);
            }
        }
        return differing;
    }
}
