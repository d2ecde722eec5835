package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpReport;
import me.meeshy.infra.mongo.model.DumpedCollection;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is dumped, where it goes, and what is left of a dump that does not end well. */
class DumpOutputIT {

    private final String name = BareMongo.database();
    private final BareMongo server = BareMongo.standalone();

    @TempDir
    Path directory;

    @AfterEach
    void dropDatabase() {
        database().drop();
    }

    @Test
    void streamedArchiveIsTakenByMongorestoreAsItComes() throws Exception {
        fill("a", 5_000);
        fill("b", 3);
        Map<String, Object> before = EveryKind.contents(database());
        Process restore = new ProcessBuilder(
                        DatabaseTools.program("mongorestore").toString(),
                        "--host=" + server.address(),
                        "--drop",
                        "--gzip",
                        "--archive")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        // mongorestore drops what it restores as soon as it has read the head
        try (OutputStream pipe = restore.getOutputStream()) {
            DumpReport report = MongoDump.of(server.uri())
                    .database(name)
                    .to(pipe, DumpFile.Format.GZIP_ARCHIVE)
                    .run();
            assertThat(report.path()).isEmpty();
            assertThat(report.documents()).isEqualTo(5_003);
        }

        assertThat(restore.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(restore.exitValue())
                .as(Files.readString(directory.resolve("log")))
                .isZero();
        assertThat(EveryKind.contents(database())).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            names = {"DIRECTORY", "GZIP_ARCHIVE", "TAR_ZSTD"})
    void timeSeriesAreBroughtBackWithTheirMeasurements(DumpFile.Format format) throws IOException {
        series();
        List<String> before = measurements();

        DumpReport report = MongoDump.of(server.uri())
                .database(name)
                .to(new DumpFile(directory.resolve("dump"), format))
                .run();
        database().drop();
        MongoRestore.from(directory.resolve("dump")).to(server.uri()).run();

        assertThat(report.collections())
                .extracting(DumpedCollection::name)
                .containsExactly("system.buckets.weather", "weather");
        assertThat(measurements()).isEqualTo(before).hasSize(300);
    }

    @Test
    void timeSeriesThatWeDumpedAreRestoredByMongorestore() throws Exception {
        series();
        List<String> before = measurements();
        Path archive = directory.resolve("x.archive");

        MongoDump.of(server.uri()).database(name).to(DumpFile.archive(archive)).run();
        database().drop();
        DatabaseTools.mongorestore("--host=" + server.address(), "--archive=" + archive);

        assertThat(measurements()).isEqualTo(before);
    }

    @Test
    void patternsAndQueriesSayWhatIsDumped() throws IOException {
        for (String each : List.of("Message", "MessageDraft", "User", "Log")) {
            fill(each, 10);
        }

        DumpReport report = MongoDump.of(server.uri())
                .database(name)
                .to(DumpFile.directory(directory))
                .include(name + ".Message*")
                .include(name + ".User")
                .exclude("*.MessageDraft")
                .query("User", "{n: {$gte: 7}}")
                .run();

        assertThat(report.collections())
                .extracting(each -> each.name() + " " + each.documents())
                .containsExactly("Message 10", "User 3");
    }

    @Test
    void patternThatFitsNothingIsRefusedAndNothingIsLeft() throws IOException {
        fill("a", 1);

        assertThatThrownBy(() -> MongoDump.of(server.uri())
                        .database(name)
                        .to(DumpFile.archive(directory.resolve("x")))
                        .include(name + ".Message")
                        .query("b", "{}")
                        .run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining(name + ".Message")
                .hasMessageContaining("the query on " + name + ".b");
        assertNothingIn(directory);
    }

    @ParameterizedTest
    @EnumSource(DumpFile.Format.class)
    void dumpThatIsInterruptedLeavesNothing(DumpFile.Format format) throws IOException {
        fill("a", 20_000);
        Thread dumping = Thread.currentThread();

        assertThatThrownBy(() -> MongoDump.of(server.uri())
                        .database(name)
                        .to(new DumpFile(directory.resolve("x"), format))
                        .onProgress(progress -> dumping.interrupt())
                        .run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertNothingIn(directory);
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            names = {"DIRECTORY", "GZIP_ARCHIVE", "TAR_GZ", "ZSTD_ARCHIVE"})
    void dumpOfTheLargestDocumentsKeepsToASmallHeap(DumpFile.Format format) throws Exception {
        for (int i = 0; i < 12; i++) {
            byte[] large = new byte[16 * 1024 * 1024 - 100];
            new java.util.Random(i).nextBytes(large);
            database().getCollection("large" + i % 4).insertOne(new Document("_id", i).append("b", large));
        }
        Path place = directory.resolve("dump");

        String output = DatabaseTools.execute(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                DumpProcess.class.getName(),
                server.uri(),
                name,
                place.toString(),
                format.name()));

        assertThat(output).contains("dumped 12 documents");
        assertThat(MongoDump.verify(place, Duration.ofMinutes(1)).get(name))
                .extracting(DumpedCollection::documents)
                .containsExactly(3L, 3L, 3L, 3L);
    }

    private void series() {
        database()
                .runCommand(
                        Document.parse(
                                "{create: 'weather', timeseries: {timeField: 't', metaField: 'place', granularity: 'minutes'}, expireAfterSeconds: 999999999}"));
        database()
                .runCommand(Document.parse(
                        "{createIndexes: 'weather', indexes: [{key: {place: 1, t: -1}, name: 'by place'}]}"));
        List<Document> measured = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            measured.add(new Document("t", Instant.ofEpochSecond(1_760_000_000L + i * 60L))
                    .append("place", "p" + i % 3)
                    .append("degrees", i / 10.0));
        }
        database().getCollection("weather").insertMany(measured);
    }

    private List<String> measurements() {
        List<String> read = new ArrayList<>();
        database().getCollection("weather").find().map(Document::toJson).into(read);
        read.sort(String::compareTo);
        return read;
    }

    private void fill(String collection, int documents) {
        database()
                .getCollection(collection)
                .insertMany(IntStream.range(0, documents)
                        .mapToObj(i -> new Document("_id", i).append("n", i).append("text", "some text " + i % 7))
                        .toList());
    }

    private com.mongodb.client.MongoDatabase database() {
        return server.client().getDatabase(name);
    }

    private static void assertNothingIn(Path place) throws IOException {
        try (var found = Files.list(place)) {
            assertThat(found).isEmpty();
        }
    }
}
