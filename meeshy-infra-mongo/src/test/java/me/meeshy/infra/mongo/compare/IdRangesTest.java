package me.meeshy.infra.mongo.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import me.meeshy.infra.mongo.bson.RawBson;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

class IdRangesTest {

    @Test
    void ofPutsAnIdBetweenItsBounds() {
        IdRanges ranges = IdRanges.of(List.of(new BsonInt32(10), new BsonInt64(30), new BsonInt32(20)));

        assertThat(ranges.count()).isEqualTo(5);
        assertThat(IntStream.of(-5, 9, 10, 19, 20, 29, 30, 1_000).map(each -> of(ranges, new BsonInt32(each))))
                .containsExactly(1, 1, 2, 2, 3, 3, 4, 4);
        assertThat(of(ranges, new BsonInt64(15))).isEqualTo(2);
    }

    @Test
    void ofPutsWhatIsOfAnotherTypeTogether() {
        IdRanges ranges = IdRanges.of(List.of(new BsonInt32(10), new BsonInt32(20), new BsonString("x")));

        for (BsonValue each : List.of(new BsonString("15"), new BsonDouble(15), new BsonObjectId(new ObjectId()))) {
            assertThat(of(ranges, each)).isZero();
        }
        byte[] without = RawBson.encode(new BsonDocument("a", new BsonInt32(1)));
        assertThat(ranges.of(without, 0)).isZero();
        assertThat(IdRanges.of(List.of(new BsonDocument())).count()).isEqualTo(1);
    }

    @Test
    void ofComparesTextsByTheirBytesAndBinariesByTheirLengthFirst() {
        IdRanges texts = IdRanges.of(List.of(new BsonString("b"), new BsonString("é")));
        assertThat(List.of("", "az", "b", "b\0", "z", "é", "日").stream().map(each -> of(texts, new BsonString(each))))
                .containsExactly(1, 1, 2, 2, 2, 3, 3);

        IdRanges binaries = IdRanges.of(List.of(new BsonBinary((byte) 0, new byte[] {5}), new BsonBinary(new byte[2])));
        assertThat(of(binaries, new BsonBinary((byte) 0, new byte[] {(byte) 0xff})))
                .isEqualTo(2);
        assertThat(of(binaries, new BsonBinary((byte) 4, new byte[] {1}))).isEqualTo(2);
        assertThat(of(binaries, new BsonBinary((byte) 0, new byte[] {4}))).isEqualTo(1);
        assertThat(of(binaries, new BsonBinary((byte) 0, new byte[3]))).isEqualTo(3);
    }

    @Test
    void queriesAskForNeighboursAtOnce() {
        IdRanges ranges = IdRanges.of(List.of(new BsonInt32(10), new BsonInt32(20), new BsonInt32(30)));
        BitSet wanted = new BitSet();
        wanted.set(0);
        wanted.set(2, 4);

        assertThat(ranges.queries(wanted))
                .containsExactly(
                        BsonDocument.parse("{_id: {$not: {$type: ['int', 'long']}}}"),
                        BsonDocument.parse("{_id: {$type: ['int', 'long'], $gte: 10, $lt: 30}}"));
        wanted.set(0, 5);
        assertThat(ranges.queries(wanted)).containsExactly(new BsonDocument());
        wanted.clear(0, 4);
        assertThat(ranges.queries(wanted))
                .containsExactly(BsonDocument.parse("{_id: {$type: ['int', 'long'], $gte: 30}}"));
    }

    @Test
    void parseReadsWhatToStringWrote() {
        List<BsonValue> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.add(new BsonObjectId(new ObjectId()));
        }
        IdRanges ranges = IdRanges.of(ids);
        IdRanges read = IdRanges.parse(ranges.toString());

        assertThat(ids.stream().map(each -> of(read, each)))
                .containsExactlyElementsOf(
                        ids.stream().map(each -> of(ranges, each)).toList());
        assertThat(IdRanges.parse(IdRanges.none().toString()).count()).isEqualTo(1);
    }

    private static int of(IdRanges ranges, BsonValue id) {
        return ranges.of(RawBson.encode(new BsonDocument("_id", id)), 0);
    }
}
