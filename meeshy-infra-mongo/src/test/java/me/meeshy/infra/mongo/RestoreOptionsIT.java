package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpKey;
import me.meeshy.infra.mongo.model.IndexPolicy;
import me.meeshy.infra.mongo.model.IndexProgress;
import me.meeshy.infra.mongo.model.RefusedDocumentsException;
import me.meeshy.infra.mongo.model.RestoreReport;
import me.meeshy.infra.mongo.model.UnsupportedDataException;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restore does with what is there, and which of the dump it takes under which names. */
class RestoreOptionsIT {

    private final BareMongo server = BareMongo.standalone();
    private final String name = BareMongo.database();
    private final String other = BareMongo.database();

    @TempDir
    Path directory;

    @AfterEach
    void dropDatabases() {
        database().drop();
        server.client().getDatabase(other).drop();
    }

    @Test
    void mergeMissingAddsWhatIsNotThereAndLeavesTheRestAlone() throws IOException {
        new HandMadeDump(directory)
                .documents(name, "a", "{_id: 1, from: 'dump'}", "{_id: 2, from: 'dump'}")
                .metadata(name, "a", "{\"indexes\": [{\"v\": 2, \"key\": {\"from\": 1}, \"name\": \"by from\"}]}")
                .documents(name, "b", "{_id: 9}");
        database().getCollection("a").insertOne(Document.parse("{_id: 1, from: 'here'}"));

        RestoreReport report =
                MongoRestore.from(directory).to(server.uri()).mergeMissing().run();

        assertThat(database().getCollection("a").find())
                .containsExactlyInAnyOrder(
                        Document.parse("{_id: 1, from: 'here'}"), Document.parse("{_id: 2, from: 'dump'}"));
        assertThat(database().getCollection("a").listIndexes())
                .extracting(each -> each.getString("name"))
                .contains("by from");
        assertThat(database().getCollection("b").countDocuments()).isEqualTo(1);
        assertThat(report.collections())
                .filteredOn(each -> each.name().equals("a"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.written()).isEqualTo(1);
                    assertThat(each.kept()).isEqualTo(1);
                });
        assertThat(database().listCollectionNames()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void mergeReplacingReplacesByIdOfAnyType() throws IOException {
        List<String> documents = new ArrayList<>();
        for (String id : List.of(
                "1", "'text'", "{a: 1, b: [2]}", "{$timestamp: {t: 0, i: 0}}", "null", "{$minKey: 1}", "{$date: 0}")) {
            documents.add("{_id: " + id + ", from: 'dump', zero: {$timestamp: {t: 0, i: 0}}}");
        }
        new HandMadeDump(directory).documents(name, "a", documents.toArray(new String[0]));
        database().getCollection("a").insertOne(Document.parse("{_id: {a: 1, b: [2]}, from: 'here', more: true}"));
        database().getCollection("a").insertOne(Document.parse("{_id: 'mine', from: 'here'}"));

        for (int i = 0; i < 2; i++) {
            RestoreReport report = MongoRestore.from(directory)
                    .to(server.uri())
                    .mergeReplacing()
                    .run();
            assertThat(report.written()).isEqualTo(documents.size());
        }

        documents.add("{_id: 'mine', from: 'here'}");
        assertThat(database().getCollection("a", BsonDocument.class).find())
                .containsExactlyInAnyOrderElementsOf(
                        documents.stream().map(BsonDocument::parse).toList());
    }

    @Test
    void mergeReplacingTakesFieldsNamedLikeOperatorsForWhatTheyAre() throws IOException {
        String zero = "zero: {$timestamp: {t: 0, i: 0}}";
        List<String> documents = List.of(
                "{_id: 1, $set: {x: 1}, 'a.b': 2, " + zero + "}",
                "{_id: 2, " + zero + ", text: '" + "large".repeat(1_000_000) + "', $x: '$y'}",
                "{_id: 3, " + zero + ", text: '" + "large".repeat(1_000_000) + "'}",
                "{_id: 4, plain: {$inc: 1}}");
        new HandMadeDump(directory).documents(name, "a", documents.toArray(new String[0]));
        database().getCollection("a").insertOne(Document.parse("{_id: 1, x: 5, more: true}"));

        for (int i = 0; i < 2; i++) {
            MongoRestore.from(directory).to(server.uri()).mergeReplacing().run();
        }

        assertThat(database().getCollection("a", BsonDocument.class).find())
                .containsExactlyInAnyOrderElementsOf(
                        documents.stream().map(BsonDocument::parse).toList());
    }

    @Test
    void refusedReplacementIsKeptAsTheDocumentThatItIs() throws IOException {
        String refused = "{_id: 7, $x: 1}";
        new HandMadeDump(directory.resolve("dump"))
                .documents(name, "a", "{_id: 6, ok: 1}", refused)
                .metadata(name, "a", "{\"options\": {\"validator\": {\"ok\": 1}}, \"indexes\": []}");
        database().runCommand(Document.parse("{create: 'a', validator: {ok: 1}}"));
        Path kept = directory.resolve("kept");

        assertThatThrownBy(() -> MongoRestore.from(directory.resolve("dump"))
                        .to(server.uri())
                        .mergeReplacing()
                        .respectValidators()
                        .keepRestOfRefused()
                        .refusedTo(kept)
                        .run())
                .isInstanceOf(RefusedDocumentsException.class);

        assertThat(Files.readAllBytes(kept.resolve(name).resolve("a.bson")))
                .isEqualTo(RawBson.encode(BsonDocument.parse(refused)));
    }

    @Test
    void mergeWhenOptionsDifferIsRefusedBeforeAnythingIsTouched() throws IOException {
        new HandMadeDump(directory)
                .documents(name, "a", "{_id: 1}")
                .metadata(
                        name,
                        "a",
                        "{\"options\": {\"validator\": {\"x\": 1}}, \"indexes\": [{\"key\": {\"k\": 1}, \"name\": \"k\", \"unique\": true}]}")
                .documents(name, "b", "{_id: 2}");
        database().getCollection("a").createIndex(new Document("k", 1), new IndexOptions().name("k"));

        assertThatThrownBy(() -> MongoRestore.from(directory)
                        .to(server.uri())
                        .mergeMissing()
                        .run())
                .isInstanceOfSatisfying(
                        UnsupportedDataException.class,
                        e -> assertThat(e.reasons().get(name + ".a"))
                                .contains("option validator is missing")
                                .contains("index k"));
        assertThat(database().listCollectionNames()).containsExactly("a");
        assertThat(database().getCollection("a").countDocuments()).isZero();

        MongoRestore.from(directory)
                .to(server.uri())
                .mergeMissing()
                .acceptOtherOptions()
                .indexes(IndexPolicy.NONE)
                .run();
        assertThat(database().getCollection("a").countDocuments()).isEqualTo(1);
    }

    @Test
    void restoreTakesWhatFitsThePatternsUnderTheNamesTheyMake() throws IOException {
        new HandMadeDump(directory)
                .documents(name, "users", "{_id: 1}")
                .documents(name, "users.archive", "{_id: 2}")
                .documents(name, "orders", "{_id: 3}")
                .metadata(
                        name,
                        "seen",
                        "{\"options\": {\"viewOn\": \"users\", \"pipeline\": []}, \"indexes\": [], \"type\": \"view\"}");

        RestoreReport report = MongoRestore.from(directory)
                .to(server.uri())
                .include(name + ".users*")
                .include(name + ".seen")
                .exclude("*.archive")
                .renameAll(name + ".*", other + ".staged-*")
                .run();

        assertThat(report.databases()).containsExactly(other);
        assertThat(server.client().getDatabase(other).listCollectionNames())
                .contains("staged-users", "staged-seen")
                .doesNotContain("staged-orders", "staged-users.archive");
        assertThat(server.client()
                        .getDatabase(other)
                        .getCollection("staged-seen")
                        .find())
                .containsExactly(new Document("_id", 1));
        assertThat(database().listCollectionNames()).isEmpty();
    }

    @Test
    void restoreOfAllDatabasesNamesNothingUntilAllAreLoaded() throws IOException {
        new HandMadeDump(directory)
                .documents(name, "a", "{_id: 1}")
                .documents(other, "b", "{_id: 1}", "{_id: 1}")
                .documents("config", "settings", "{_id: 1}");

        assertThatThrownBy(() -> MongoRestore.from(directory)
                        .to(server.uri())
                        .allDatabases()
                        .run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining(other + ".b");
        assertThat(database().listCollectionNames()).isEmpty();

        new HandMadeDump(directory).documents(other, "b", "{_id: 1}", "{_id: 2}");
        RestoreReport report =
                MongoRestore.from(directory).to(server.uri()).allDatabases().run();
        assertThat(report.databases()).containsExactlyInAnyOrder(name, other);
        assertThat(report.leftOut()).containsOnlyKeys("config.settings");
        assertThat(server.client().getDatabase(other).getCollection("b").countDocuments())
                .isEqualTo(2);
    }

    @Test
    void restorePreservesUuidsAndRefusesWhereOneIsTaken() {
        database().getCollection("a").insertOne(new Document("_id", 1));
        UUID before = uuid("a");
        Path dump = directory.resolve("dump");
        MongoDump.of(server.uri()).database(name).to(DumpFile.directory(dump)).run();

        // The server would rename the collection that has it.
        assertThatThrownBy(() -> MongoRestore.from(dump)
                        .to(server.uri())
                        .database(other)
                        .preserveUuids()
                        .run())
                .isInstanceOf(UnsupportedDataException.class)
                .hasMessageContaining(name + ".a has its UUID");
        assertThat(database().listCollectionNames()).containsExactly("a");

        database().drop();
        MongoRestore.from(dump).to(server.uri()).preserveUuids().run();
        assertThat(uuid("a")).isEqualTo(before);
        assertThat(database().getCollection("a").countDocuments()).isEqualTo(1);
    }

    @Test
    void indexesAreLeftOutWhereAskedAndTheirProgressIsTold() throws IOException {
        new HandMadeDump(directory)
                .documents(name, "a", "{_id: 1}")
                .metadata(name, "a", "{\"indexes\": [{\"v\": 2, \"key\": {\"x\": 1}, \"name\": \"x\"}]}");
        List<IndexProgress> progress = Collections.synchronizedList(new ArrayList<>());

        RestoreReport without = MongoRestore.from(directory)
                .to(server.uri())
                .database(other)
                .indexes(IndexPolicy.NONE)
                .verifyLoaded()
                .run();
        MongoRestore.from(directory)
                .to(server.uri())
                .onIndexProgress(progress::add)
                .run();

        assertThat(server.client().getDatabase(other).getCollection("a").listIndexes())
                .hasSize(1);
        assertThat(without.notes()).anyMatch(each -> each.contains("no index"));
        assertThat(database().getCollection("a").listIndexes()).hasSize(2);
        assertThat(progress).contains(new IndexProgress(name + ".a", 1, "done", 1, 1));
    }

    @Test
    void restoreBringsBackATimeSeriesOfMongodumpAndLeavesNoneBehindWhenItFails() throws Exception {
        database()
                .runCommand(
                        Document.parse(
                                "{create: 'weather', timeseries: {timeField: 't', metaField: 'where', granularity: 'minutes'}, expireAfterSeconds: 1576800000}"));
        for (int i = 0; i < 300; i++) {
            database()
                    .getCollection("weather")
                    .insertOne(new Document("t", new org.bson.BsonDateTime(1_700_000_000_000L + i * 61_000L))
                            .append("where", i % 3)
                            .append("degrees", i));
        }
        database().getCollection("weather").createIndex(Document.parse("{where: 1, t: -1}"));
        List<Document> before = sorted("weather");
        Path dump = directory.resolve("dump");
        DatabaseTools.mongodump("--host=" + server.address(), "--db=" + name, "--out=" + dump);
        database().drop();

        MongoRestore.from(dump).to(server.uri()).verifyLoaded().run();

        assertThat(sorted("weather")).isEqualTo(before);
        assertThat(database().getCollection("weather").listIndexes())
                .extracting(each -> each.get("key", Document.class))
                .contains(Document.parse("{where: 1, t: -1}"));
        assertThatThrownBy(() -> MongoRestore.from(dump)
                        .to(server.uri())
                        .replaceExisting()
                        .run())
                .isInstanceOf(UnsupportedDataException.class)
                .hasMessageContaining("time series");
        database().drop();
        new HandMadeDump(dump).documents(name, "b", "{_id: 1}", "{_id: 1}");
        assertThatThrownBy(() -> MongoRestore.from(dump).to(server.uri()).run()).isInstanceOf(DataException.class);
        assertThat(database().listCollectionNames()).isSubsetOf("system.views");
    }

    @Test
    void restoreBringsBackUsersAndRolesWhereAskedAndRemovesNone() throws Exception {
        database().getCollection("a").insertOne(new Document("_id", 1));
        database().runCommand(Document.parse("{createRole: 'r', privileges: [], roles: []}"));
        database().runCommand(Document.parse("{createUser: 'u', pwd: 'x', roles: ['r']}"));
        Path ours = directory.resolve("ours");
        Path theirs = directory.resolve("theirs");
        Path whole = directory.resolve("whole");
        MongoDump.of(server.uri()).database(name).to(DumpFile.directory(ours)).run();
        DatabaseTools.mongodump(
                "--host=" + server.address(), "--db=" + name, "--dumpDbUsersAndRoles", "--out=" + theirs);
        DatabaseTools.mongodump("--host=" + server.address(), "--out=" + whole);
        try {
            for (Path each : List.of(ours, theirs, whole)) {
                database().runCommand(Document.parse("{dropAllUsersFromDatabase: 1}"));
                database().runCommand(Document.parse("{dropAllRolesFromDatabase: 1}"));
                database().runCommand(Document.parse("{createUser: 'other', pwd: 'x', roles: []}"));
                database().drop();

                RestoreReport report = MongoRestore.from(each)
                        .to(server.uri())
                        .fromDatabase(name)
                        .usersAndRoles()
                        .run();

                assertThat(report.usersAndRoles()).as(each.toString()).isEqualTo("restored: 1 users and 1 roles");
                assertThat(database()
                                .runCommand(Document.parse("{usersInfo: 1}"))
                                .getList("users", Document.class))
                        .extracting(user -> user.getString("user"))
                        .containsExactlyInAnyOrder("u", "other");
                assertThat(server.client().getDatabase("admin").listCollectionNames())
                        .noneMatch(collection -> collection.startsWith("__mr"));
            }
        } finally {
            database().runCommand(Document.parse("{dropAllUsersFromDatabase: 1}"));
            database().runCommand(Document.parse("{dropAllRolesFromDatabase: 1}"));
        }
    }

    @Test
    void aSealedArchiveIsRestoredWithItsKeyAlone() throws IOException {
        for (int i = 0; i < 100; i++) {
            database().getCollection("a").insertOne(new Document("_id", i).append("b", new byte[5_000]));
        }
        DumpKey key = DumpKey.create(directory.resolve("key"));
        Path sealed = directory.resolve("sealed");
        try (OutputStream out = key.seal(Files.newOutputStream(sealed))) {
            MongoDump.of(server.uri())
                    .database(name)
                    .to(out, DumpFile.Format.GZIP_ARCHIVE)
                    .run();
        }
        database().drop();

        assertThatThrownBy(() -> MongoRestore.from(sealed).to(server.uri()).run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("sealed");
        MongoRestore.from(sealed).to(server.uri()).key(key).run();

        assertThat(database().getCollection("a").countDocuments()).isEqualTo(100);
        byte[] bytes = Files.readAllBytes(sealed);
        bytes[bytes.length / 2] ^= 1;
        Files.write(sealed, bytes);
        assertThatThrownBy(() -> MongoRestore.from(sealed)
                        .to(server.uri())
                        .database(other)
                        .key(key)
                        .run())
                .isInstanceOf(DumpFormatException.class)
                .hasMessageContaining("authenticate");
        assertThat(server.client().getDatabase(other).listCollectionNames()).isEmpty();
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        MongoRestoreBuilder restore = MongoRestore.from(directory).to(server.uri());
        restore.replaceExisting();
        assertThatThrownBy(restore::mergeMissing).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(restore.keepRestOfRefused()::build).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> restore.renameAll("a.*", "b.c")).hasMessageContaining("as many");
        assertThatThrownBy(() -> restore.include("")).isInstanceOf(IllegalArgumentException.class);
    }

    private List<Document> sorted(String collection) {
        return database()
                .getCollection(collection)
                .find()
                .sort(Document.parse("{degrees: 1}"))
                .into(new ArrayList<>());
    }

    private UUID uuid(String collection) {
        return database()
                .listCollections(BsonDocument.class)
                .filter(new Document("name", collection))
                .first()
                .getDocument("info")
                .getBinary("uuid")
                .asUuid();
    }

    private MongoDatabase database() {
        return server.client().getDatabase(name);
    }
}
