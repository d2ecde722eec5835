package me.meeshy.infra.mongo.compare;

import java.util.BitSet;
import me.meeshy.infra.mongo.bson.ContentHasher;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.ContentHash;
import org.jspecify.annotations.Nullable;

/**
 * The content hash of a collection, in parts: each document counts in the part that its {@code _id} falls into. Where two
 * sides differ, few parts do, and only their documents need be looked at one by one. For use by one thread at a time.
 */
final class Partitions implements DocumentSink {

    static final int COUNT = 4_096;

    private final @Nullable ContentHasher[] parts = new ContentHasher[COUNT];

    @Override
    public void accept(byte[] bytes, int offset, int length) {
        int part = partOf(bytes, offset);
        ContentHasher hasher = parts[part];
        if (hasher == null) {
            hasher = new ContentHasher();
            parts[part] = hasher;
        }
        hasher.add(bytes, offset, length);
    }

    /** By type and value of the {@code _id}, which comes first. */
    static int partOf(byte[] bytes, int document) {
        int id = document + Integer.BYTES;
        int end = RawBson.afterValue(bytes, bytes[id], RawBson.afterName(bytes, id));
        int hash = 1;
        for (int i = id; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >>> 13;
        return hash & (COUNT - 1);
    }

    ContentHash part(int number) {
        ContentHasher hasher = parts[number];
        return hasher == null ? ContentHash.EMPTY : hasher.hash();
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
        BitSet differing = new BitSet(COUNT);
        for (int i = 0; i < COUNT; i++) {
            if (!part(i).equals(other.part(i))) {
                differing.set(i);
            }
        }
        return differing;
    }
}
