package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpReport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A dump that was interrupted is gone on with, where what it holds then is what a dump in one go would have held; else it begins anew. */
class DumpResumeIT {

    private static final int SNAPSHOT_TOO_OLD = 239;

    /** How many the largest collection takes, which is the first to be read. */
    private static final int LARGEST_REPLIES = 7;

    private static BareMongo server;

    @TempDir
    Path directory;

    private MongoClient client;
    private String uri;

    /** It ends with the JVM. */
    @BeforeAll
    static void start() {
        server = BareMongo.ownReplicaSet("--setParameter", "enableTestCommands=1");
    }

    @BeforeEach
    void take() {
        client = server.client();
        uri = server.uri();
    }

    @AfterEach
    void drop() {
        server.client()
                .getDatabase("admin")
                .runCommand(Document.parse("{setParameter: 1, minSnapshotHistoryWindowInSeconds: 300}"));
        names(server.client()).forEach(each -> server.client().getDatabase(each).drop());
        List.of("shop", "other")
                .forEach(each ->
                        BareMongo.standalone().client().getDatabase(each).drop());
    }

    @ParameterizedTest
    @CsvSource({"DIRECTORY, 2, shop", "GZIP_DIRECTORY, 9, shop", "DIRECTORY, 9, ''", "GZIP_DIRECTORY, 13, ''"})
    void dumpOfAKilledProcessIsGoneOnWithAtTheSameMoment(DumpFile.Format format, int replies, String database)
            throws Exception {
        fill();
        kill(database, format, replies);
        List<String> finished = finished(database);
        long moment = clusterTime(database);
        Map<String, Object> then = contents(new BsonTimestamp(moment));
        change();

        DumpReport report = dump(database, format, MongoDumpBuilder::resumable);

        assertThat(report.skipped()).containsExactlyInAnyOrderElementsOf(finished);
        if (replies > LARGEST_REPLIES) {
            assertThat(report.skipped()).isNotEmpty();
            assertThat(report.notes()).hasSameSizeAs(finished).allMatch(each -> each.contains("can still be read"));
            assertThat(report.consistency().clusterTime()).isEqualTo(moment);
        } else {
            then = contents(new BsonTimestamp(report.consistency().clusterTime()));
        }
        assertThat(report.consistency().snapshot()).isTrue();
        assertNothingIsLeft();
        dropAll();
        restore(database, false);
        assertThat(contents(null)).isEqualTo(only(then, database));
    }

    @ParameterizedTest
    @EnumSource(Made.class)
    void dumpGoesOnAfterWhatEndedIt(Made made) {
        fill();
        interrupt("shop", made);
        BsonTimestamp moment = new BsonTimestamp(clusterTime("shop"));
        Map<String, Object> then = contents(moment);
        change();

        DumpReport report = dump("shop", DumpFile.Format.DIRECTORY, MongoDumpBuilder::resumable);

        assertThat(report.skipped()).isNotEmpty();
        assertThat(report.consistency().clusterTime()).isEqualTo(moment.getValue());
        dropAll();
        restore("shop", false);
        assertThat(contents(null)).isEqualTo(only(then, "shop"));
    }

    /** What ends a dump. */
    enum Made {
        CANCELLED,
        INTERRUPTED,
        FAILING
    }

    @Test
    void dumpBeginsAnewWhereItsMomentIsGoneUnlessThatIsAccepted() throws Exception {
        fill();
        interrupt("shop", Made.FAILING);
        forget(new BsonTimestamp(clusterTime("shop")));
        Path copy = directory.resolve("copy");
        copy(directory.resolve("dump"), copy);
        change();

        DumpReport anew = dump("shop", DumpFile.Format.DIRECTORY, MongoDumpBuilder::resumable);

        assertThat(anew.skipped()).isEmpty();
        assertThat(anew.consistency().snapshot()).isTrue();
        assertThat(anew.notes())
                .singleElement()
                .asString()
                .contains("begun anew", "cannot be read any more", "resumableAcrossMoments()");
        delete(directory.resolve("dump"));
        copy(copy, directory.resolve("dump"));

        DumpReport across = dump("shop", DumpFile.Format.DIRECTORY, MongoDumpBuilder::resumableAcrossMoments);

        assertThat(across.skipped()).isNotEmpty();
        assertThat(across.notes()).allMatch(each -> each.contains("another moment than the rest was accepted"));
        assertThat(across.consistency().snapshot()).isFalse();
        assertThat(Files.readString(directory.resolve("dump/shop/meeshy-manifest.json")))
                .contains("live (gone on with after an interruption:");
        MongoDump.verify(directory.resolve("dump"), Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void oplogMakesOneMomentOfWhatWasReadBeforeAndAfter(boolean asked) throws Exception {
        fill();
        UnaryOperator<MongoDumpBuilder> wish = each -> asked ? each.oplog().resumable() : each.resumable();
        interrupt("", Made.FAILING, wish);
        // also what was finished is changed, dropped and made anew
        change();
        database("shop").getCollection("small").drop();
        database("shop").getCollection("small").insertOne(new Document("_id", "another"));
        forget(new BsonTimestamp(clusterTime("")));

        DumpReport report = dump("", DumpFile.Format.DIRECTORY, wish);

        assertThat(report.skipped()).isNotEmpty();
        assertThat(report.notes()).allMatch(each -> each.contains("the oplog, which is part of this dump, tells all"));
        assertThat(report.consistency().toString()).contains("gone on with after an interruption", "once its oplog");
        assertThat(Files.readString(directory.resolve("dump/meeshy-manifest.json")))
                .contains("once its oplog");
        database("history").drop();
        Map<String, Object> then = contents(null);
        dropAll();
        restore("", true);
        database("history").drop();
        assertThat(contents(null)).isEqualTo(then);
    }

    @Test
    void dumpBeginsAnewWhereACollectionWasMadeAnew() {
        fill();
        interrupt("shop", Made.FAILING);
        database("shop").getCollection("large").drop();
        database("shop").getCollection("large").insertOne(new Document("_id", "another"));

        DumpReport report = dump("shop", DumpFile.Format.DIRECTORY, MongoDumpBuilder::resumable);

        assertThat(report.skipped()).isEmpty();
        assertThat(report.consistency().snapshot()).isTrue();
        Map<String, Object> then = contents(null);
        dropAll();
        restore("shop", false);
        assertThat(contents(null)).isEqualTo(only(then, "shop"));
    }

    @Test
    void damagedFileOfAnInterruptedDumpIsNotTakenOver() throws IOException {
        fill();
        interrupt("shop", Made.FAILING);
        Path file = largestFile(directory.resolve("dump/.meeshy-shop.resumable/dump/shop"), finished("shop"));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        DumpReport report = dump("shop", DumpFile.Format.DIRECTORY, MongoDumpBuilder::resumable);

        assertThat(report.skipped()).isEmpty();
        assertThat(report.notes()).singleElement().asString().contains("damaged");
        Map<String, Object> then = only(contents(null), "shop");
        dropAll();
        restore("shop", false);
        assertThat(contents(null)).isEqualTo(then);
    }

    @Test
    void dumpOfAServerThatWasKilledIsWholeAllTheSame() throws Exception {
        BareMongo killed = BareMongo.ownReplicaSet();
        try {
            client = killed.client();
            uri = killed.uri();
            fill();
            AtomicBoolean first = new AtomicBoolean(true);
            assertThatThrownBy(() -> builder("", DumpFile.Format.DIRECTORY)
                            .resumable()
                            .patience(Duration.ZERO)
                            .onProgress(progress -> {
                                if (isOneFinished("") && first.getAndSet(false)) {
                                    killed.kill();
                                }
                            })
                            .run())
                    .isInstanceOf(DataException.class);
            assertThat(finished("")).isNotEmpty();
            killed.startAgain();
            uri = "mongodb://localhost:" + killed.socket().getPort() + "/?directConnection=true";
            client = MongoClients.create(uri);
            awaitPrimary();
            change();

            DumpReport report = dump("", DumpFile.Format.DIRECTORY, MongoDumpBuilder::resumable);

            assertThat(report.skipped()).isNotEmpty();
            boolean same = report.consistency().snapshot();
            Map<String, Object> then = same
                    ? contents(new BsonTimestamp(report.consistency().clusterTime()))
                    : contents(new BsonTimestamp(report.consistency().oplogUntil()));
            dropAll();
            restore("", !same);
            assertThat(contents(null)).isEqualTo(then);
        } finally {
            client.close();
            killed.stop();
        }
    }

    @Test
    void dumpOfAStandaloneBeginsAnewUnlessSeveralMomentsAreAccepted() throws IOException {
        client = BareMongo.standalone().client();
        uri = BareMongo.standalone().uri();
        fill();
        interrupt("shop", Made.FAILING);

        DumpReport report = dump("shop", DumpFile.Format.DIRECTORY, MongoDumpBuilder::resumable);

        assertThat(report.skipped()).isEmpty();
        assertThat(report.notes()).singleElement().asString().contains("begun anew", "was read live");
        delete(directory.resolve("dump"));
        interrupt("shop", Made.FAILING);
        assertThat(dump("shop", DumpFile.Format.DIRECTORY, MongoDumpBuilder::resumableAcrossMoments)
                        .skipped())
                .isNotEmpty();
    }

    @Test
    void dumpOfSomethingElseTakesNothingOver() throws IOException {
        fill();
        interrupt("shop", Made.FAILING);

        DumpReport report = dump(
                "shop",
                DumpFile.Format.DIRECTORY,
                each -> each.exclude("shop.small").resumable());

        assertThat(report.skipped()).isEmpty();
        assertThat(report.notes()).singleElement().asString().contains("was of something else");
        delete(directory.resolve("dump"));
        interrupt("shop", Made.FAILING);
        assertThat(dump("shop", DumpFile.Format.DIRECTORY, each -> each).notes())
                .isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void onlyDirectoriesAreGoneOnWithAndByOneAtATime() {
        fill();
        for (DumpFile.Format each : List.of(
                DumpFile.Format.ARCHIVE,
                DumpFile.Format.TAR_GZ,
                DumpFile.Format.TAR_ZSTD,
                DumpFile.Format.ZSTD_ARCHIVE)) {
            assertThatThrownBy(() -> builder("shop", each).resumable())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cannot be gone on with");
        }
        AtomicInteger refused = new AtomicInteger();
        builder("shop", DumpFile.Format.DIRECTORY)
                .resumable()
                .onProgress(progress -> {
                    if (refused.getAndIncrement() == 0) {
                        assertThatThrownBy(() -> dump("shop", DumpFile.Format.DIRECTORY, MongoDumpBuilder::resumable))
                                .isInstanceOf(DataException.class)
                                .hasMessageContaining("is under way");
                    }
                })
                .run();
        assertThat(refused.get()).isPositive();
    }

    private void kill(String database, DumpFile.Format format, int replies) throws Exception {
        // so little memory that one collection is read at a time
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DumpProcess.class.getName(),
                        uri,
                        database,
                        directory.resolve("dump").toString(),
                        format.name(),
                        Integer.toString(replies))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("waiting");
            if (replies > LARGEST_REPLIES) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> !finished(database).isEmpty());
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void interrupt(String database, Made made) {
        interrupt(database, made, MongoDumpBuilder::resumable);
    }

    /** Ends a dump as soon as one of its collections is on disk. */
    private void interrupt(String database, Made made, UnaryOperator<MongoDumpBuilder> wish) {
        var cancellation = new me.meeshy.infra.mongo.model.Cancellation();
        Thread dumping = Thread.currentThread();
        AtomicBoolean done = new AtomicBoolean();
        assertThatThrownBy(() -> wish.apply(builder(database, DumpFile.Format.DIRECTORY))
                        .cancelledBy(cancellation)
                        .onProgress(progress -> {
                            if (isOneFinished(database) && !done.getAndSet(true)) {
                                switch (made) {
                                    case CANCELLED -> cancellation.cancel();
                                    case INTERRUPTED -> dumping.interrupt();
                                    case FAILING -> throw new IllegalStateException("the listener fails");
                                }
                            }
                        })
                        .run())
                .isInstanceOf(made == Made.FAILING ? IllegalStateException.class : DataException.class);
        assertThat(Thread.interrupted()).isEqualTo(made == Made.INTERRUPTED);
        assertThat(directory.resolve("dump/shop")).doesNotExist();
    }

    /** Gives the others a little time: while it looks, none is told how far it has come. */
    private boolean isOneFinished(String database) {
        try {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofMillis(400))
                    .until(() -> !finished(database).isEmpty());
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private static Path largestFile(Path of, List<String> finished) throws IOException {
        try (Stream<Path> found = Files.list(of)) {
            return found.filter(each -> finished.stream()
                            .anyMatch(name -> each.endsWith(name.substring(name.indexOf('.') + 1) + ".bson")))
                    .max(java.util.Comparator.comparingLong(
                            each -> each.toFile().length()))
                    .orElseThrow();
        }
    }

    private Path journal(String database) {
        return (database.isEmpty()
                        ? directory.resolve(".meeshy-dump.resumable")
                        : directory.resolve("dump/.meeshy-" + database + ".resumable"))
                .resolve("journal");
    }

    private List<String> lines(String database) {
        try {
            return Files.readAllLines(journal(database));
        } catch (IOException e) {
            return List.of();
        }
    }

    private List<String> finished(String database) {
        return lines(database).stream()
                .skip(1)
                .map(BsonDocument::parse)
                .map(each -> each.getString("database").getValue() + "."
                        + each.getArray("entries")
                                .get(0)
                                .asDocument()
                                .getString("name")
                                .getValue())
                .toList();
    }

    private long clusterTime(String database) {
        return BsonDocument.parse(lines(database).get(0))
                .getNumber("clusterTime")
                .longValue();
    }

    private MongoDumpBuilder builder(String database, DumpFile.Format format) {
        MongoDump.Server from = MongoDump.of(uri);
        return (database.isEmpty() ? from.allDatabases() : from.database(database))
                .to(new DumpFile(directory.resolve("dump"), format));
    }

    private DumpReport dump(String database, DumpFile.Format format, UnaryOperator<MongoDumpBuilder> wish) {
        return wish.apply(builder(database, format)).run();
    }

    private void restore(String database, boolean oplog) {
        MongoRestoreBuilder restore =
                MongoRestore.from(directory.resolve("dump")).to(uri);
        if (database.isEmpty()) {
            restore.allDatabases();
        }
        (oplog ? restore.replayOplog() : restore).run();
    }

    private void fill() {
        insert("shop", "huge", 6_000);
        insert("shop", "middle", 2_000);
        insert("shop", "large", 500);
        insert("shop", "small", 10);
        insert("shop", "odd / name", 1);
        database("shop")
                .createCollection(
                        "capped",
                        new com.mongodb.client.model.CreateCollectionOptions()
                                .capped(true)
                                .sizeInBytes(100_000));
        database("shop").getCollection("capped").insertOne(new Document("_id", 1));
        database("shop").createView("view", "huge", List.of());
        insert("other", "large", 3_000);
        insert("other", "small", 10);
    }

    private void insert(String database, String collection, int count) {
        database(database)
                .getCollection(collection)
                .insertMany(IntStream.range(0, count)
                        .mapToObj(i -> new Document("_id", i).append("text", "x".repeat(2_000)))
                        .toList());
    }

    /** What others write between the two dumps. */
    private void change() {
        for (String each : List.of("huge", "large", "middle", "small")) {
            MongoCollection<Document> collection = database("shop").getCollection(each);
            collection.updateOne(Filters.eq("_id", 1), Updates.set("changed", true));
            collection.deleteOne(Filters.eq("_id", 2));
            collection.insertOne(new Document("_id", "new"));
        }
        database("other").getCollection("large").deleteMany(Filters.lt("_id", 1_000));
    }

    private void forget(BsonTimestamp moment) {
        client.getDatabase("admin")
                .runCommand(Document.parse("{setParameter: 1, minSnapshotHistoryWindowInSeconds: 0}"));
        Document find = new Document("find", "large")
                .append("limit", 1)
                .append("readConcern", new Document("level", "snapshot").append("atClusterTime", moment));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            database("other").getCollection("small").updateOne(Filters.eq("_id", 1), Updates.inc("n", 1));
            try {
                database("other").runCommand(find);
                return false;
            } catch (MongoCommandException e) {
                return e.getErrorCode() == SNAPSHOT_TOO_OLD;
            }
        });
        client.getDatabase("admin")
                .runCommand(Document.parse("{setParameter: 1, minSnapshotHistoryWindowInSeconds: 300}"));
    }

    private void awaitPrimary() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(MongoException.class)
                .until(() -> client.getDatabase("admin")
                        .runCommand(new Document("hello", 1))
                        .getBoolean("isWritablePrimary"));
    }

    private com.mongodb.client.MongoDatabase database(String name) {
        return client.getDatabase(name);
    }

    private static Map<String, Object> only(Map<String, Object> all, String database) {
        Map<String, Object> kept = new TreeMap<>(all);
        kept.keySet().removeIf(each -> !database.isEmpty() && !each.startsWith(database + "."));
        return kept;
    }

    /** What a plain driver is shown, now or of a moment. */
    private Map<String, Object> contents(@Nullable BsonTimestamp at) {
        Map<String, Object> found = new TreeMap<>();
        for (String database : names(client)) {
            for (String each : database(database).listCollectionNames()) {
                if (!each.startsWith("system.")) {
                    boolean view = each.equals("view");
                    boolean live = each.equals("capped") || at == null;
                    found.put(
                            database + "." + each,
                            documents(database, view && !live ? "huge" : each, live ? null : at));
                }
            }
        }
        return found;
    }

    private List<Document> documents(String database, String collection, @Nullable BsonTimestamp at) {
        if (at == null) {
            return database(database)
                    .getCollection(collection)
                    .find()
                    .sort(new Document("_id", 1))
                    .into(new ArrayList<>());
        }
        List<Document> found = new ArrayList<>();
        Document reply = database(database)
                .runCommand(new Document("find", collection)
                        .append("batchSize", 1_000_000)
                        .append("sort", new Document("_id", 1))
                        .append("readConcern", new Document("level", "snapshot").append("atClusterTime", at)));
        Document cursor = reply.get("cursor", Document.class);
        found.addAll(cursor.getList("firstBatch", Document.class));
        assertThat(cursor.getLong("id")).isZero();
        return found;
    }

    private static List<String> names(MongoClient of) {
        return of.listDatabaseNames().into(new ArrayList<>()).stream()
                .filter(each -> !List.of("admin", "config", "local").contains(each))
                .toList();
    }

    private void dropAll() {
        names(client).forEach(each -> database(each).drop());
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            assertThat(found.filter(each -> each.getFileName().toString().startsWith(".meeshy")))
                    .isEmpty();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> found = Files.walk(from)) {
            for (Path each : found.toList()) {
                Files.copy(each, to.resolve(from.relativize(each)));
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path each : found.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
