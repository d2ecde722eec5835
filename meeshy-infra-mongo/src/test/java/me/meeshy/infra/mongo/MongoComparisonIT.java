package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import me.meeshy.infra.mongo.model.ComparedCollection;
import me.meeshy.infra.mongo.model.ComparisonReport;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.Difference;
import me.meeshy.infra.mongo.model.DifferingDocument;
import me.meeshy.infra.mongo.model.DifferingDocument.Kind;
import me.meeshy.infra.mongo.model.DumpFile;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoComparisonIT {

    private final BareMongo server = BareMongo.standalone();
    private final String left = BareMongo.database();
    private final String right = BareMongo.database();

    @TempDir
    Path directory;

    @AfterEach
    void dropDatabases() {
        database(left).drop();
        database(right).drop();
    }

    @Test
    void everyKindOfCollectionIsEqualToItsDumpAndToItsCopy() {
        EveryKind.fill(database(left));
        MongoDump.of(server.uri())
                .database(left)
                .to(DumpFile.tarGz(directory.resolve("dump.tar.gz")))
                .run();
        MongoRestore.from(directory.resolve("dump.tar.gz"))
                .to(server.uri())
                .database(right)
                .run();

        ComparisonReport copy = MongoComparison.of(server.uri(), left)
                .with(server.uri(), right)
                .run()
                .orThrow();
        ComparisonReport dump = MongoComparison.ofDump(directory.resolve("dump.tar.gz"), left)
                .with(server.uri(), right)
                .run()
                .orThrow();

        assertThat(copy.equal()).isTrue();
        assertThat(dump.collections()).hasSameSizeAs(copy.collections()).hasSizeGreaterThan(10);
    }

    @Test
    void documentsThatDifferAreFoundAmongManyThatDoNot() {
        for (String each : List.of(left, right)) {
            List<Document> many = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                many.add(new Document("_id", i).append("text", "value " + i));
            }
            database(each).getCollection("a").insertMany(many);
            database(each).getCollection("same").insertOne(new Document("_id", 1));
        }
        database(left).getCollection("a").deleteOne(new Document("_id", 77));
        database(left).getCollection("a").insertOne(new Document("_id", "mine"));
        database(right)
                .getCollection("a")
                .updateOne(new Document("_id", 5), new Document("$set", new Document("x", 1)));
        // Two equal changes: they would cancel in a hash that is no sum.
        for (int id : new int[] {8, 9}) {
            database(right).getCollection("a").replaceOne(new Document("_id", id), new Document("text", "same"));
        }

        ComparisonReport report =
                MongoComparison.of(server.uri(), left).with(server.uri(), right).run();

        ComparedCollection a = report.collections().get(0);
        assertThat(a.name()).isEqualTo("a");
        assertThat(a.documents())
                .containsExactlyInAnyOrder(
                        new DifferingDocument("{\"_id\": \"mine\"}", Kind.ONLY_IN_FIRST),
                        new DifferingDocument("{\"_id\": {\"$numberInt\": \"77\"}}", Kind.ONLY_IN_SECOND),
                        new DifferingDocument("{\"_id\": {\"$numberInt\": \"5\"}}", Kind.DIFFERENT),
                        new DifferingDocument("{\"_id\": {\"$numberInt\": \"8\"}}", Kind.DIFFERENT),
                        new DifferingDocument("{\"_id\": {\"$numberInt\": \"9\"}}", Kind.DIFFERENT));
        assertThat(report.collections().get(1).equal()).isTrue();
        assertThatThrownBy(report::orThrow)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a: 1 only in the first, 1 only in the second, 3 different");
    }

    @Test
    void whatIsListedIsBoundedAndWhatIsCountedIsNot() {
        for (int i = 0; i < 300; i++) {
            database(left).getCollection("a").insertOne(new Document("_id", i));
        }
        database(right).createCollection("a");

        ComparedCollection a = MongoComparison.of(server.uri(), left)
                .with(server.uri(), right)
                .listing(7)
                .run()
                .collections()
                .get(0);

        assertThat(a.onlyInFirst()).isEqualTo(300);
        assertThat(a.documents()).hasSize(7);
    }

    @Test
    void collectionsOptionsAndIndexesThatDifferAreNamed() {
        database(left).createCollection("only left");
        database(right).createCollection("only right");
        database(left).createCollection("both");
        database(left).getCollection("both").createIndex(new Document("x", 1), new IndexOptions().unique(true));
        database(right).getCollection("both").createIndex(new Document("x", 1));
        database(left).runCommand(Document.parse("{create: 'capped', capped: true, size: 4096}"));
        database(right).createCollection("capped");

        ComparisonReport report =
                MongoComparison.of(server.uri(), left).with(server.uri(), right).run();

        assertThat(report.equal()).isFalse();
        assertThat(report.shapes())
                .extracting(Difference::namespace)
                .contains("only left", "only right", "both", "capped");
    }

    private MongoDatabase database(String name) {
        return server.client().getDatabase(name);
    }
}
