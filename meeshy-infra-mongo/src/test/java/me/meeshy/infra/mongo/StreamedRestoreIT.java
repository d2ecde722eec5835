package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import me.meeshy.infra.mongo.model.Cancellation;
import me.meeshy.infra.mongo.model.DataCancelledException;
import me.meeshy.infra.mongo.model.DataTimeoutException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpKey;
import me.meeshy.infra.mongo.model.DumpReport;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dumps that come through a stream. */
class StreamedRestoreIT {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final String name = BareMongo.database();
    private final BareMongo server = BareMongo.standalone();

    @TempDir
    Path directory;

    @AfterEach
    void drop() {
        database().drop();
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            names = {"ARCHIVE", "GZIP_ARCHIVE", "ZSTD_ARCHIVE", "TAR_GZ", "TAR_ZSTD"})
    void streamIsRestoredAndVerifiedWhateverItIsPackedIn(DumpFile.Format format) throws IOException {
        for (String each : List.of("a", "b")) {
            database().getCollection(each).createIndex(new Document("n", 1));
            database()
                    .getCollection(each)
                    .insertMany(IntStream.range(0, 3_000)
                            .mapToObj(i -> new Document("_id", i).append("n", i).append("text", "text " + i % 7))
                            .toList());
        }
        Map<String, Object> before = EveryKind.contents(database());
        Path dump = directory.resolve("dump");
        DumpReport report = MongoDump.of(server.uri())
                .database(name)
                .to(new DumpFile(dump, format))
                .run();
        database().drop();
        AtomicBoolean closed = new AtomicBoolean();
        InputStream stream = new ByteArrayInputStream(Files.readAllBytes(dump)) {
            @Override
            public void close() {
                closed.set(true);
            }
        };

        MongoRestore.from(stream, directory.resolve("kept")).to(server.uri()).run();

        assertThat(EveryKind.contents(database())).isEqualTo(before);
        stream.reset();
        assertThat(MongoDump.verify(stream, Duration.ofMinutes(1)).get(name))
                .containsExactlyInAnyOrderElementsOf(report.collections());
        assertThat(closed).isFalse();
        assertThat(directory.resolve("kept")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            names = {"ARCHIVE", "GZIP_ARCHIVE", "ZSTD_ARCHIVE"})
    void sealedStreamIsReadBackRestoredAndComparedWithItsKeyAlone(DumpFile.Format format) throws IOException {
        database()
                .getCollection("a")
                .insertMany(IntStream.range(0, 3_000)
                        .mapToObj(i -> new Document("_id", i).append("text", "text " + i % 7))
                        .toList());
        Map<String, Object> before = EveryKind.contents(database());
        DumpKey key = DumpKey.create(directory.resolve("key"));
        DumpKey other = DumpKey.create(directory.resolve("other key"));
        AtomicBoolean closed = new AtomicBoolean();
        ByteArrayOutputStream sent = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed.set(true);
            }
        };

        DumpReport report = MongoDump.of(server.uri())
                .database(name)
                .to(sent, format)
                .key(key)
                .run();
        Path file = directory.resolve("file");
        MongoDump.of(server.uri())
                .database(name)
                .to(new DumpFile(file, format))
                .key(key)
                .run();

        assertThat(closed).isFalse();
        byte[] sealed = sent.toByteArray();
        assertThat(MongoDump.verify(new ByteArrayInputStream(sealed), key, MINUTE)
                        .get(name))
                .containsExactlyElementsOf(report.collections());
        assertThat(MongoDump.verify(file, key, MINUTE).get(name)).containsExactlyElementsOf(report.collections());
        assertThat(MongoComparison.ofDump(file, key, name)
                        .with(server.uri(), name)
                        .run()
                        .equal())
                .isTrue();
        assertThatThrownBy(() -> MongoDump.verify(new ByteArrayInputStream(sealed), MINUTE))
                .hasMessageContaining("sealed");
        assertThatThrownBy(() -> MongoDump.verify(new ByteArrayInputStream(sealed), other, MINUTE))
                .isInstanceOf(DumpFormatException.class)
                .hasMessageContaining("authenticate");
        for (int cut : new int[] {1, 20, sealed.length / 2}) {
            byte[] less = Arrays.copyOf(sealed, sealed.length - cut);
            assertThatThrownBy(() -> MongoDump.verify(new ByteArrayInputStream(less), key, MINUTE))
                    .isInstanceOf(DumpFormatException.class);
        }
        MongoRestore.from(new ByteArrayInputStream(sealed), directory.resolve("kept"))
                .to(server.uri())
                .key(key)
                .replaceExisting()
                .run();
        assertThat(EveryKind.contents(database())).isEqualTo(before);
        assertThatThrownBy(() -> MongoDump.of(server.uri())
                        .database(name)
                        .to(DumpFile.tarGz(directory.resolve("tar")))
                        .key(key))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void archiveOfMongodumpIsRestoredAsItComes() throws Exception {
        database().getCollection("a").insertOne(new Document("_id", 1));
        Process mongodump = new ProcessBuilder(
                        DatabaseTools.program("mongodump").toString(),
                        "--host=" + server.address(),
                        "--db=" + name,
                        "--gzip",
                        "--archive")
                .redirectError(directory.resolve("log").toFile())
                .start();

        MongoRestore.from(mongodump.getInputStream(), directory)
                .to(server.uri())
                .replaceExisting()
                .run();

        assertThat(mongodump.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(mongodump.exitValue()).isZero();
        assertThat(database().getCollection("a").find()).containsExactly(new Document("_id", 1));
    }

    @Test
    void streamThatIsCutIsRefusedBeforeAnythingIsTouched() throws IOException {
        byte[] archive = archive();
        byte[] cut = Arrays.copyOf(archive, archive.length - 20);

        assertThatThrownBy(() -> MongoRestore.from(new ByteArrayInputStream(cut), directory.resolve("kept"))
                        .to(server.uri())
                        .replaceExisting()
                        .run())
                .isInstanceOf(DumpFormatException.class);
        assertThatThrownBy(() -> MongoDump.verify(new ByteArrayInputStream(cut), Duration.ofMinutes(1)))
                .isInstanceOf(DumpFormatException.class);

        assertThat(database().getCollection("a").find()).containsExactly(new Document("_id", 1));
        assertThat(directory.resolve("kept")).doesNotExist();
    }

    @Test
    void streamIsRestoredOnce() throws IOException {
        MongoRestore restore = MongoRestore.from(new ByteArrayInputStream(archive()), directory.resolve("kept"))
                .to(server.uri())
                .replaceExisting()
                .build();
        restore.run();

        assertThatThrownBy(restore::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("once");
    }

    @Test
    void streamThatGivesNothingKeepsNobodyBeyondTheDeadlineOrACancellation() throws IOException {
        try (PipedOutputStream silent = new PipedOutputStream();
                PipedInputStream stream = new PipedInputStream(silent)) {
            Cancellation cancellation = new Cancellation();
            Thread other = new Thread(cancellation::cancel);
            other.setDaemon(true);
            assertThatThrownBy(() -> MongoRestore.from(stream, directory.resolve("kept"))
                            .to(server.uri())
                            .within(Duration.ofMillis(300))
                            .run())
                    .isInstanceOf(DataTimeoutException.class);
            other.start();
            assertThatThrownBy(() -> MongoRestore.from(stream, directory.resolve("kept"))
                            .to(server.uri())
                            .cancelledBy(cancellation)
                            .run())
                    .isInstanceOf(DataCancelledException.class);
        }
        assertThat(directory.resolve("kept")).doesNotExist();
    }

    private byte[] archive() throws IOException {
        database().getCollection("a").insertOne(new Document("_id", 1));
        Path dump = directory.resolve("dump");
        MongoDump.of(server.uri())
                .database(name)
                .to(DumpFile.archive(dump).gzip())
                .run();
        return Files.readAllBytes(dump);
    }

    private MongoDatabase database() {
        return server.client().getDatabase(name);
    }
}
