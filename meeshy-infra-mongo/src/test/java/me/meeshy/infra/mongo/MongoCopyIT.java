package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DataTimeoutException;
import me.meeshy.infra.mongo.model.RefusedDocumentsException;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.model.UnsupportedDataException;
import me.meeshy.infra.mongo.model.VerificationReport;
import me.meeshy.infra.mongo.model.WriteSafety;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.write.BatchInserter;
import me.meeshy.infra.mongo.write.BatchTarget;
import me.meeshy.infra.mongo.write.RefusedDocuments;
import me.meeshy.infra.mongo.write.WriteBatch;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoCopyIT {

    private final String from = BareMongo.database();
    private final String to = BareMongo.database();
    private BareMongo server = BareMongo.standalone();

    @AfterEach
    void dropDatabases() {
        server.client().getDatabase(from).drop();
        server.client().getDatabase(to).drop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone", "replica set"})
    void runCopiesEveryKindOfCollectionByteForByte(String kind) {
        server = kind.equals("standalone") ? BareMongo.standalone() : BareMongo.replicaSet();
        EveryKind.fill(database(from));
        List<TransferProgress> progress = new ArrayList<>();

        CopyReport report = MongoCopy.from(server.uri(), from)
                .to(server.uri(), to)
                .onProgress(progress::add)
                .run();

        Map<String, Object> expected = withoutViews(EveryKind.contents(database(from)));
        Map<String, Object> actual = EveryKind.contents(database(to));
        assertThat(String.valueOf(actual.remove("indexed indexes")))
                .isEqualTo(String.valueOf(expected.remove("indexed indexes")).replace("86400", "2147483647"));
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        actual.forEach((what, value) -> assertThat(value).as(what).isEqualTo(expected.get(what)));
        assertThat(report.views()).containsExactly("a view on a view", "seen");
        assertThat(report.consistency().snapshot()).isEqualTo(kind.equals("replica set"));
        assertThat(report.collections().stream()
                        .filter(each -> !each.silencedTtl().isEmpty()))
                .singleElement()
                .satisfies(each -> assertThat(each.silencedTtl()).containsExactly(Map.entry("ttl", 86_400L)));
        assertThat(progress.get(progress.size() - 1).documents())
                .isEqualTo(report.documents())
                .isEqualTo(progress.get(0).expectedDocuments());
        assertThat(MongoVerification.of(server.uri(), to)
                        .expect(report)
                        .run()
                        .orThrow()
                        .documents())
                .isEqualTo(report.documents());
    }

    @Test
    void runCopiesOnlyTheNamedCollectionsUnderTheirStagedNames() {
        database(from).getCollection("User").insertOne(new Document("_id", 1));
        database(from).getCollection("Other").insertOne(new Document("_id", 1));

        CopyReport report = MongoCopy.from(server.uri(), from)
                .to(server.uri(), to)
                .collection("User", "__mi.r1.1")
                .run();

        assertThat(database(to).listCollectionNames()).containsExactly("__mi.r1.1");
        assertThat(report.collections()).singleElement().satisfies(each -> {
            assertThat(each.sourceName()).isEqualTo("User");
            assertThat(each.stagedName()).isEqualTo("__mi.r1.1");
            assertThat(each.documents()).isEqualTo(1);
        });
    }

    @Test
    void runWhenStagedNameIsTakenTouchesNothing() {
        database(from).getCollection("a").insertOne(new Document("_id", 1));
        database(from).getCollection("b").insertOne(new Document("_id", 1));
        database(to).getCollection("b").insertOne(new Document("_id", "mine"));

        assertThatThrownBy(() ->
                        MongoCopy.from(server.uri(), from).to(server.uri(), to).run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining(to + ".b exists");

        assertThat(database(to).listCollectionNames()).containsExactly("b");
        assertThat(database(to).getCollection("b").find()).containsExactly(new Document("_id", "mine"));
    }

    @Test
    void runWhenCollectionIsAbsentNamesIt() {
        assertThatThrownBy(() -> MongoCopy.from(server.uri(), from)
                        .to(server.uri(), to)
                        .collection("Usr", "staged")
                        .run())
                .hasMessageContaining("no collection Usr");
    }

    @Test
    void runWhenATimeSeriesIsThereRefusesItByName() {
        database(from).runCommand(Document.parse("{create: 'weather', timeseries: {timeField: 'at'}}"));

        assertThatThrownBy(() ->
                        MongoCopy.from(server.uri(), from).to(server.uri(), to).run())
                .isInstanceOfSatisfying(
                        UnsupportedDataException.class,
                        e -> assertThat(e.reasons()).containsKey(from + ".weather"));
        assertThat(database(to).listCollectionNames()).isEmpty();
    }

    @Test
    void runWhenStagedNameHoldsDollarTouchesNothing() {
        database(from).getCollection("a").insertOne(new Document("_id", 1));

        assertThatThrownBy(() -> MongoCopy.from(server.uri(), from)
                        .to(server.uri(), to)
                        .collection("a", "a$b")
                        .run())
                .isInstanceOf(UnsupportedDataException.class)
                .hasMessageContaining("hold a $");
        assertThat(database(to).listCollectionNames()).isEmpty();
    }

    @Test
    void runWhenListenerFailsRemovesWhatItCreated() {
        EveryKind.fill(database(from));

        assertThatThrownBy(() -> MongoCopy.from(server.uri(), from)
                        .to(server.uri(), to)
                        .onProgress(progress -> {
                            throw new IllegalStateException("enough");
                        })
                        .run())
                .hasMessage("enough");

        assertThat(database(to).listCollectionNames()).isEmpty();
    }

    @Test
    void runWhenInterruptedKeepsTheFlagAndRemovesWhatItCreated() throws InterruptedException {
        EveryKind.fill(database(from));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>(false);
        Thread caller = new Thread(() -> {
            Thread self = Thread.currentThread();
            try {
                MongoCopy.from(server.uri(), from)
                        .to(server.uri(), to)
                        .onProgress(progress -> self.interrupt())
                        .run();
            } catch (DataException e) {
                failure.set(e);
                flag.set(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        caller.join();

        assertThat(failure.get()).hasMessageContaining("interrupted");
        assertThat(flag.get()).isTrue();
        assertThat(database(to).listCollectionNames()).isEmpty();
    }

    @Test
    void runWhenDeadlinePassesRemovesWhatItCreated() {
        EveryKind.fill(database(from));

        assertThatThrownBy(() -> MongoCopy.from(server.uri(), from)
                        .to(server.uri(), to)
                        .within(Duration.ofMillis(300))
                        .onProgress(progress -> java.util.concurrent.locks.LockSupport.parkNanos(
                                Duration.ofMillis(400).toNanos()))
                        .run())
                .isInstanceOf(DataTimeoutException.class)
                .hasMessageContaining("did not end within PT0.3S");

        assertThat(database(to).listCollectionNames()).isEmpty();
    }

    @Test
    void verificationNamesEachDifference() {
        database(from).getCollection("a").insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
        database(from).getCollection("b").insertOne(new Document("_id", 1));
        database(from).getCollection("c").insertOne(new Document("_id", 1));
        database(from).getCollection("c").createIndex(new Document("x", 1));
        database(from).getCollection("d").insertOne(new Document("_id", 1));
        CopyReport report =
                MongoCopy.from(server.uri(), from).to(server.uri(), to).run();

        database(to).getCollection("a").updateOne(new Document("_id", 2), Document.parse("{$set: {x: 1}}"));
        database(to).getCollection("b").insertOne(new Document("_id", 2));
        database(to).getCollection("c").dropIndex("x_1");
        database(to).getCollection("c").createIndex(new Document("y", 1));
        database(to).getCollection("d").drop();

        VerificationReport verification =
                MongoVerification.of(server.uri(), to).expect(report).run();
        assertThat(verification.equal()).isFalse();
        assertThat(verification.differences())
                .extracting(each -> each.namespace() + " " + each.what().replaceAll(": hash.*", ""))
                .containsExactly(
                        to + ".a holds other content",
                        to + ".b holds 2 documents, not 1",
                        to + ".c index x_1 is missing",
                        to + ".c index y_1 is there, but should not",
                        to + ".d is missing");
        assertThatThrownBy(verification::orThrow)
                .isInstanceOf(DataException.class)
                .hasMessageContaining(to + ".d: is missing");
    }

    @Test
    void copiedDocumentsThatTheTargetRefusesAreReportedWithTheirIds() {
        // A unique index that the source does not have cannot come about by a copy; the raw inserter is held to it
        // here.
        database(to)
                .getCollection("u")
                .createIndex(new Document("k", 1), new com.mongodb.client.model.IndexOptions().unique(true));
        RefusedDocuments refused = new RefusedDocuments();
        try (MongoConnection connection = MongoConnection.open(server.uri(), Deadline.in(Duration.ofMinutes(1)))) {
            BatchTarget target = BatchTarget.fresh(to, "u", false, WriteSafety.MAJORITY_JOURNALED);
            WriteBatch batch = new WriteBatch(target, 0);
            for (String json : List.of("{_id: 1, k: 1}", "{_id: 2, k: 1}", "{_id: 3, k: 2}")) {
                byte[] bytes = RawBson.encode(BsonDocument.parse(json));
                batch.add(bytes, 0, bytes.length);
            }
            inserter(connection, refused).insert(batch);
            assertThat(target.tally().stored()).isEqualTo(2);
        }

        assertThatThrownBy(refused::orThrow).isInstanceOfSatisfying(RefusedDocumentsException.class, e -> {
            assertThat(e.count()).isEqualTo(1);
            assertThat(e.refused()).singleElement().satisfies(each -> {
                assertThat(each.namespace()).isEqualTo(to + ".u");
                assertThat(each.id()).isEqualTo("{\"_id\": {\"$numberInt\": \"2\"}}");
                assertThat(each.code()).isEqualTo(11000);
            });
        });
        assertThat(database(to).getCollection("u").countDocuments()).isEqualTo(2);
    }

    @Test
    void zeroTimestampsUnderNamesThatAnUpdateWouldMisreadAreKept() {
        byte[] bytes = RawBson.encode(
                BsonDocument.parse(
                        "{_id: 1, 'a.b': {$timestamp: {t: 0, i: 0}}, '$c': {$timestamp: {t: 0, i: 0}}, '': {$timestamp: {t: 0, i: 0}}, z: {$timestamp: {t: 0, i: 0}}}"));
        RefusedDocuments refused = new RefusedDocuments();
        try (MongoConnection connection = MongoConnection.open(server.uri(), Deadline.in(Duration.ofMinutes(1)))) {
            WriteBatch batch = new WriteBatch(BatchTarget.fresh(to, "z", false, WriteSafety.ONE), 0);
            batch.add(bytes, 0, bytes.length);
            inserter(connection, refused).insert(batch);
        }
        refused.orThrow();

        assertThat(database(to).getCollection("z", BsonDocument.class).find())
                .containsExactly(RawBson.view(bytes, 0, bytes.length));
    }

    @Test
    void runShowsNoPasswordWhenConnectionStringIsWrong() {
        assertThatThrownBy(() -> MongoCopy.from("mongodb://user:s3cr3t@word@host", from)
                        .to(server.uri(), to)
                        .run())
                .isInstanceOf(DataException.class)
                .hasMessageNotContaining("s3cr3t")
                .hasNoCause();
    }

    private static BatchInserter inserter(MongoConnection connection, RefusedDocuments refused) {
        return new BatchInserter(connection, refused, Retry.never(Deadline.in(Duration.ofMinutes(1))));
    }

    private Map<String, Object> withoutViews(Map<String, Object> contents) {
        Map<String, Object> kept = new TreeMap<>(contents);
        kept.keySet()
                .removeIf(key ->
                        Set.of("seen", "a view on a view").contains(key.replaceAll(" (options|type|documents)$", "")));
        return kept;
    }

    private MongoDatabase database(String name) {
        return server.client().getDatabase(name);
    }
}
