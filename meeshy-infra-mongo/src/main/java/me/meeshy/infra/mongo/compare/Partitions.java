package me.meeshy.infra.mongo.compare;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.BitSet;
import me.meeshy.infra.mongo.bson.DocumentHasher;
import me.meeshy.infra.mongo.bson.DocumentId;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.model.ContentHash;
import org.jspecify.annotations.Nullable;

/**
 * The content hash of a collection, in parts and in ranges: each document counts in the part that the hash of its {@code _id}
 * falls into, and in the range that its {@code _id} lies in. Where two readings differ, few ranges do, and only these need be
 * read again; and of them few parts do, and only their documents need be kept in memory. For use by one thread at a time.
 */
final class Partitions implements DocumentSink {

    private static final int COUNT = 4_096;
    private static final int ENTRY_BYTES = Integer.BYTES + 3 * Long.BYTES;

    private final DocumentHasher hasher = new DocumentHasher();
    private final IdRanges idRanges;
    private @Nullable ContentHash[] parts = {};
    private final @Nullable ContentHash[] ranges;

    Partitions() {
        this(IdRanges.none());
    }

    Partitions(IdRanges idRanges) {
        this.idRanges = idRanges;
        this.ranges = new ContentHash[idRanges.count()];
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) {
        int part = partOf(hasher.key(bytes, offset));
        ContentHash hash = hasher.hash(bytes, offset, length);
        add(parts(), part, hash);
        add(ranges, idRanges.of(bytes, offset), hash);
    }

    private static void add(@Nullable ContentHash[] sums, int number, ContentHash hash) {
        sums[number] = at(sums, number).plus(hash);
    }

    /** Of the thousands of collections that a database may have, most are empty, or read later. */
    private @Nullable ContentHash[] parts() {
        if (parts.length == 0) {
            parts = new ContentHash[COUNT];
        }
        return parts;
    }

    private static ContentHash at(@Nullable ContentHash[] sums, int number) {
        ContentHash sum = number < sums.length ? sums[number] : null;
        return sum == null ? ContentHash.EMPTY : sum;
    }

    static int partOf(DocumentId.Key key) {
        return (int) (key.low() & (COUNT - 1));
    }

    IdRanges idRanges() {
        return idRanges;
    }

    ContentHash part(int number) {
        return at(parts, number);
    }

    ContentHash whole() {
        ContentHash sum = ContentHash.EMPTY;
        for (int i = 0; i < COUNT; i++) {
            sum = sum.plus(part(i));
        }
        return sum;
    }

    /** Adds what another reading found elsewhere in the same collection. */
    synchronized void add(Partitions other) {
        for (int i = 0; i < COUNT; i++) {
            add(parts(), i, other.part(i));
        }
        for (int i = 0; i < ranges.length; i++) {
            add(ranges, i, at(other.ranges, i));
        }
    }

    /** The parts that are not the same. */
    BitSet differing(Partitions other) {
        return differing(parts(), other.parts());
    }

    /** The ranges that are not the same. */
    BitSet differingRanges(Partitions other) {
        return differing(ranges, other.ranges);
    }

    private static BitSet differing(@Nullable ContentHash[] one, @Nullable ContentHash[] other) {
        var differing = new BitSet(one.length);
        for (int i = 0; i < one.length; i++) {
            if (!at(one, i).equals(at(other, i))) {
                differing.set(i);
            }
        }
        return differing;
    }

    /** As text, which {@link #read} takes. */
    String written() {
        ByteBuffer buffer = ByteBuffer.allocate((COUNT + ranges.length) * ENTRY_BYTES);
        for (int i = 0; i < COUNT; i++) {
            write(buffer, i, part(i));
        }
        for (int i = 0; i < ranges.length; i++) {
            write(buffer, COUNT + i, at(ranges, i));
        }
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static void write(ByteBuffer buffer, int number, ContentHash hash) {
        if (!hash.equals(ContentHash.EMPTY)) {
            buffer.putInt(number).putLong(hash.documents()).putLong(hash.high()).putLong(hash.low());
        }
    }

    /** What {@link #written} told of the same ranges. */
    static Partitions read(IdRanges idRanges, String written) {
        var read = new Partitions(idRanges);
        ByteBuffer buffer = ByteBuffer.wrap(Base64.getDecoder().decode(written));
        while (buffer.hasRemaining()) {
            int number = buffer.getInt();
            ContentHash hash = new ContentHash(buffer.getLong(), buffer.getLong(), buffer.getLong());
            add(number < COUNT ? read.parts() : read.ranges, number < COUNT ? number : number - COUNT, hash);
        }
        return read;
    }
}
