package me.meeshy.infra.examples.data;

import java.util.Arrays;
import java.util.List;
import org.bson.BsonDateTime;
import org.bson.BsonDbPointer;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonRegularExpression;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Code;
import org.bson.types.CodeWithScope;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.bson.types.Symbol;

/** Configuration entries: an {@code _id} of each type that may be one, and a value of each type that BSON has, deprecated ones included. */
final class EveryType {

    private static final ObjectId SOME_ID = Ids.of("Configuration", 0);
    private static final BsonRegularExpression REGEX = new BsonRegularExpression("^meeshy\\.(me|dev)$", "im");

    private static final List<Object> IDS = List.of(
            SOME_ID,
            "languages.supported",
            42,
            -9_007_199_254_740_993L,
            2.5,
            new Decimal128(-1),
            new BsonDateTime(1_700_000_000_000L),
            new BsonDateTime(-1L),
            true,
            false,
            new Binary((byte) 4, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}),
            new Binary((byte) 0, new byte[0]),
            new Document("tenant", "meeshy").append("key", 7),
            new Document(),
            new BsonNull(),
            new BsonTimestamp(1_700_000_000, 7),
            new BsonMinKey(),
            new BsonMaxKey(),
            new Symbol("symbol"),
            new Code("function () { return 1; }"),
            "",
            "clé with spaces, / and %");

    /** As many as there are ids. */
    static final int COUNT = IDS.size();

    private static final List<Object> VALUES = Arrays.asList(
            1.0,
            -0.0,
            Double.NaN,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            "zero \u0000 inside, 你好, 🙂",
            new Document("b", 1).append("a", 2).append("", 3),
            List.of(1, "two", List.of(3.0, List.of())),
            new Binary((byte) 0, new byte[] {-1, 0, 1}),
            new Binary((byte) 3, new byte[16]),
            new Binary((byte) 5, new byte[16]),
            new Binary((byte) 0x80, new byte[] {7}),
            new BsonUndefined(),
            SOME_ID,
            true,
            new BsonDateTime(Long.MIN_VALUE),
            new BsonDateTime(Long.MAX_VALUE),
            new BsonNull(),
            REGEX,
            new BsonDbPointer("meeshy.User", SOME_ID),
            new Code("function () {}"),
            new Symbol("a symbol"),
            new CodeWithScope("function () { return x; }", new Document("x", 1)),
            Integer.MIN_VALUE,
            new BsonTimestamp(0, 0),
            new BsonTimestamp(-1, -1),
            Long.MAX_VALUE,
            Decimal128.parse("1.000"),
            Decimal128.parse("1E+6144"),
            Decimal128.NaN,
            Decimal128.NEGATIVE_ZERO,
            new BsonMinKey(),
            new BsonMaxKey());

    private EveryType() {}

    static Document make(int n, Chance chance) {
        var document = new Document("_id", IDS.get(n)).append("note", chance.text(3, 9));
        document.append("value", VALUES.get(n));
        // each value also inside a document and a list, where servers treat some of them otherwise than on top
        var nested = new Document("value", VALUES.get(n)).append("list", Arrays.asList(VALUES.get(n), n));
        if (n + COUNT < VALUES.size()) {
            nested.append("other", VALUES.get(n + COUNT));
        }
        document.append("nested", nested);
        if (n == COUNT - 1) {
            document.append("all", VALUES);
        }
        return document;
    }

    static Document makePlain(int n, Chance chance) {
        return new Document("_id", n).append("note", chance.text(3, 9));
    }
}
