package me.meeshy.infra.mongo.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;

class UniqueKeysTest {

    @Test
    void numbersAreTheSameWhateverTheirType() {
        List<String> same =
                List.of("1", "{$numberLong: '1'}", "1.0", "{$numberDecimal: '1.00'}", "{$numberDecimal: '1E0'}");
        assertThat(same)
                .allSatisfy(each -> assertThat(keys("a", "{a: " + each + "}")).isEqualTo(keys("a", "{a: 1}")));
        List<String> zeros = List.of("-0.0", "{$numberDecimal: '-0'}", "{$numberLong: '0'}");
        assertThat(zeros)
                .allSatisfy(each -> assertThat(keys("a", "{a: " + each + "}")).isEqualTo(keys("a", "{a: 0}")));
        assertThat(keys("a", "{a: 1.5}")).isNotEqualTo(keys("a", "{a: 1}"));
        assertThat(keys("a", "{a: '1'}")).isNotEqualTo(keys("a", "{a: 1}"));
        assertThat(keys("a", "{a: {b: 1.0}}")).isEqualTo(keys("a", "{a: {b: 1}}"));
    }

    @Test
    void aMissingFieldIsNullAndASparseIndexPassesOverIt() {
        assertThat(keys("a", "{b: 1}")).isEqualTo(keys("a", "{a: null}")).hasSize(1);
        assertThat(new UniqueKeys(List.of("a"), true).of(BsonDocument.parse("{b: 1}")))
                .isEmpty();
        assertThat(new UniqueKeys(List.of("a", "b"), true).of(BsonDocument.parse("{b: 1}")))
                .hasSize(1);
    }

    @Test
    void eachElementOfAnArrayIsAKey() {
        assertThat(keys("a", "{a: [1, 2, 2]}")).hasSize(2);
        assertThat(keys("a.b", "{a: [{b: 1}, {b: 2}, {c: 3}]}")).hasSize(2);
        assertThat(Collections.disjoint(keys("a", "{a: [1, 2]}"), keys("a", "{a: 2}")))
                .isFalse();
        assertThat(keys("a.0", "{a: [7, 8]}")).isEqualTo(keys("a.0", "{a: {'0': 7}}"));
    }

    @Test
    void fieldsOfOneElementAreNotPairedWithThoseOfAnother() {
        UniqueKeys pair = new UniqueKeys(List.of("a.x", "a.y"), false);
        // a server keeps (1, 1) and (2, 2) of the first, so that the second may stand beside it
        assertThat(pair.of(BsonDocument.parse("{a: [{x: 1, y: 1}, {x: 2, y: 2}]}")))
                .isEmpty();
        assertThat(pair.of(BsonDocument.parse("{a: {x: 1, y: 2}}"))).hasSize(1);
        assertThat(new UniqueKeys(List.of("a", "b"), false).of(BsonDocument.parse("{a: [1, 2], b: 3}")))
                .hasSize(2);
    }

    @Test
    void textsThatHoldSeparatorsAreNotMixedUp() {
        UniqueKeys pair = new UniqueKeys(List.of("a", "b"), false);
        assertThat(pair.of(new BsonDocument("a", new BsonString("x\u0001s1:y")).append("b", new BsonString("z"))))
                .isNotEqualTo(
                        pair.of(new BsonDocument("a", new BsonString("x")).append("b", new BsonString("y\u0001s1:z"))));
    }

    private static Set<String> keys(String field, String document) {
        return new UniqueKeys(List.of(field), false).of(BsonDocument.parse(document));
    }
}
