package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import me.meeshy.infra.mongo.model.DuplicateKey;
import me.meeshy.infra.mongo.model.DuplicateKeysException;
import me.meeshy.infra.mongo.model.IndexPolicy;
import me.meeshy.infra.mongo.model.RefusedDocument;
import me.meeshy.infra.mongo.model.RefusedDocumentsException;
import me.meeshy.infra.mongo.model.RestoreReport;
import org.assertj.core.groups.Tuple;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No restore ends in success with documents lost. */
class RestoreLossesIT {

    private static final String UNIQUE = """
            {"options": {}, "indexes": [{"v": 2, "key": {"_id": 1}, "name": "_id_"}, {"v": 2, "key": {"k": 1}, "name": "k_1", "unique": true}]}""";

    private final BareMongo server = BareMongo.standalone();
    private final String name = BareMongo.database();

    @TempDir
    Path directory;

    @AfterEach
    void dropDatabase() {
        database().drop();
    }

    @Test
    void restoreWhenDocumentsAreRefusedFailsAndKeepsNothing() throws IOException {
        Path dump = dump("{_id: 1, k: 1}", "{_id: 1, k: 2}", "{_id: 2, k: 3}");

        assertThatThrownBy(() -> MongoRestore.from(dump).to(server.uri()).run())
                .isInstanceOfSatisfying(RefusedDocumentsException.class, e -> {
                    assertThat(e.count()).isEqualTo(1);
                    assertThat(e.rest()).isEmpty();
                    assertThat(e.file()).isEmpty();
                    assertThat(e.refused())
                            .extracting(RefusedDocument::namespace, RefusedDocument::id, RefusedDocument::code)
                            .containsExactly(Tuple.tuple(name + ".a", "{\"_id\": {\"$numberInt\": \"1\"}}", 11000));
                });
        assertThat(database().listCollectionNames()).isEmpty();
    }

    @Test
    void restoreWhenTheRestIsToBeKeptFailsAllTheSameAndGivesTheRefusedBackAsADump() throws IOException {
        Path dump = dump("{_id: 1, k: 1}", "{_id: 2, k: 1, text: 'the second'}", "{_id: 3, k: 1}", "{_id: 4, k: 4}");
        Path refused = directory.resolve("refused");

        RefusedDocumentsException failure = catchThrowableOfType(
                RefusedDocumentsException.class,
                () -> MongoRestore.from(dump)
                        .to(server.uri())
                        .indexes(IndexPolicy.BEFORE)
                        .keepRestOfRefused()
                        .refusedTo(refused)
                        .verifyLoaded()
                        .run());

        assertThat(failure)
                .isNotNull()
                .hasMessageContaining("refused 2 documents")
                .hasMessageContaining("the other 2");
        assertThat(failure.file()).contains(refused);
        RestoreReport rest = failure.rest().orElseThrow();
        assertThat(rest.written()).isEqualTo(2);
        assertThat(rest.collections())
                .singleElement()
                .satisfies(each -> assertThat(each.refused()).isEqualTo(2));
        assertThat(database().listCollectionNames()).containsExactly("a");
        assertThat(database().getCollection("a").countDocuments()).isEqualTo(2);

        // What was refused is a dump: mended, it can be restored.
        assertThat(MongoDump.verify(refused, Duration.ofMinutes(1)).get(name))
                .singleElement()
                .satisfies(each -> assertThat(each.documents()).isEqualTo(2));
        assertThatThrownBy(() -> MongoRestore.from(refused)
                        .to(server.uri())
                        .mergeMissing()
                        .run())
                .isInstanceOf(RefusedDocumentsException.class);
        database().getCollection("a").deleteOne(new Document("_id", 1));
        database().getCollection("a").updateOne(new Document("_id", 3), new Document("$set", new Document("k", 33)));
        assertThat(database().getCollection("a").countDocuments()).isEqualTo(1);
    }

    @Test
    void restoreWhenNothingIsRefusedWritesNoFileOfRefused() throws IOException {
        Path dump = dump("{_id: 1, k: 1}");
        Path refused = directory.resolve("refused");

        MongoRestore.from(dump).to(server.uri()).refusedTo(refused).run();

        assertThat(refused).doesNotExist();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactly(dump);
        }
    }

    @Test
    void restoreWhenValidatorsAreRespectedReportsWhatTheyRefuse() throws IOException {
        Path dump = directory.resolve("dump");
        new HandMadeDump(dump)
                .documents(name, "a", "{_id: 1, age: 3}", "{_id: 2, age: 30}")
                .metadata(
                        name,
                        "a",
                        "{\"options\": {\"validator\": {\"age\": {\"$gte\": {\"$numberInt\": \"18\"}}}}, \"indexes\": []}");

        assertThatThrownBy(() -> MongoRestore.from(dump)
                        .to(server.uri())
                        .respectValidators()
                        .run())
                .isInstanceOfSatisfying(
                        RefusedDocumentsException.class,
                        e -> assertThat(e.refused())
                                .extracting(RefusedDocument::id, RefusedDocument::code)
                                .containsExactly(Tuple.tuple("{\"_id\": {\"$numberInt\": \"1\"}}", 121)));
        assertThat(MongoRestore.from(dump).to(server.uri()).run().documents()).isEqualTo(2);
    }

    @Test
    void restoreWhenThousandsAreRefusedCountsThemAllAndListsABoundedNumber() throws IOException {
        String[] documents = IntStream.range(0, 3_000)
                .mapToObj(i -> "{_id: " + i + ", k: 7}")
                .toArray(String[]::new);
        Path dump = dump(documents);
        Path refused = directory.resolve("refused");

        assertThatThrownBy(() -> MongoRestore.from(dump)
                        .to(server.uri())
                        .indexes(IndexPolicy.BEFORE)
                        .refusedTo(refused)
                        .run())
                .isInstanceOfSatisfying(RefusedDocumentsException.class, e -> {
                    assertThat(e.count()).isEqualTo(2_999);
                    assertThat(e.refused()).hasSize(RefusedDocumentsException.MOST_LISTED);
                });
        assertThat(MongoDump.verify(refused, Duration.ofMinutes(1)).get(name))
                .singleElement()
                .satisfies(each -> assertThat(each.documents()).isEqualTo(2_999));
        assertThat(database().listCollectionNames()).isEmpty();
    }

    @Test
    void restoreFindsWhatViolatesAUniqueIndexBeforeItTouchesAnythingWhereAsked() throws IOException {
        Path dump = dump("{_id: 1, k: 1}", "{_id: 2, k: 2}", "{_id: 3, k: 1.0}", "{_id: 4}", "{_id: 4, k: 9}");

        assertThatThrownBy(() -> MongoRestore.from(dump)
                        .to(server.uri())
                        .checkUniqueIndexes()
                        .run())
                .isInstanceOfSatisfying(
                        DuplicateKeysException.class,
                        e -> assertThat(e.duplicates())
                                .extracting(DuplicateKey::index, DuplicateKey::ids)
                                .containsExactlyInAnyOrder(
                                        Tuple.tuple("_id_", List.of("{\"_id\": 4}", "{\"_id\": 4}")),
                                        Tuple.tuple("k_1", List.of("{\"_id\": 1}", "{\"_id\": 3}"))));
        assertThat(database().listCollectionNames()).isEmpty();
        dump("{_id: 1, k: 1}", "{_id: 2, k: 2}");
        assertThat(MongoRestore.from(dump)
                        .to(server.uri())
                        .checkUniqueIndexes()
                        .run()
                        .documents())
                .isEqualTo(2);
    }

    private Path dump(String... documents) throws IOException {
        Path dump = directory.resolve("dump");
        new HandMadeDump(dump).documents(name, "a", documents).metadata(name, "a", UNIQUE);
        return dump;
    }

    private MongoDatabase database() {
        return server.client().getDatabase(name);
    }
}
