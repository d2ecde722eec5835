package me.meeshy.infra.mongo.compare;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.meeshy.infra.mongo.bson.DocumentHasher;
import me.meeshy.infra.mongo.bson.RawBson;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A collection cut into ranges of its {@code _id}. A server reads a range by its index, so that where two collections differ
 * only the ranges concerned are read again. Ranges are of one type, that of most {@code _id}s: queries compare within a type.
 * Range 0 holds the others.
 */
final class IdRanges {

    private static final byte[] ID = {'_', 'i', 'd', 0};

    /** Where the value of an {@code _id} stands that comes first: after length, type and name. */
    private static final int VALUE_AT = Integer.BYTES + 1 + ID.length;

    /** Types whose order is the same here and in a server. */
    enum Kind {
        OBJECT_ID("objectId"),
        TEXT("string"),
        INTEGER("int long"),
        DATE("date"),
        BINARY("binData");

        /** Names of types, as queries take them. */
        private final String types;

        Kind(String types) {
            this.types = types;
        }

        private static @Nullable Kind of(byte type) {
            return switch (type) {
                case 0x07 -> OBJECT_ID;
                case 0x02 -> TEXT;
                case 0x10, 0x12 -> INTEGER;
                case 0x09 -> DATE;
                case 0x05 -> BINARY;
                default -> null;
            };
        }
    }

    private final @Nullable Kind kind;

    /** Each a document of an {@code _id} alone, where a range begins; the first range of the type begins before the first of them. */
    private final List<byte[]> bounds;

    private IdRanges(@Nullable Kind kind, List<byte[]> bounds) {
        this.kind = kind;
        this.bounds = bounds;
    }

    /** One range that holds everything. */
    static IdRanges none() {
        return new IdRanges(null, List.of());
    }

    /** Ranges of about the same size, told from {@code _id}s that were picked by chance. */
    static IdRanges of(List<BsonValue> picked) {
        Map<Kind, List<byte[]>> kinds = new EnumMap<>(Kind.class);
        for (BsonValue each : picked) {
            byte[] document = RawBson.encode(new BsonDocument("_id", each));
            Kind kind = Kind.of(document[Integer.BYTES]);
            if (kind != null) {
                kinds.computeIfAbsent(kind, any -> new ArrayList<>()).add(document);
            }
        }
        return kinds.entrySet().stream()
                .max((one, other) ->
                        Integer.compare(one.getValue().size(), other.getValue().size()))
                .map(most -> sorted(most.getKey(), most.getValue()))
                .orElseGet(IdRanges::none);
    }

    private static IdRanges sorted(Kind kind, List<byte[]> bounds) {
        bounds.sort((one, other) -> compare(kind, one, 0, other));
        List<byte[]> distinct = new ArrayList<>();
        for (byte[] each : bounds) {
            if (distinct.isEmpty() || compare(kind, distinct.get(distinct.size() - 1), 0, each) != 0) {
                distinct.add(each);
            }
        }
        return new IdRanges(kind, List.copyOf(distinct));
    }

    /** How many there are, that of the other types included. */
    int count() {
        return bounds.isEmpty() ? 1 : bounds.size() + 2;
    }

    /** Whether its order is that of an index whose collation is not the simple one. */
    boolean orderedUnderAnyCollation() {
        return kind != Kind.TEXT;
    }

    /** The range of a document, whose {@code _id} comes first if it has one. */
    int of(byte[] bytes, int document) {
        if (bounds.isEmpty()
                || !Arrays.equals(bytes, document + Integer.BYTES + 1, document + VALUE_AT, ID, 0, ID.length)
                || Kind.of(bytes[document + Integer.BYTES]) != kind
                || kind == null) {
            return 0;
        }
        int low = 0;
        int high = bounds.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(kind, bytes, document, bounds.get(middle)) >= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low + 1;
    }

    private static int compare(Kind kind, byte[] bytes, int document, byte[] bound) {
        int one = document + VALUE_AT;
        return switch (kind) {
            case OBJECT_ID -> Arrays.compareUnsigned(bytes, one, one + 12, bound, VALUE_AT, VALUE_AT + 12);
            case DATE -> Long.compare(RawBson.int64(bytes, one), RawBson.int64(bound, VALUE_AT));
            case INTEGER -> Long.compare(integer(bytes, document), integer(bound, 0));
            case TEXT ->
                Arrays.compareUnsigned(
                        bytes,
                        one + 4,
                        one + 3 + RawBson.int32(bytes, one),
                        bound,
                        VALUE_AT + 4,
                        VALUE_AT + 3 + RawBson.int32(bound, VALUE_AT));
            case BINARY -> {
                int length = RawBson.int32(bytes, one);
                int other = RawBson.int32(bound, VALUE_AT);
                // a server sorts by length, then subtype, then content
                yield length != other
                        ? Integer.compare(length, other)
                        : Arrays.compareUnsigned(
                                bytes, one + 4, one + 5 + length, bound, VALUE_AT + 4, VALUE_AT + 5 + length);
            }
        };
    }

    private static long integer(byte[] bytes, int document) {
        return bytes[document + Integer.BYTES] == 0x10
                ? RawBson.int32(bytes, document + VALUE_AT)
                : RawBson.int64(bytes, document + VALUE_AT);
    }

    /** What a server is asked for to get the documents of some ranges, and no others: one query for each run of neighbours. */
    List<BsonDocument> queries(BitSet wanted) {
        Kind type = kind;
        if (type == null || bounds.isEmpty() || wanted.cardinality() == count()) {
            return List.of(new BsonDocument());
        }
        List<BsonDocument> queries = new ArrayList<>();
        BsonArray types = new BsonArray(
                Stream.of(type.types.split(" ", -1)).map(BsonString::new).toList());
        if (wanted.get(0)) {
            queries.add(new BsonDocument("_id", new BsonDocument("$not", new BsonDocument("$type", types))));
        }
        int from = wanted.nextSetBit(1);
        while (from >= 0) {
            int to = wanted.nextClearBit(from);
            // a bound alone matches within its type only, but numbers of other types, and symbols, count as of it
            BsonDocument condition = new BsonDocument("$type", types);
            if (from > 1) {
                condition.append("$gte", bound(from - 2));
            }
            if (to < count()) {
                condition.append("$lt", bound(to - 2));
            }
            queries.add(new BsonDocument("_id", condition));
            from = wanted.nextSetBit(to);
        }
        return queries;
    }

    private BsonValue bound(int number) {
        byte[] document = bounds.get(number);
        return java.util.Objects.requireNonNull(
                RawBson.view(document, 0, document.length).get("_id"));
    }

    /** As text, which {@link #parse} reads. */
    @Override
    public String toString() {
        return kind == null
                ? ""
                : kind + " "
                        + bounds.stream()
                                .map(each -> Base64.getEncoder().encodeToString(each))
                                .collect(Collectors.joining(" "));
    }

    /** The same for the same ranges, and short. */
    String fingerprint() {
        byte[] text = toString().getBytes(StandardCharsets.US_ASCII);
        return new DocumentHasher().hash(text, 0, text.length).toString();
    }

    static IdRanges parse(String text) {
        List<String> words = List.of(text.split(" ", -1));
        return text.isEmpty()
                ? none()
                : new IdRanges(
                        Kind.valueOf(words.get(0)),
                        words.subList(1, words.size()).stream()
                                .map(each -> Base64.getDecoder().decode(each.getBytes(StandardCharsets.US_ASCII)))
                                .toList());
    }
}
