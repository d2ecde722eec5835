package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.RestoreReport;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands of a restore whose process died, which the server has taken but not done yet: what ends the restore awaits them. */
class RestoreLeftoversIT {

    private final BareMongo server = BareMongo.replicaSet();
    private final String name = BareMongo.database();

    @TempDir
    Path directory;

    private Path dump = Path.of("");

    @BeforeEach
    void dumpTheNew() {
        dump = directory.resolve("dump");
        fill("new");
        MongoDump.of(server.uri()).database(name).to(DumpFile.directory(dump)).run();
        database().drop();
        fill("old");
    }

    @AfterEach
    void dropDatabase() {
        database().drop();
    }

    @Test
    void undoWhenARenameOfTheDeadProcessStillWaitsUndoesItToo() throws Exception {
        RestoreProcess.kill(dump, server, directory, "renameCollection", 1, false);
        try (ClientSession session = server.client().startSession()) {
            holdOpen(session);
            CompletableFuture<Document> parking = parkAsTheDeadProcessWould();
            CompletableFuture<Void> released = releaseSoon(session);

            MongoRestore.repair(server.uri()).database(name).undo();
            released.join();
            // whether it was done or refused is one to the data
            parking.handle((done, failure) -> done).join();
        }
        assertThat(database().listCollectionNames()).containsExactly("a");
        assertThat(generations()).containsExactly("old", "old", "open");
    }

    @Test
    void undoWhenARenameOfTheDeadProcessDoesNotEndSaysSo() throws Exception {
        RestoreProcess.kill(dump, server, directory, "renameCollection", 1, false);
        try (ClientSession session = server.client().startSession()) {
            holdOpen(session);
            CompletableFuture<Document> parking = parkAsTheDeadProcessWould();

            assertThatThrownBy(() -> MongoRestore.repair(server.uri())
                            .database(name)
                            .patience(Duration.ofMillis(300))
                            .undo())
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("still work on the database")
                    .hasMessageContaining("renameCollection of " + name + ".a")
                    .hasMessageContaining("holds a transaction open");
            session.abortTransaction();
            parking.join();
        }
        MongoRestore.repair(server.uri()).database(name).finish();
        assertThat(generations()).containsExactly("new", "new");
    }

    @Test
    void undoWhenAChangeOfAnIndexByTheDeadProcessStillWaitsUndoesItToo() throws Exception {
        database()
                .getCollection("a")
                .createIndex(new Document("at", 1), new IndexOptions().expireAfter(9_999L, TimeUnit.SECONDS));
        try (ClientSession session = server.client().startSession()) {
            holdOpen(session);
            RestoreProcess.kill(dump, server, directory, "collMod", 1, true);
            CompletableFuture<Void> released = releaseSoon(session);

            MongoRestore.repair(server.uri()).database(name).undo();
            released.join();
        }
        assertThat(expiry()).isEqualTo(9_999);
    }

    @Test
    void restoreWhenTheIndexBuildOfTheDeadProcessStillGoesOnAwaitsItAndEndsWell() throws Exception {
        BareMongo patient = BareMongo.ownReplicaSet("--setParameter", "enableTestCommands=1");
        try {
            new HandMadeDump(directory.resolve("indexed"))
                    .documents(name, "a", "{_id: 1, generation: 'new'}", "{_id: 2, generation: 'new'}")
                    .metadata(
                            name,
                            "a",
                            "{\"indexes\": [{\"v\": 2, \"key\": {\"generation\": 1}, \"name\": \"by generation\"}]}");
            building(patient, "alwaysOn");
            RestoreProcess.kill(directory.resolve("indexed"), patient, directory, "createIndexes", 1, true);
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> builds(patient) == 1);

            CompletableFuture<RestoreReport> again = CompletableFuture.supplyAsync(
                    () -> RestoreProcess.restore(directory.resolve("indexed"), patient.uri())
                            .run());
            // it has asked for the same index, and waits
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> again.isDone() || waitingForIndexes(patient));
            assertThat(again).isNotDone();
            assertThat(builds(patient)).isEqualTo(1);
            building(patient, "off");

            assertThat(again.get(1, TimeUnit.MINUTES).notes())
                    .anyMatch(each -> each.contains("found loaded by the interrupted run"));
            MongoDatabase restored = patient.client().getDatabase(name);
            assertThat(restored.listCollectionNames()).containsExactly("a");
            assertThat(restored.getCollection("a").countDocuments()).isEqualTo(2);
            assertThat(restored.getCollection("a").listIndexes())
                    .extracting(each -> each.getString("name"))
                    .containsExactly("_id_", "by generation");
        } finally {
            building(patient, "off");
            patient.stop();
        }
    }

    private static void building(BareMongo server, String mode) {
        server.client()
                .getDatabase("admin")
                .runCommand(new Document("configureFailPoint", "hangAfterStartingIndexBuild").append("mode", mode));
    }

    private static long builds(BareMongo server) {
        return operations(server, "{desc: {$regex: '^IndexBuildsCoordinator'}, active: true}");
    }

    private boolean waitingForIndexes(BareMongo server) {
        return operations(
                        server,
                        "{'command.createIndexes': {$exists: true}, 'command.$db': '" + name + "', active: true}")
                > 0;
    }

    private static long operations(BareMongo server, String matching) {
        return server.client()
                .getDatabase("admin")
                .aggregate(
                        List.of(Document.parse("{$currentOp: {}}"), new Document("$match", Document.parse(matching))))
                .into(new ArrayList<>())
                .size();
    }

    private void holdOpen(ClientSession session) {
        session.startTransaction();
        database().getCollection("a").insertOne(session, new Document("_id", 3).append("generation", "open"));
    }

    private CompletableFuture<Void> releaseSoon(ClientSession session) {
        return CompletableFuture.runAsync(
                session::commitTransaction, CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS));
    }

    /** Only slower: it does not give up waiting, so that a busy machine cannot make it pass by itself. */
    private CompletableFuture<Document> parkAsTheDeadProcessWould() {
        String run =
                MongoRestore.repair(server.uri()).database(name).look().get(0).run();
        CompletableFuture<Document> parking = CompletableFuture.supplyAsync(() -> server.client()
                .getDatabase("admin")
                .runCommand(new Document("renameCollection", name + ".a").append("to", name + ".__mr." + run + ".p0")));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> server.client()
                        .getDatabase("admin")
                        .aggregate(List.of(
                                Document.parse("{$currentOp: {}}"),
                                Document.parse("{$match: {'command.renameCollection': '" + name
                                        + ".a', waitingForLock: true}}")))
                        .iterator()
                        .hasNext());
        return parking;
    }

    private void fill(String generation) {
        for (int i = 1; i <= 2; i++) {
            database().getCollection("a").insertOne(new Document("_id", i).append("generation", generation));
        }
    }

    private List<String> generations() {
        return database()
                .getCollection("a")
                .find()
                .sort(new Document("_id", 1))
                .map(each -> each.getString("generation"))
                .into(new ArrayList<>());
    }

    private long expiry() {
        return database().getCollection("a").listIndexes().into(new ArrayList<>()).stream()
                .filter(each -> each.containsKey("expireAfterSeconds"))
                .map(each -> ((Number) each.get("expireAfterSeconds")).longValue())
                .findFirst()
                .orElseThrow();
    }

    private MongoDatabase database() {
        return server.client().getDatabase(name);
    }
}
