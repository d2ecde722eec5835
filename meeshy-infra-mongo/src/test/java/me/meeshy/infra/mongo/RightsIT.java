package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users who may do less than all: what they may do works, what they may not is said before the target's data is touched. */
class RightsIT {

    private static final int UNAUTHORIZED = 13;
    private static final String NO_PRIVILEGES = "[]";

    private static @Nullable LockedMongo server;

    private final LockedMongo locked = Objects.requireNonNull(server);
    private final MongoClient root = MongoClients.create(locked.rootUri());
    private final String name = BareMongo.database();

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        server = LockedMongo.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.stop();
        }
    }

    @BeforeEach
    void fill() throws Exception {
        new HandMadeDump(directory.resolve("dump"))
                .documents(name, "a", "{_id: 1, generation: 'new'}")
                .metadata(
                        name,
                        "a",
                        "{\"indexes\": [{\"v\": 2, \"key\": {\"generation\": 1}, \"name\": \"by generation\"}]}");
        database().getCollection("a").insertOne(Document.parse("{_id: 9, generation: 'old'}"));
    }

    @AfterEach
    void dropDatabase() {
        database().drop();
        root.close();
    }

    @Test
    void whoMaySeeNeitherOthersCommandsNorDatabasesDumpsAndRestoresOneDatabase() throws Exception {
        String keeper = keeper("keeper");
        assertUnauthorized(() -> {
            try (MongoClient client = MongoClients.create(keeper)) {
                client.getDatabase("admin")
                        .aggregate(List.of(Document.parse("{$currentOp: {allUsers: true}}")))
                        .first();
            }
        });

        MongoDump.of(keeper)
                .database(name)
                .to(DumpFile.directory(directory.resolve("old")))
                .run();
        restore(keeper).run();
        assertThat(database().getCollection("a").find()).containsExactly(Document.parse("{_id: 1, generation: 'new'}"));
        assertThat(database().getCollection("a").listIndexes())
                .extracting(each -> each.getString("name"))
                .containsExactly("_id_", "by generation");
        MongoRestore.from(directory.resolve("old")).to(keeper).replaceExisting().run();
        assertUntouched();
        assertThat(MongoRestore.repair(keeper).database(name).finish()).isEmpty();
    }

    @Test
    void whoMaySeeNoOtherCommandsGoesOnWithAnInterruptedRestore() throws Exception {
        String keeper = keeper("second");
        RestoreProcess.kill(
                directory.resolve("dump"),
                locked::socket,
                locked.login("second-" + name),
                directory,
                "createIndexes",
                1,
                false);
        assertThat(MongoRestore.repair(keeper).database(name).look()).hasSize(1);

        restore(keeper).run();

        assertThat(database().listCollectionNames()).containsExactly("a");
        assertThat(database().getCollection("a").find()).containsExactly(Document.parse("{_id: 1, generation: 'new'}"));
    }

    @Test
    void whoMayNotListDatabasesIsToldSoWhereAllAreMeant() {
        // without listDatabases the server would show those of the user's own rights, and keep silent about the rest
        String keeper = keeper("lister");

        assertThatThrownBy(() -> MongoDump.of(keeper)
                        .allDatabases()
                        .to(DumpFile.directory(directory.resolve("all")))
                        .run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("listDatabases");
        assertThat(directory.resolve("all")).doesNotExist();
    }

    @Test
    void whoMayOnlyReadIsRefusedBeforeAnythingIsTouched() {
        String reader = locked.user("reader-" + name, NO_PRIVILEGES, "[{role: 'read', db: '" + name + "'}]");

        assertThatThrownBy(() -> restore(reader).run())
                .isInstanceOfSatisfying(
                        DataException.class, e -> assertThat(e.serverCode()).isEqualTo(OptionalInt.of(UNAUTHORIZED)))
                .hasMessageContaining("insert on " + name)
                .hasMessageContaining("not authorized on " + name)
                .hasMessageContaining("grant the user this right, or name another user");
        assertThatThrownBy(() -> MongoRestore.from(directory.resolve("dump"))
                        .to(reader)
                        .mergeMissing()
                        .run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("not authorized on " + name);
        assertUntouched();
    }

    @Test
    void whoMayNeitherRenameNorDropIsRefusedAndWhatWasThereStaysAsItWas() {
        String loader = locked.user(
                "loader-" + name,
                "[{resource: {db: '" + name + "', collection: ''}, actions: ['find', 'insert', 'listCollections',"
                        + " 'listIndexes', 'createCollection', 'createIndex', 'bypassDocumentValidation']}]",
                "[]");

        assertThatThrownBy(() -> restore(loader).run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("not authorized on " + name)
                .hasMessageContaining("grant the user this right, or name another user");
        assertThat(database().getCollection("a").find()).containsExactly(Document.parse("{_id: 9, generation: 'old'}"));
        // who may not drop could not remove what was loaded; who may, does
        assertThat(MongoRestore.repair(locked.rootUri()).database(name).undo()).hasSize(1);
        assertUntouched();
    }

    @Test
    void whoMayNotStoreIsToldSoWithoutTheDocuments() {
        String maker = locked.user(
                "maker-" + name,
                "[{resource: {db: '" + name + "', collection: ''}, actions: ['find', 'insert', 'listCollections',"
                        + " 'listIndexes', 'createCollection', 'createIndex', 'dropCollection']}]",
                "[]");

        assertThatThrownBy(() -> restore(maker).run()).isInstanceOfSatisfying(DataException.class, e -> {
            assertThat(e)
                    .hasMessageContaining("not authorized on " + name
                            + " to execute command insert (with bypassDocumentValidation); grant");
            StringWriter everything = new StringWriter();
            e.printStackTrace(new PrintWriter(everything));
            assertThat(everything.toString()).doesNotContain("generation");
        });
        assertUntouched();
    }

    /** All of one database, and nothing else; dbAdmin has the right to store what a validator refuses by now. */
    private String keeper(String user) {
        return locked.user(
                user + "-" + name,
                NO_PRIVILEGES,
                "[{role: 'readWrite', db: '" + name + "'}, {role: 'dbAdmin', db: '" + name + "'}]");
    }

    private MongoRestore restore(String uri) {
        return RestoreProcess.restore(directory.resolve("dump"), uri);
    }

    private void assertUntouched() {
        assertThat(database().listCollectionNames()).containsExactly("a");
        assertThat(database().getCollection("a").find()).containsExactly(Document.parse("{_id: 9, generation: 'old'}"));
    }

    private static void assertUnauthorized(ThrowingCallable action) {
        assertThatThrownBy(action).hasMessageContaining("not authorized");
    }

    private MongoDatabase database() {
        return root.getDatabase(name);
    }
}
