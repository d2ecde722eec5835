package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpReport;
import me.meeshy.infra.mongo.model.ReadPreferenceException;
import me.meeshy.infra.mongo.model.SourceServer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which member of a real replica set a dump is read from: the members themselves count who read. */
class ReadPreferenceIT {

    private static final int DOCUMENTS = 6_000;
    private static final int BACKUP = 1;
    private static final int REPORTS = 2;

    private static @Nullable ReplicaSetOfThree started;

    private final String name = BareMongo.database();
    private final ReplicaSetOfThree set = Objects.requireNonNull(started);
    private final MongoClient client = MongoClients.create(set.uri(""));

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws IOException {
        started = ReplicaSetOfThree.start();
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    @BeforeEach
    void fill() {
        // several batches, so that getMore must find its cursor; on all three members before anything is dumped
        collection("a")
                .withWriteConcern(new WriteConcern(3))
                .insertMany(IntStream.range(0, DOCUMENTS)
                        .mapToObj(each -> new Document("_id", each).append("text", "x".repeat(1_000)))
                        .toList());
        collection("b").withWriteConcern(new WriteConcern(3)).insertOne(new Document("_id", 0));
    }

    @AfterEach
    void drop() {
        client.getDatabase(name).drop();
        client.close();
    }

    private MongoCollection<Document> collection(String collection) {
        return client.getDatabase(name).getCollection(collection);
    }

    private DumpReport dump(String options) {
        return MongoDump.of(set.uri(options))
                .database(name)
                .to(DumpFile.directory(directory.resolve("dump")))
                .run();
    }

    /** How many cursors were opened or read further on the collection. */
    private long reads(int member) {
        try (MongoClient direct = set.member(member)) {
            Document totals = direct.getDatabase("admin")
                    .runCommand(new Document("top", 1))
                    .get("totals", Document.class)
                    .get(name + ".a", Document.class);
            return count(totals, "queries") + count(totals, "getmore");
        }
    }

    private static long count(Document totals, String what) {
        return totals.get(what, Document.class).get("count", Number.class).longValue();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, PRIMARY",
        "&readPreference=primary, 0, PRIMARY",
        "&readPreference=primaryPreferred, 0, PRIMARY",
        "&readPreference=secondary&readPreferenceTags=use:backup, 1, SECONDARY",
        "&readPreference=secondary&readPreferenceTags=use:reports, 2, SECONDARY",
        "&readPreference=secondaryPreferred&readPreferenceTags=use:reports&maxStalenessSeconds=120, 2, SECONDARY",
        "&readPreference=nearest&readPreferenceTags=use:nothing&readPreferenceTags=use:backup, 1, SECONDARY"
    })
    void dumpIsReadFromThePreferredMemberAlone(String options, int member, SourceServer.Role role) {
        List<Long> before = IntStream.range(0, 3).mapToObj(this::reads).toList();

        DumpReport report = dump(options);

        assertThat(report.server()).isEqualTo(new SourceServer(set.host(member), role));
        assertThat(report.consistency().snapshot()).isTrue();
        assertThat(report.documents()).isEqualTo(DOCUMENTS + 1L);
        List<Long> after = IntStream.range(0, 3).mapToObj(this::reads).toList();
        for (int each = 0; each < 3; each++) {
            if (each == member) {
                // one find at least, and a getMore
                assertThat(after.get(each)).isGreaterThan(before.get(each) + 1);
            } else {
                assertThat(after.get(each)).isEqualTo(before.get(each));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"secondary", "secondaryPreferred"})
    void dumpWithoutTagsIsReadFromASecondary(String preference) {
        DumpReport report = dump("&readPreference=" + preference);

        assertThat(report.server().role()).isEqualTo(SourceServer.Role.SECONDARY);
        assertThat(report.server().address()).isIn(set.host(BACKUP), set.host(REPORTS));
    }

    @Test
    void dumpByOneNameOfTheSetFindsTheOtherMembers() {
        DumpReport report = MongoDump.of("mongodb://" + set.host(0) + "/?readPreference=secondary")
                .database(name)
                .to(DumpFile.archive(directory.resolve("dump")))
                .run();

        assertThat(report.server().role()).isEqualTo(SourceServer.Role.SECONDARY);
    }

    @Test
    void dumpDirectlyFromASecondaryStaysThere() {
        DumpReport report = MongoDump.of(
                        "mongodb://" + set.host(BACKUP) + "/?directConnection=true&readPreference=primary")
                .database(name)
                .to(DumpFile.directory(directory.resolve("dump")))
                .run();

        assertThat(report.server()).isEqualTo(new SourceServer(set.host(BACKUP), SourceServer.Role.SECONDARY));
    }

    @Test
    void dumpFromASecondaryWhileThePrimaryIsWrittenToIsOfOneMoment() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger pairs = new AtomicInteger();
        Thread writer = new Thread(() -> {
            try (ClientSession session = client.startSession()) {
                while (!enough.get()) {
                    Document pair = new Document("_id", DOCUMENTS + pairs.get());
                    session.withTransaction(() -> {
                        collection("a").insertOne(session, pair);
                        collection("b").insertOne(session, pair);
                        return pairs.incrementAndGet();
                    });
                }
            }
        });
        writer.start();
        DumpReport report;
        try {
            org.awaitility.Awaitility.await().until(() -> pairs.get() > 20);
            report = dump("&readPreference=secondary");
        } finally {
            enough.set(true);
            writer.join();
        }

        assertThat(report.server().role()).isEqualTo(SourceServer.Role.SECONDARY);
        assertThat(report.consistency().snapshot()).isTrue();
        String restored = BareMongo.database();
        try {
            MongoRestore.from(directory.resolve("dump"))
                    .to(set.uri(""))
                    .fromDatabase(name)
                    .database(restored)
                    .run();
            List<Integer> inA = written(restored, "a");
            assertThat(inA).hasSizeGreaterThan(20).isEqualTo(written(restored, "b"));
        } finally {
            client.getDatabase(restored).drop();
        }
    }

    private List<Integer> written(String database, String from) {
        return client.getDatabase(database)
                .getCollection(from)
                .find(new Document("_id", new Document("$gte", DOCUMENTS)))
                .projection(Projections.include("_id"))
                .sort(new Document("_id", 1))
                .map(each -> each.getInteger("_id"))
                .into(new java.util.ArrayList<>());
    }

    @Test
    void oplogIsTakenFromTheSameSecondary() {
        DumpReport report = MongoDump.of(set.uri("&readPreference=secondary&readPreferenceTags=use:backup"))
                .allDatabases()
                .to(DumpFile.directory(directory.resolve("all")))
                .oplog()
                .run();

        assertThat(report.server().address()).isEqualTo(set.host(BACKUP));
        assertThat(report.consistency().oplogUntil()).isPositive();
    }

    @Test
    void copyReadsItsSourceFromTheSecondary() {
        long before = reads(0);
        String target = BareMongo.database();
        try {
            MongoCopy.from(set.uri("&readPreference=secondary"), name)
                    .to(set.uri(""), target)
                    .collection("a", "a")
                    .run();

            assertThat(client.getDatabase(target).getCollection("a").countDocuments())
                    .isEqualTo(DOCUMENTS);
            assertThat(reads(0)).isEqualTo(before);
        } finally {
            client.getDatabase(target).drop();
        }
    }

    @Test
    void dumpWhenNoMemberSatisfiesThePreferenceNamesItAndTheMembers() {
        long started = System.nanoTime();

        assertThatThrownBy(() ->
                        dump("&readPreference=secondary&readPreferenceTags=use:nothing&serverSelectionTimeoutMS=1500"))
                .isInstanceOfSatisfying(
                        ReadPreferenceException.class,
                        e -> assertThat(e.preference()).contains("secondary").contains("nothing"))
                .hasMessageContaining("secondary")
                .hasMessageContaining("nothing")
                .hasMessageContaining(set.host(0) + " is primary")
                .hasMessageContaining(set.host(REPORTS) + " is secondary");
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(15));
        assertThat(directory).isEmptyDirectory();
    }
}
