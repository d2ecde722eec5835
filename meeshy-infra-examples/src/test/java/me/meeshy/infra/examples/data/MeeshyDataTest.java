package me.meeshy.infra.examples.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.junit.jupiter.api.Test;

class MeeshyDataTest {

    private static final int LARGE_BYTES = 60_000;

    @Test
    void stagingHasMeeshysNumbers() {
        Dataset staging = MeeshyData.staging();

        assertThat(staging.collections()).hasSize(28);
        assertThat(staging.documents()).isEqualTo(124_896);
        assertThat(staging.collection("User").count()).isEqualTo(207);
        assertThat(staging.collections())
                .allSatisfy(collection -> assertThat(collection.name()).matches("([A-Z][a-z]+)+"));
    }

    @Test
    void productionHasTheOlderNamesAndLess() {
        Dataset production = MeeshyData.production();

        assertThat(production.documents()).isLessThan(124_896 / 2);
        assertThat(production.collections())
                .extracting(GeneratedCollection::name)
                .contains("users", "messages", "AuditLog")
                .doesNotContain("User", "Message");
    }

    @Test
    void documentsAreTheSameEachTime() {
        for (GeneratedCollection collection : MeeshyData.production().collections()) {
            assertThat(collection.documents()).containsExactlyElementsOf(iterableCopy(collection));
        }
    }

    @Test
    void documentsAreOfMeeshysSizesAndTypes() {
        long bytes = 0;
        long counted = 0;
        long largest = 0;
        var types = new TreeSet<BsonType>();
        var idTypes = new TreeSet<BsonType>();
        for (GeneratedCollection collection : MeeshyData.staging().collections()) {
            var ids = new HashSet<BsonValue>();
            for (Document document : collection.documents()) {
                BsonDocument encoded = document.toBsonDocument();
                assertThat(ids.add(encoded.getOrDefault("_id", BsonNull.VALUE)))
                        .as("a new _id in %s", collection.name())
                        .isTrue();
                idTypes.add(encoded.getOrDefault("_id", BsonNull.VALUE).getBsonType());
                if (collection.name().equals("Configuration")) {
                    collectTypes(encoded, types);
                }
                int size = size(document);
                largest = Math.max(largest, size);
                if (size < LARGE_BYTES) {
                    bytes += size;
                    counted++;
                }
            }
        }

        assertThat(bytes / counted).as("mean size of all but the large").isBetween(480L, 488L);
        assertThat(largest).isBetween(8L * 1024 * 1024 - 1024, 8L * 1024 * 1024);
        assertThat(types).containsAll(allTypes());
        assertThat(idTypes).hasSizeGreaterThan(14);
    }

    private static Set<BsonType> allTypes() {
        var all = new TreeSet<>(java.util.List.of(BsonType.values()));
        all.remove(BsonType.END_OF_DOCUMENT);
        return all;
    }

    private static void collectTypes(BsonValue value, Set<BsonType> types) {
        types.add(value.getBsonType());
        if (value.isDocument()) {
            value.asDocument().values().forEach(inner -> collectTypes(inner, types));
        } else if (value.isArray()) {
            value.asArray().forEach(inner -> collectTypes(inner, types));
        }
    }

    private static int size(Document document) {
        try (var buffer = new BasicOutputBuffer();
                var writer = new BsonBinaryWriter(buffer)) {
            new DocumentCodec()
                    .encode(writer, document, EncoderContext.builder().build());
            return buffer.getSize();
        }
    }

    private static Iterable<Document> iterableCopy(GeneratedCollection collection) {
        var copy = new java.util.ArrayList<Document>();
        collection.documents().forEach(copy::add);
        return copy;
    }
}
