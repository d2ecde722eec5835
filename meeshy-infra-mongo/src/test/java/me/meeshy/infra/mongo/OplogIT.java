package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoNamespace;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Updates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpReport;
import me.meeshy.infra.mongo.model.OplogException;
import me.meeshy.infra.mongo.model.RestoreReport;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.model.UnsupportedDataException;
import me.meeshy.infra.mongo.model.WantedConsistency;
import me.meeshy.infra.mongo.server.OplogEntry;
import me.meeshy.infra.mongo.work.Deadline;
import org.awaitility.Awaitility;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dumps that take the oplog along, ours and mongodump's, replayed by mongorestore and by us. */
class OplogIT {

    private static final int SNAPSHOT_TOO_OLD = 239;
    private static final int ACCOUNTS = 3_000;
    private static final int BALANCE = 100;

    private static BareMongo server;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        server = BareMongo.ownReplicaSet("--setParameter", "enableTestCommands=1");
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @AfterEach
    void mend() {
        admin("{configureFailPoint: 'failCommand', mode: 'off'}");
        drop();
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            names = {"DIRECTORY", "GZIP_DIRECTORY", "GZIP_ARCHIVE"})
    void mongorestoreReplaysTheOplogOfADumpThatWasReadLive(DumpFile.Format format) throws Exception {
        fill();
        tooOld(1);
        DumpReport report;
        Map<String, Object> then;
        try (Load load = new Load()) {
            report = dump(format, load::awaitMore);
            then = contents(new BsonTimestamp(report.consistency().oplogUntil()));
        }
        assertThat(report.consistency().snapshot()).isFalse();
        assertThat(report.consistency().toString()).contains("longer than the server keeps history", "once its oplog");
        drop();

        String place = directory.resolve("dump").toString();
        switch (format) {
            case DIRECTORY -> DatabaseTools.mongorestore("--host=" + server.address(), "--oplogReplay", place);
            case GZIP_DIRECTORY ->
                DatabaseTools.mongorestore("--host=" + server.address(), "--oplogReplay", "--gzip", place);
            default ->
                DatabaseTools.mongorestore(
                        "--host=" + server.address(), "--oplogReplay", "--gzip", "--archive=" + place);
        }

        assertThat(contents(null)).isEqualTo(then);
        assertNothingIsLost();
    }

    @Test
    void oplogOfASnapshotLeadsToItsEndToo() throws Exception {
        fill();
        DumpReport report;
        Map<String, Object> then;
        try (Load load = new Load()) {
            report = dump(DumpFile.Format.DIRECTORY, load::awaitMore);
            then = contents(new BsonTimestamp(report.consistency().oplogUntil()));
        }
        assertThat(report.consistency().snapshot()).isTrue();
        assertThat(report.consistency().oplogUntil())
                .isGreaterThan(report.consistency().clusterTime());
        drop();
        DatabaseTools.mongorestore(
                "--host=" + server.address(),
                "--oplogReplay",
                directory.resolve("dump").toString());

        assertThat(contents(null)).isEqualTo(then);
    }

    @Test
    void directoryHoldsTheFilesThatMongodumpWritesWithAnOplog() throws Exception {
        fill();
        DatabaseTools.mongodump(
                "--host=" + server.address(), "--oplog", "--gzip", "--out=" + directory.resolve("theirs"));
        MongoDump.of(server.uri())
                .allDatabases()
                .to(new DumpFile(directory.resolve("dump"), DumpFile.Format.GZIP_DIRECTORY))
                .withAdmin()
                .oplog()
                .run();

        assertThat(files(directory.resolve("dump")).stream()
                        .filter(each -> !each.endsWith("meeshy-manifest.json"))
                        .toList())
                .containsExactlyElementsOf(files(directory.resolve("theirs")))
                .contains("oplog.bson");
    }

    @Test
    void oplogThatWasDamagedIsFoundOut() throws Exception {
        fill();
        dump(DumpFile.Format.DIRECTORY, progress -> {});
        Path oplog = directory.resolve("dump/oplog.bson");
        byte[] whole = Files.readAllBytes(oplog);
        byte[] damaged = whole.clone();
        damaged[damaged.length - 3] ^= 1;
        Files.write(oplog, damaged);

        assertThatThrownBy(() -> MongoDump.verify(directory.resolve("dump"), Duration.ofMinutes(1)))
                .isInstanceOf(DumpFormatException.class)
                .hasMessageContaining("oplog");
        Files.delete(oplog);
        assertThatThrownBy(() -> MongoDump.verify(directory.resolve("dump"), Duration.ofMinutes(1)))
                .isInstanceOf(DumpFormatException.class)
                .hasMessageContaining("oplog");
        Files.write(oplog, whole);
        assertThat(MongoDump.verify(directory.resolve("dump"), Duration.ofMinutes(1)))
                .containsOnlyKeys("bank", "ledger");
    }

    @Test
    void collectionsThatAreMadeAndDroppedMeanwhileAreAsTheyWereAtTheEnd() throws Exception {
        fill();
        bank("gone").insertOne(new Document("_id", 1));
        bank("kept").insertOne(new Document("_id", 1));
        tooOld(1);
        SecondAttempt second = new SecondAttempt();

        DumpReport report = dump(DumpFile.Format.DIRECTORY, progress -> {
            if (second.hasBegun(progress)) {
                bank("gone").drop();
                bank("late").insertMany(documents(10));
                bank("late").createIndex(new Document("n", 1), new IndexOptions().unique(true));
                bank("kept").updateOne(Filters.eq("_id", 1), Updates.set("changed", true));
            }
        });
        Map<String, Object> then = contents(null);
        drop();
        DatabaseTools.mongorestore(
                "--host=" + server.address(),
                "--oplogReplay",
                directory.resolve("dump").toString());

        assertThat(report.consistency().snapshot()).isFalse();
        assertThat(contents(null)).isEqualTo(then);
        assertThat(bank("late").listIndexes()).hasSize(2);
    }

    @Test
    void renameMeanwhileIsRefusedWhereItWouldHaveToBeReplayed() throws IOException {
        fill();
        bank("old").insertOne(new Document("_id", 1));
        tooOld(1);
        SecondAttempt second = new SecondAttempt();

        assertThatThrownBy(() -> dump(DumpFile.Format.DIRECTORY, progress -> {
                    if (second.hasBegun(progress)) {
                        bank("old").renameCollection(new MongoNamespace("bank", "new"));
                    }
                }))
                .isInstanceOfSatisfying(
                        OplogException.class,
                        e -> assertThat(e.reason()).isEqualTo(OplogException.Reason.NOT_REPLAYABLE))
                .hasMessageContaining("renameCollection")
                .hasMessageContaining("Dump again");
        assertThat(directory.resolve("dump")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            names = {"DIRECTORY", "GZIP_ARCHIVE", "TAR_ZSTD"})
    void weReplayTheOplogOfADumpThatWasReadLive(DumpFile.Format format) {
        fill();
        bank("log").createIndex(new Document("from", 1));
        tooOld(1);
        DumpReport report;
        Map<String, Object> then;
        try (Load load = new Load()) {
            report = dump(format, load::awaitMore);
            then = contents(new BsonTimestamp(report.consistency().oplogUntil()));
        }
        drop();
        restore().run();
        assertThat(contents(null)).as("without its oplog").isNotEqualTo(then);
        drop();

        RestoreReport restored = restore().replayOplog().run();

        assertThat(contents(null)).isEqualTo(then);
        assertNothingIsLost();
        assertThat(bank("log").listIndexes()).hasSize(2);
        assertThat(restored.notes()).anyMatch(each -> each.contains("entries of the oplog were replayed"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void weReplayTheOplogOfMongodump(boolean archive) throws Exception {
        fill();
        Map<String, Object> then;
        Path place = directory.resolve("dump");
        try (Load load = new Load()) {
            load.awaitMore();
            DatabaseTools.mongodump(
                    "--host=" + server.address(),
                    "--oplog",
                    "--gzip",
                    archive ? "--archive=" + place : "--out=" + place);
        }
        AtomicReference<BsonTimestamp> last = new AtomicReference<>(new BsonTimestamp());
        new DumpSource(place)
                .documents(
                        (database, file, shown) -> database.isEmpty() && file.equals("oplog")
                                ? taking(each -> last.set(each.time()))
                                : null,
                        Deadline.in(Duration.ofMinutes(1)));
        then = contents(last.get());
        drop();

        restore().replayOplog().run();

        assertThat(contents(null)).isEqualTo(then);
        assertNothingIsLost();
    }

    @Test
    void weReplayWhatWasMadeAndDroppedMeanwhile() {
        fill();
        bank("gone").insertOne(new Document("_id", 1));
        bank("kept").insertOne(new Document("_id", 1));
        bank("kept").createIndex(new Document("n", 1));
        tooOld(1);
        SecondAttempt second = new SecondAttempt();
        dump(DumpFile.Format.GZIP_DIRECTORY, progress -> {
            if (second.hasBegun(progress)) {
                bank("gone").drop();
                bank("late").insertMany(documents(10));
                bank("late").createIndex(new Document("n", 1), new IndexOptions().unique(true));
                bank("kept").updateOne(Filters.eq("_id", 1), Updates.set("changed", true));
                bank("kept").dropIndex("n_1");
                bank("bare").createIndex(new Document("n", 1));
                bank("bare").insertOne(new Document("_id", 1));
                server.client().getDatabase("bank").runCommand(Document.parse("{collMod: 'bare', validator: {n: 1}}"));
                accounts().createIndex(new Document("n", 1));
            }
        });
        Map<String, Object> then = contents(null);
        List<Document> indexes = accounts().listIndexes().into(new ArrayList<>());
        drop();
        server.client().getDatabase("other").getCollection("a").insertOne(new Document("_id", 1));

        restore().replayOplog().run();

        assertThat(server.client().getDatabase("other").getCollection("a").countDocuments())
                .isEqualTo(1);
        server.client().getDatabase("other").drop();
        assertThat(contents(null)).isEqualTo(then);
        assertThat(bank("late").listIndexes()).hasSize(2);
        assertThat(bank("kept").listIndexes()).hasSize(1);
        assertThat(bank("bare").listIndexes()).hasSize(2);
        assertThat(server.client()
                        .getDatabase("bank")
                        .listCollections()
                        .filter(Filters.eq("name", "bare"))
                        .first()
                        .get("options", Document.class))
                .containsEntry("validator", new Document("n", 1));
        assertThat(accounts().listIndexes().into(new ArrayList<>())).isEqualTo(indexes);
    }

    @Test
    void dumpThatOutlastsTheHistoryTakesTheOplogByItself() throws Exception {
        fill();
        admin("{setParameter: 1, minSnapshotHistoryWindowInSeconds: 1}");
        DumpReport report;
        Map<String, Object> then;
        try (Load load = new Load()) {
            load.awaitMore();
            BsonTimestamp before = oldest(server, -1);
            AtomicInteger seen = new AtomicInteger();
            report = wholeDump()
                    .onProgress(progress -> {
                        if (seen.getAndIncrement() == 0) {
                            awaitForgotten(before);
                        }
                    })
                    .run();
            then = contents(new BsonTimestamp(report.consistency().oplogUntil()));
        }
        assertThat(report.consistency().toString())
                .startsWith("live (reading took longer than the server keeps history)")
                .contains("once its oplog is replayed");
        assertThat(Files.readString(directory.resolve("dump/meeshy-manifest.json")))
                .contains("once its oplog is replayed");
        drop();

        restore().replayOplog().run();

        assertThat(contents(null)).isEqualTo(then);
        assertNothingIsLost();
    }

    @Test
    void dumpWithinTheHistoryTakesNoOplogByItself() {
        fill();

        DumpReport report = wholeDump().run();

        assertThat(report.consistency().snapshot()).isTrue();
        assertThat(report.consistency().oplogUntil()).isZero();
        assertThat(directory.resolve("dump/oplog.bson")).doesNotExist();
    }

    @Test
    void dumpThatOutlastsTheHistoryIsLiveOrRefusedWhereThatIsWanted() {
        fill();
        tooOld(1);
        assertThatThrownBy(() ->
                        wholeDump().consistency(WantedConsistency.ONE_MOMENT).run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("would not be of one moment")
                .hasMessageContaining("oplog()");
        assertThat(directory.resolve("dump")).doesNotExist();
        tooOld(1);

        DumpReport report =
                wholeDump().consistency(WantedConsistency.WITHOUT_OPLOG).run();

        assertThat(report.consistency()).hasToString("live (reading took longer than the server keeps history)");
    }

    private MongoDumpBuilder wholeDump() {
        return MongoDump.of(server.uri())
                .allDatabases()
                .to(DumpFile.directory(directory.resolve("dump")))
                .within(Duration.ofMinutes(2));
    }

    /** The load writes, so that the server's history moves on. */
    private static void awaitForgotten(BsonTimestamp moment) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            try {
                documents("ledger", "accounts", moment);
                return false;
            } catch (MongoCommandException e) {
                return e.getErrorCode() == SNAPSHOT_TOO_OLD;
            }
        });
        admin("{setParameter: 1, minSnapshotHistoryWindowInSeconds: 300}");
    }

    @Test
    void replayUpToAMomentLeavesOutWhatCameAfter() {
        fill();
        AtomicInteger seen = new AtomicInteger();
        BsonTimestamp[] limit = {new BsonTimestamp()};
        DumpReport report = dump(DumpFile.Format.ARCHIVE, progress -> {
            if (seen.incrementAndGet() == 1) {
                accounts().updateOne(Filters.eq("_id", 0), Updates.set("first", true));
                accounts().updateOne(Filters.eq("_id", 0), Updates.set("second", true));
                limit[0] = oldest(server, -1);
            }
        });
        assertThat(report.consistency().snapshot()).isTrue();
        drop();
        restore().replayOplogBefore(limit[0].getTime(), limit[0].getInc()).run();

        assertThat(accounts().find(Filters.eq("_id", 0)).first())
                .containsEntry("first", true)
                .doesNotContainKey("second");
    }

    @Test
    void replayIsRefusedWhereThereIsNoOplogOrNamesAreTaken() {
        fill();
        MongoDump.of(server.uri())
                .allDatabases()
                .to(DumpFile.directory(directory.resolve("plain")))
                .run();
        dump(DumpFile.Format.DIRECTORY, progress -> {});

        assertThatThrownBy(() -> MongoRestore.from(directory.resolve("plain"))
                        .to(server.uri())
                        .allDatabases()
                        .replayOplog()
                        .run())
                .isInstanceOfSatisfying(
                        OplogException.class, e -> assertThat(e.reason()).isEqualTo(OplogException.Reason.ABSENT));
        assertThatThrownBy(() -> restore().replayOplog().run()).hasMessageContaining("already holds");
        assertThatThrownBy(() -> restore().replayOplog().replaceExisting().build())
                .isInstanceOf(IllegalStateException.class);
        assertThat(accounts().countDocuments()).isEqualTo(ACCOUNTS);
    }

    @Test
    void restoreWhoseReplayIsRefusedLeavesNothing() {
        fill();
        AtomicInteger seen = new AtomicInteger();
        dump(DumpFile.Format.DIRECTORY, progress -> {
            if (seen.incrementAndGet() == 1) {
                accounts().updateOne(Filters.eq("_id", 1), Updates.set("changed", true));
            }
        });
        drop();
        admin("{configureFailPoint: 'failCommand', mode: 'alwaysOn', data: {failCommands: ['applyOps'], errorCode: 13,"
                + " appName: 'meeshy-infra'}}");

        assertThatThrownBy(() -> restore().replayOplog().run())
                .isInstanceOfSatisfying(
                        OplogException.class, e -> assertThat(e.reason()).isEqualTo(OplogException.Reason.REFUSED));
        assertThat(names()).isEmpty();
    }

    private static DocumentReceiver taking(Consumer<OplogEntry> taker) {
        return new DocumentReceiver() {
            @Override
            public void accept(byte[] bytes, int offset, int length) {
                taker.accept(OplogEntry.of(bytes, offset, length));
            }

            @Override
            public void end() {
                // there is one oplog
            }
        };
    }

    private MongoRestoreBuilder restore() {
        return MongoRestore.from(directory.resolve("dump")).to(server.uri()).allDatabases();
    }

    @Test
    void oplogThatRollsOverMeanwhileIsRefused() {
        BareMongo small = BareMongo.ownReplicaSet("--oplogSize", "1", "--syncdelay", "1");
        try {
            MongoCollection<Document> filled =
                    small.client().getDatabase("bank").getCollection("a");
            filled.insertMany(documents(ACCOUNTS));
            AtomicReference<BsonTimestamp> oldest = new AtomicReference<>(oldest(small, -1));

            assertThatThrownBy(() -> MongoDump.of(small.uri())
                            .allDatabases()
                            .to(DumpFile.archive(directory.resolve("dump")))
                            .oplog()
                            .onProgress(progress -> Awaitility.await()
                                    .atMost(Duration.ofSeconds(40))
                                    .until(() -> {
                                        filled.insertOne(new Document("text", "x".repeat(200_000)));
                                        return oldest(small, 1).compareTo(oldest.get()) > 0;
                                    }))
                            .run())
                    .isInstanceOfSatisfying(
                            OplogException.class,
                            e -> assertThat(e.reason()).isEqualTo(OplogException.Reason.ROLLED_OVER))
                    .hasMessageContaining("replSetResizeOplog");
            assertThat(directory.resolve("dump")).doesNotExist();
        } finally {
            small.stop();
        }
    }

    @Test
    void oplogOfAStandaloneOrOfAPartIsRefused() {
        assertThatThrownBy(() -> MongoDump.of(BareMongo.standalone().uri())
                        .allDatabases()
                        .to(DumpFile.directory(directory.resolve("dump")))
                        .oplog()
                        .run())
                .isInstanceOf(UnsupportedDataException.class)
                .hasMessageContaining("standalone");
        assertThatThrownBy(() -> MongoDump.of(server.uri())
                        .database("bank")
                        .to(DumpFile.directory(directory))
                        .oplog())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MongoDump.of(server.uri())
                        .allDatabases()
                        .to(DumpFile.directory(directory))
                        .exclude("bank.*")
                        .oplog()
                        .build())
                .isInstanceOf(IllegalStateException.class);
    }

    private DumpReport dump(DumpFile.Format format, Consumer<TransferProgress> listener) {
        return MongoDump.of(server.uri())
                .allDatabases()
                .to(new DumpFile(directory.resolve("dump"), format))
                .oplog()
                .onProgress(listener)
                .within(Duration.ofMinutes(2))
                .run();
    }

    /** Money goes from one database to the other and back, all the time: together they always hold the same. */
    private static final class Load implements AutoCloseable {

        private final AtomicInteger transfers = new AtomicInteger();
        private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        private final Thread thread = new Thread(this::run, "load");
        private volatile boolean stopped;

        Load() {
            thread.start();
        }

        private void run() {
            Random random = new Random(7);
            try (var session = server.client().startSession()) {
                for (int i = 0; !stopped; i++) {
                    int number = i;
                    int from = random.nextInt(ACCOUNTS);
                    int to = random.nextInt(ACCOUNTS);
                    session.withTransaction(() -> {
                        accounts().updateOne(session, Filters.eq("_id", from), Updates.inc("balance", -1));
                        ledger().updateOne(session, Filters.eq("_id", to), Updates.inc("balance", 1));
                        return 0;
                    });
                    bank("log").insertOne(new Document("_id", number).append("from", from));
                    bank("log").deleteOne(Filters.eq("_id", number - 50));
                    transfers.incrementAndGet();
                }
            } catch (RuntimeException e) {
                failure.set(e);
            }
        }

        void awaitMore() {
            int before = transfers.get();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> failure.get() != null || transfers.get() > before + 5);
        }

        /** Lets each reply of the server be older than some of what is written. */
        void awaitMore(TransferProgress progress) {
            awaitMore();
        }

        @Override
        public void close() {
            stopped = true;
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !thread.isAlive());
            assertThat(failure.get()).isNull();
        }
    }

    private static void fill() {
        accounts().insertMany(documents(ACCOUNTS));
        ledger().insertMany(documents(ACCOUNTS));
        bank("log").insertOne(new Document("_id", -1));
    }

    /** Tells once when a dump reads all again: in the first attempt, what fails interrupts whoever is being told. */
    private static final class SecondAttempt {
        private long documents;
        private boolean begun;

        boolean hasBegun(TransferProgress progress) {
            boolean begins = !begun && progress.documents() <= documents;
            begun |= begins;
            documents = progress.documents();
            return begins;
        }
    }

    /** More than one reply's worth. */
    private static List<Document> documents(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Document("_id", i)
                        .append("n", i)
                        .append("balance", BALANCE)
                        .append("text", "x".repeat(2_000)))
                .toList();
    }

    private static void assertNothingIsLost() {
        int held = 0;
        for (MongoCollection<Document> each : List.of(accounts(), ledger())) {
            for (Document account : each.find()) {
                held += account.getInteger("balance");
            }
        }
        assertThat(held).isEqualTo(2 * ACCOUNTS * BALANCE);
    }

    /** What a plain driver is shown, now or of a moment. */
    private static Map<String, Object> contents(@Nullable BsonTimestamp at) {
        Map<String, Object> found = new TreeMap<>();
        for (String database : names()) {
            for (String each : server.client().getDatabase(database).listCollectionNames()) {
                found.put(database + "." + each, documents(database, each, at));
            }
        }
        return found;
    }

    private static List<Document> documents(String database, String collection, @Nullable BsonTimestamp at) {
        Document find =
                new Document("find", collection).append("batchSize", 1_000_000).append("sort", new Document("_id", 1));
        if (at != null) {
            find.append("readConcern", new Document("level", "snapshot").append("atClusterTime", at));
        }
        MongoDatabase of = server.client().getDatabase(database);
        Document cursor = of.runCommand(find).get("cursor", Document.class);
        assertThat(cursor.getLong("id")).isZero();
        return cursor.getList("firstBatch", Document.class);
    }

    /** For us alone, after the first reply of a read. */
    private static void tooOld(int times) {
        admin("{configureFailPoint: 'failCommand', mode: {times: " + times
                + "}, data: {failCommands: ['getMore'], errorCode: " + SNAPSHOT_TOO_OLD
                + ", appName: 'meeshy-infra'}}");
    }

    private static void admin(String command) {
        server.client().getDatabase("admin").runCommand(Document.parse(command));
    }

    private static BsonTimestamp oldest(BareMongo of, int order) {
        return of.client()
                .getDatabase("local")
                .getCollection("oplog.rs")
                .find()
                .sort(new Document("$natural", order))
                .limit(1)
                .first()
                .get("ts", BsonTimestamp.class);
    }

    private static MongoCollection<Document> accounts() {
        return bank("accounts");
    }

    private static MongoCollection<Document> ledger() {
        return server.client().getDatabase("ledger").getCollection("accounts");
    }

    private static MongoCollection<Document> bank(String collection) {
        return server.client().getDatabase("bank").getCollection(collection);
    }

    private static List<String> names() {
        return server.client().listDatabaseNames().into(new ArrayList<>()).stream()
                .filter(each -> !List.of("admin", "config", "local").contains(each))
                .toList();
    }

    private static void drop() {
        names().forEach(each -> server.client().getDatabase(each).drop());
    }

    private static List<String> files(Path of) {
        try (var found = Files.walk(of)) {
            return found.filter(Files::isRegularFile)
                    .map(each -> of.relativize(each).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
