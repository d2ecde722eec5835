package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoNamespace;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.RenameCollectionOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpReport;
import me.meeshy.infra.mongo.model.DumpedCollection;
import me.meeshy.infra.mongo.model.TransferProgress;
import org.awaitility.Awaitility;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a dump is when its moment becomes unreadable while it is read: of another moment, live and said to be so, or none. */
class SnapshotRetryIT {

    private static final int SNAPSHOT_UNAVAILABLE = 246;
    private static final int SNAPSHOT_TOO_OLD = 239;
    private static final int DOCUMENTS = 3_000;

    private static BareMongo server;

    private final String name = BareMongo.database();

    @TempDir
    Path directory;

    /** It ends with the JVM. */
    @BeforeAll
    static void start() {
        server = BareMongo.ownReplicaSet("--setParameter", "enableTestCommands=1");
    }

    @AfterEach
    void mend() {
        admin("{configureFailPoint: 'failCommand', mode: 'off'}");
        admin("{setParameter: 1, minSnapshotHistoryWindowInSeconds: 300}");
        database().drop();
        restored().drop();
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            names = {"DIRECTORY", "GZIP_ARCHIVE", "TAR_ZSTD"})
    void dumpWhenItsMomentIsUnreadableTwiceIsOfAThirdMoment(DumpFile.Format format) {
        fill("a");
        fill("b");
        failing("getMore", SNAPSHOT_UNAVAILABLE, 2);

        DumpReport report = dump(format, progress -> {});

        assertIsOfItsMoment(report);
    }

    @Test
    void dumpWhenEveryMomentIsUnreadableSaysSoAndLeavesNothing() throws IOException {
        fill("a");
        failing("find", SNAPSHOT_UNAVAILABLE, 1_000);

        assertThatThrownBy(() -> dump(DumpFile.Format.ARCHIVE, progress -> {}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("kept changing")
                .hasMessageContaining("run again");
        assertNothingIsLeft();
    }

    @Test
    void dumpThatOutlastsTheServersHistoryIsLiveAndSaysSo() throws IOException {
        fill("a");
        fill("b");
        admin("{setParameter: 1, minSnapshotHistoryWindowInSeconds: 0}");
        ticks().insertOne(new Document());
        BsonTimestamp before = now();
        AtomicInteger seen = new AtomicInteger();

        DumpReport report = dump(DumpFile.Format.DIRECTORY, progress -> {
            if (seen.getAndIncrement() == 0) {
                awaitForgotten(before);
            }
        });

        assertThat(report.consistency().snapshot()).isFalse();
        assertThat(report.consistency().reason()).contains("longer than the server keeps history");
        assertThat(Files.readString(directory.resolve("dump").resolve(name).resolve("meeshy-manifest.json")))
                .contains("live (reading took longer than the server keeps history)");
        assertThat(report.documents()).isEqualTo(2L * DOCUMENTS);
    }

    @Test
    void dumpThatIsToldThatItsMomentIsTooOldIsLiveAndWhole() {
        fill("a");
        failing("getMore", SNAPSHOT_TOO_OLD, 1);

        DumpReport report = dump(DumpFile.Format.GZIP_ARCHIVE, progress -> {});

        assertThat(report.consistency()).hasToString("live (reading took longer than the server keeps history)");
        assertThat(restore()).isEqualTo(Map.of("a", contents(null).get("a")));
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void dumpWhenACollectionChangesMeanwhileIsOfOneMomentAllTheSame(Change change) {
        fill("a");
        fill("b");
        fill("c");
        AtomicInteger seen = new AtomicInteger();

        DumpReport report = dump(DumpFile.Format.DIRECTORY, progress -> {
            // other collections are written all the while
            database().getCollection("c").insertOne(new Document("text", "x".repeat(400)));
            if (seen.getAndIncrement() == 0) {
                change.act(database());
            }
        });

        assertIsOfItsMoment(report);
        assertThat(report.collections())
                .extracting(DumpedCollection::name)
                .containsExactlyInAnyOrderElementsOf(
                        database().listCollectionNames().into(new ArrayList<>()));
    }

    /** What others do to a database while it is dumped. */
    enum Change {
        CREATE,
        DROP,
        DROP_AND_CREATE,
        RENAME,
        RENAME_OVER,
        INDEX,
        OPTIONS;

        void act(MongoDatabase database) {
            MongoCollection<Document> b = database.getCollection("b");
            switch (this) {
                case CREATE -> database.getCollection("new").insertOne(new Document("_id", 1));
                case DROP -> b.drop();
                case DROP_AND_CREATE -> {
                    b.drop();
                    b.insertOne(new Document("_id", "another"));
                }
                case RENAME -> b.renameCollection(new MongoNamespace(database.getName(), "renamed"));
                case RENAME_OVER ->
                    b.renameCollection(
                            new MongoNamespace(database.getName(), "a"),
                            new RenameCollectionOptions().dropTarget(true));
                case INDEX -> b.createIndex(new Document("text", 1));
                case OPTIONS -> database.runCommand(Document.parse("{collMod: 'b', validator: {n: {$gte: 0}}}"));
            }
        }
    }

    @Test
    void dumpWhenCollectionsNeverRestIsRefusedAndLeavesNothing() throws IOException {
        fill("a");
        AtomicInteger created = new AtomicInteger();

        assertThatThrownBy(() -> dump(
                        DumpFile.Format.GZIP_DIRECTORY,
                        progress -> database()
                                .getCollection("new" + created.incrementAndGet())
                                .insertOne(new Document("_id", 1))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("kept changing while they were read (3 attempts)");
        assertNothingIsLeft();
    }

    @Test
    void dumpToAStreamWhenACollectionChangesSaysThatItCannotBeginAnew() {
        fill("a");
        ByteArrayOutputStream sent = new ByteArrayOutputStream();

        assertThatThrownBy(() -> MongoDump.of(server.uri())
                        .database(name)
                        .to(sent, DumpFile.Format.ARCHIVE)
                        .onProgress(progress -> database().getCollection("b").insertOne(new Document("n", 1)))
                        .run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cannot be begun anew");
    }

    @Test
    void dumpOfAStandaloneWhenCollectionsAreDroppedAndMadeMeanwhileHoldsThoseThatAreThere() {
        BareMongo standalone = BareMongo.standalone();
        MongoDatabase database = standalone.client().getDatabase(name);
        for (String each : List.of("a", "b")) {
            database.getCollection(each).insertMany(documents());
        }
        AtomicInteger seen = new AtomicInteger();
        try {
            DumpReport report = MongoDump.of(standalone.uri())
                    .database(name)
                    .to(DumpFile.directory(directory.resolve("dump")))
                    .onProgress(progress -> {
                        if (seen.getAndIncrement() == 0) {
                            database.getCollection("a").drop();
                            database.getCollection("b").drop();
                            database.getCollection("c").insertOne(new Document("_id", 1));
                        }
                    })
                    .run();

            assertThat(report.consistency().snapshot()).isFalse();
            assertThat(report.collections())
                    .extracting(each -> each.name() + " " + each.documents())
                    .containsExactly("c 1");
        } finally {
            database.drop();
        }
    }

    @Test
    void copyWhenACollectionChangesMeanwhileIsOfOneMomentAndLeavesNoOther() {
        fill("a");
        fill("b");
        AtomicInteger seen = new AtomicInteger();

        CopyReport report = MongoCopy.from(server.uri(), name)
                .to(server.uri(), restored().getName())
                .onProgress(progress -> {
                    if (seen.getAndIncrement() == 0) {
                        Change.RENAME.act(database());
                    }
                })
                .run();

        assertThat(report.consistency().snapshot()).isTrue();
        assertThat(restored().listCollectionNames()).containsExactlyInAnyOrder("a", "renamed");
        assertThat(restored().getCollection("renamed").countDocuments()).isEqualTo(DOCUMENTS);
    }

    private DumpReport dump(DumpFile.Format format, Consumer<TransferProgress> listener) {
        return MongoDump.of(server.uri())
                .database(name)
                .to(new DumpFile(directory.resolve("dump"), format))
                .onProgress(listener)
                .within(Duration.ofMinutes(2))
                .run();
    }

    /** What is restored from the dump must be what the server still shows of that moment, to a plain driver. */
    private void assertIsOfItsMoment(DumpReport report) {
        assertThat(report.consistency().snapshot()).isTrue();
        assertThat(report.consistency().readLive()).isEmpty();
        Map<String, List<Document>> then =
                contents(new BsonTimestamp(report.consistency().clusterTime()));
        assertThat(restore()).isEqualTo(then);
    }

    private Map<String, List<Document>> restore() {
        MongoRestore.from(directory.resolve("dump"))
                .to(server.uri())
                .database(restored().getName())
                .run();
        return contents(restored(), null);
    }

    private Map<String, List<Document>> contents(@org.jspecify.annotations.Nullable BsonTimestamp at) {
        return contents(database(), at);
    }

    private static Map<String, List<Document>> contents(
            MongoDatabase database, @org.jspecify.annotations.Nullable BsonTimestamp at) {
        Map<String, List<Document>> found = new TreeMap<>();
        for (String each : database.listCollectionNames()) {
            Document find =
                    new Document("find", each).append("batchSize", 1_000_000).append("sort", new Document("_id", 1));
            if (at != null) {
                find.append("readConcern", new Document("level", "snapshot").append("atClusterTime", at));
            }
            found.put(
                    each,
                    database.runCommand(find).get("cursor", Document.class).getList("firstBatch", Document.class));
        }
        return found;
    }

    /** Writes until the server no longer shows that moment. */
    private static void awaitForgotten(BsonTimestamp moment) {
        Document find = new Document("find", "ticks")
                .append("readConcern", new Document("level", "snapshot").append("atClusterTime", moment));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            ticks().insertOne(new Document());
            try {
                server.client().getDatabase("history").runCommand(find);
                return false;
            } catch (MongoCommandException e) {
                return e.getErrorCode() == SNAPSHOT_TOO_OLD;
            }
        });
    }

    private static MongoCollection<Document> ticks() {
        return server.client().getDatabase("history").getCollection("ticks");
    }

    private static BsonTimestamp now() {
        return server.client()
                .getDatabase("admin")
                .runCommand(new Document("hello", 1), BsonDocument.class)
                .getDocument("lastWrite")
                .getDocument("majorityOpTime")
                .getTimestamp("ts");
    }

    /** For us alone: the test's own client has another name. */
    private static void failing(String command, int code, int times) {
        admin("{configureFailPoint: 'failCommand', mode: {times: " + times + "}, data: {failCommands: ['" + command
                + "'], errorCode: " + code + ", appName: 'meeshy-infra'}}");
    }

    private static void admin(String command) {
        server.client().getDatabase("admin").runCommand(Document.parse(command));
    }

    private void fill(String collection) {
        database().getCollection(collection).insertMany(documents());
    }

    /** More than one reply's worth. */
    private static List<Document> documents() {
        return IntStream.range(0, DOCUMENTS)
                .mapToObj(i -> new Document("_id", i).append("n", i).append("text", "x".repeat(2_000)))
                .toList();
    }

    private MongoDatabase database() {
        return server.client().getDatabase(name);
    }

    private MongoDatabase restored() {
        return server.client().getDatabase(name + "r");
    }

    private void assertNothingIsLeft() throws IOException {
        try (var found = Files.walk(directory)) {
            assertThat(found.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
