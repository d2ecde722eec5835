package me.meeshy.infra.mongo.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import me.meeshy.infra.mongo.bson.RawBson;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

class DocumentComparisonTest {

    private static final int MOST_LISTED = 3;

    private final ListedInWords listed = new ListedInWords(MOST_LISTED);

    @Test
    void ofWhenTheSameIsReadInAnotherOrderFindsNothing() {
        List<byte[]> documents = numbered(0, 5_000);
        List<byte[]> shuffled = new ArrayList<>(documents);
        Collections.shuffle(shuffled, new Random(7));

        assertThat(compare(documents, shuffled)).isEqualTo(new DocumentDifferences(0, 0, 0));
    }

    @Test
    void ofWhenDocumentsDifferFindsThemByTheirIdOfWhateverType() {
        List<byte[]> before = List.of(
                document(new BsonString("kept"), 1),
                document(new BsonString("changed"), 1),
                document(new BsonInt64(7), 1),
                document(new BsonDocument("a", new BsonInt32(1)), 1));
        List<byte[]> after = List.of(
                document(new BsonString("kept"), 1),
                document(new BsonString("changed"), 2),
                document(new BsonDocument("a", new BsonInt32(2)), 1),
                document(new BsonInt64(7), 1));

        assertThat(compare(before, after)).isEqualTo(new DocumentDifferences(1, 1, 1));
        assertThat(listed.found())
                .containsExactly("DIFFERENT \"changed\"", "ONLY_IN_SECOND {\"a\": 2}", "ONLY_IN_FIRST {\"a\": 1}");
    }

    @Test
    void ofWhenTwoDocumentsChangeInTheSameWayFindsBoth() {
        // what an XOR of equal changes would hide
        List<byte[]> before = List.of(document(new BsonInt32(1), 1), document(new BsonInt32(1), 1));
        List<byte[]> after = List.of(document(new BsonInt32(1), 2), document(new BsonInt32(1), 2));

        assertThat(compare(before, after).different()).isPositive();
    }

    @Test
    void ofWhenEverythingDiffersCountsAllAndListsSome() {
        // more than are kept in memory at once
        DocumentDifferences found = compare(numbered(0, 150_000), numbered(100_000, 260_000));

        assertThat(found.onlyInSecond()).isEqualTo(110_000);
        assertThat(found.different()).isZero();
        assertThat(found.onlyInFirst()).isEqualTo(100_000);
        assertThat(listed.found()).hasSize(MOST_LISTED);
    }

    @Test
    void ofWhenAnIdIsLongCutsItsText() {
        compare(List.of(), List.of(document(new BsonBinary(new byte[4_000]), 1)));

        assertThat(listed.found())
                .singleElement()
                .asString()
                .hasSizeLessThan(200)
                .endsWith("…");
    }

    @Test
    void ofWhenManyThingsHappenAgreesWithASimpleComparison() {
        var random = new Random(20_261_124);
        for (int round = 0; round < 50; round++) {
            List<byte[]> before = new ArrayList<>();
            List<byte[]> after = new ArrayList<>();
            int added = 0;
            int changed = 0;
            int removed = 0;
            Set<BsonValue> ids = new HashSet<>();
            for (int i = 0; i < random.nextInt(400); i++) {
                BsonValue id = random.nextBoolean() ? new BsonInt32(i) : new org.bson.BsonObjectId(new ObjectId());
                ids.add(id);
                switch (random.nextInt(5)) {
                    case 0 -> {
                        after.add(document(id, 1));
                        added++;
                    }
                    case 1 -> {
                        before.add(document(id, 1));
                        after.add(document(id, 2));
                        changed++;
                    }
                    case 2 -> {
                        before.add(document(id, 1));
                        removed++;
                    }
                    default -> {
                        before.add(document(id, i));
                        after.add(document(id, i));
                    }
                }
            }
            Collections.shuffle(after, random);

            DocumentDifferences found = compare(before, after);

            assertThat(List.of(found.onlyInSecond(), found.different(), found.onlyInFirst()))
                    .as("round %d with %d ids", round, ids.size())
                    .containsExactly((long) added, (long) changed, (long) removed);
        }
    }

    private DocumentDifferences compare(List<byte[]> before, List<byte[]> after) {
        return DocumentComparison.of(
                sink -> before.forEach(each -> sink.accept(each, 0, each.length)),
                sink -> after.forEach(each -> sink.accept(each, 0, each.length)),
                listed);
    }

    private static List<byte[]> numbered(int from, int to) {
        List<byte[]> documents = new ArrayList<>();
        for (int i = from; i < to; i++) {
            documents.add(document(new BsonInt32(i), i));
        }
        return documents;
    }

    private static byte[] document(BsonValue id, int content) {
        return RawBson.encode(new BsonDocument("_id", id).append("n", new BsonInt32(content)));
    }
}
