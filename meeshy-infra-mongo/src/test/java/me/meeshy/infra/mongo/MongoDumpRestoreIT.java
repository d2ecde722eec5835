package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import me.meeshy.infra.mongo.format.DumpManifest;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpReport;
import me.meeshy.infra.mongo.model.RefusedDocument;
import me.meeshy.infra.mongo.model.RefusedDocumentsException;
import me.meeshy.infra.mongo.model.RestoreReport;
import me.meeshy.infra.mongo.model.TransferProgress;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MongoDumpRestoreIT {

    private final String name = BareMongo.database();
    private BareMongo server = BareMongo.standalone();

    @TempDir
    Path directory;

    @AfterEach
    void dropDatabase() {
        database().drop();
    }

    @ParameterizedTest
    @EnumSource(DumpFile.Format.class)
    void restoreBringsBackEveryKindOfCollectionFromEveryFormat(DumpFile.Format format) throws IOException {
        EveryKind.fill(database());
        Map<String, Object> before = EveryKind.contents(database());
        List<TransferProgress> progress = new ArrayList<>();
        DumpFile place = new DumpFile(directory.resolve("there/dump"), format);

        DumpReport dump = MongoDump.of(server.uri())
                .database(name)
                .to(place)
                .onProgress(progress::add)
                .run();
        database().drop();
        RestoreReport restore = MongoRestore.from(place.path()).to(server.uri()).run();

        Map<String, Object> after = EveryKind.contents(database());
        assertThat(after.keySet()).isEqualTo(before.keySet());
        after.forEach((what, value) -> assertThat(value).as(what).isEqualTo(before.get(what)));
        // an archive has no place for it that mongorestore would pass over
        assertThat(restore.manifest()).isEqualTo(!format.streams());
        assertThat(restore.documents())
                .isEqualTo(dump.documents())
                .isEqualTo(progress.get(progress.size() - 1).documents());
        assertThat(restore.bytes()).isEqualTo(dump.bytes());
        assertThat(dump.consistency()).hasToString("live (a standalone server has no snapshots)");
        assertThat(MongoDump.verify(place.path(), Duration.ofMinutes(1)).get(name))
                .containsExactlyInAnyOrderElementsOf(dump.collections());
        assertNothingTemporaryIn(directory.resolve("there"));
    }

    @Test
    void dumpOfAReplicaSetIsASnapshotAndSaysWhatWasReadLive() {
        server = BareMongo.replicaSet();
        database().runCommand(Document.parse("{create: 'capped', capped: true, size: 4096}"));
        database().getCollection("left").insertOne(new Document("_id", 0).append("n", 0));
        database().getCollection("right").insertOne(new Document("_id", 0).append("n", 0));
        for (int i = 1; i <= 3_000; i++) {
            database().getCollection("padding").insertOne(new Document("_id", i).append("b", new byte[2_000]));
        }
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            // left is never behind right: a dump of two moments could show it so
            for (int i = 1; !stop.get(); i++) {
                for (String each : List.of("left", "right")) {
                    database()
                            .getCollection(each)
                            .updateOne(new Document("_id", 0), new Document("$set", new Document("n", i)));
                    database().getCollection(each).insertOne(new Document("n", i));
                }
            }
        });
        writer.start();
        DumpReport dump;
        try {
            dump = MongoDump.of(server.uri())
                    .database(name)
                    .to(DumpFile.directory(directory))
                    .run();
        } finally {
            stop.set(true);
            join(writer);
        }
        database().drop();
        MongoRestore.from(directory).to(server.uri()).run();

        assertThat(dump.consistency().snapshot()).isTrue();
        assertThat(dump.consistency().readLive()).containsExactly("capped");
        assertThat(dump.consistency().toString()).startsWith("snapshot at ").endsWith("but live: capped");
        long left = database().getCollection("left").countDocuments();
        long right = database().getCollection("right").countDocuments();
        assertThat(left - right).isBetween(0L, 1L);
        // the writer counts up first and inserts then, so the moment may lie between the two
        Document counter =
                database().getCollection("left").find(new Document("_id", 0)).first();
        assertThat(counter).isNotNull();
        assertThat(counter.getInteger("n") - (left - 1)).isBetween(0L, 1L);
    }

    @Test
    void restoreWhenCollectionExistsTouchesNothing() {
        Path dump = dumpOf("{_id: 1}");
        database().getCollection("a").insertOne(new Document("_id", "mine"));

        assertThatThrownBy(() -> MongoRestore.from(dump).to(server.uri()).run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("already holds [a]");

        assertThat(database().listCollectionNames()).containsExactly("a");
        assertThat(database().getCollection("a").find()).containsExactly(new Document("_id", "mine"));
    }

    @Test
    void restoreWhenAskedToReplacesWhatExistsAndLeavesTheRest() {
        database().getCollection("other").insertOne(new Document("_id", 7));
        Path dump = dumpOf("{_id: 1}");
        database().getCollection("a").insertOne(new Document("_id", "newer"));
        database().getCollection("more").insertOne(new Document("_id", 8));

        MongoRestore.from(dump).to(server.uri()).replaceExisting().run();

        assertThat(database().listCollectionNames()).containsExactlyInAnyOrder("a", "more", "other");
        assertThat(database().getCollection("a").find()).containsExactly(new Document("_id", 1));
        assertThat(database().getCollection("more").find()).containsExactly(new Document("_id", 8));
    }

    @Test
    void restoreRenamesCollectionsAndTheViewsThatLookAtThem() {
        database().getCollection("users").insertOne(new Document("_id", 1));
        database().createView("seen", "users", List.of());
        MongoDump.of(server.uri())
                .database(name)
                .to(DumpFile.directory(directory))
                .run();
        database().drop();

        RestoreReport report = MongoRestore.from(directory)
                .to(server.uri())
                .rename("users", "User")
                .run();

        assertThat(database().listCollectionNames()).contains("User", "seen").doesNotContain("users");
        assertThat(database().getCollection("seen").find()).containsExactly(new Document("_id", 1));
        assertThat(report.collections())
                .extracting(each -> each.dumpedName() + ">" + each.name())
                .containsExactlyInAnyOrder("users>User", "seen>seen");
        assertThatThrownBy(() -> MongoRestore.from(directory)
                        .to(server.uri())
                        .rename("usrs", "x")
                        .run())
                .hasMessageContaining("no collection usrs");
    }

    @Test
    void restoreWhenAUniqueIndexCannotBeBuiltFailsAndLeavesNothing() throws IOException {
        database().getCollection("a").createIndex(new Document("k", 1), new IndexOptions().unique(true));
        Path dump = dumpOf("{_id: 1, k: 1}", "{_id: 2, k: 2}");
        database().drop();
        // The dump of a tool that is no snapshot can hold two documents that were never there together.
        Path bson = dump.resolve(name).resolve("a.bson");
        byte[] bytes = Files.readAllBytes(bson);
        bytes[bytes.length - 5] = 1;
        Files.write(bson, bytes);
        Files.delete(dump.resolve(name).resolve(DumpManifest.FILE_NAME));

        assertThatThrownBy(() -> MongoRestore.from(dump).to(server.uri()).run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("duplicate key");
        assertThat(database().listCollectionNames()).isEmpty();
    }

    @Test
    void restoreWhenTwoDocumentsHaveOneIdNamesThem() throws IOException {
        Path dump = dumpOf("{_id: 1}", "{_id: 2}");
        database().drop();
        Path bson = dump.resolve(name).resolve("a.bson");
        byte[] bytes = Files.readAllBytes(bson);
        bytes[bytes.length - 5] = 1;
        Files.write(bson, bytes);
        Files.delete(dump.resolve(name).resolve(DumpManifest.FILE_NAME));

        assertThatThrownBy(() -> MongoRestore.from(dump).to(server.uri()).run())
                .isInstanceOfSatisfying(
                        RefusedDocumentsException.class,
                        e -> assertThat(e.refused())
                                .extracting(RefusedDocument::id, RefusedDocument::code)
                                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                                        "{\"_id\": {\"$numberInt\": \"1\"}}", 11000)));
        assertThat(database().listCollectionNames()).isEmpty();
    }

    @Test
    void restoreWhenDumpWasChangedSaysWhereAndTouchesNothing() throws IOException {
        Path dump = dumpOf("{_id: 1, text: 'abc'}");
        database().drop();
        Path bson = dump.resolve(name).resolve("a.bson");
        byte[] bytes = Files.readAllBytes(bson);
        bytes[bytes.length - 3] ^= 1;
        Files.write(bson, bytes);

        assertThatThrownBy(() -> MongoRestore.from(dump).to(server.uri()).run())
                .isInstanceOfSatisfying(DumpFormatException.class, e -> {
                    assertThat(e.namespace()).contains(name + ".a");
                    assertThat(e.file()).isEqualTo(name + "/a.bson");
                })
                .hasMessageContaining("not what the manifest says");
        assertThat(database().listCollectionNames()).isEmpty();
    }

    @Test
    void dumpWhenItFailsLeavesNothing() throws IOException {
        database().getCollection("a").insertOne(new Document("_id", 1));

        for (DumpFile place : List.of(DumpFile.directory(directory), DumpFile.tarGz(directory.resolve("x.tar.gz")))) {
            assertThatThrownBy(() -> MongoDump.of(server.uri())
                            .database(name)
                            .to(place)
                            .onProgress(progress -> {
                                throw new IllegalStateException("enough");
                            })
                            .run())
                    .hasMessage("enough");
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void dumpWhenPlaceIsTakenOrDatabaseIsEmptyRefuses() {
        assertThatThrownBy(() -> MongoDump.of(server.uri())
                        .database(name)
                        .to(DumpFile.directory(directory))
                        .run())
                .hasMessageContaining("no database " + name);
        Path dump = dumpOf("{_id: 1}");
        assertThatThrownBy(() -> MongoDump.of(server.uri())
                        .database(name)
                        .to(DumpFile.directory(dump))
                        .run())
                .hasMessageContaining("exists");
    }

    private Path dumpOf(String... documents) {
        for (String each : documents) {
            database().getCollection("a").insertOne(Document.parse(each));
        }
        Path dump = directory.resolve("dump");
        MongoDump.of(server.uri()).database(name).to(DumpFile.directory(dump)).run();
        database().getCollection("a").drop();
        return dump;
    }

    private static void assertNothingTemporaryIn(Path place) throws IOException {
        try (Stream<Path> found = Files.walk(place)) {
            assertThat(found).noneMatch(each -> each.toString().contains("partial"));
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private MongoDatabase database() {
        return server.client().getDatabase(name);
    }
}
