package me.meeshy.infra.mongo;

import static java.util.concurrent.TimeUnit.DAYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.MissingRight;
import me.meeshy.infra.mongo.model.MissingRightsException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users who may do less than all: what they may do works, what they may not is said before the target's data is touched. */
class RightsIT {

    private static final int UNAUTHORIZED = 13;
    private static final String NO_PRIVILEGES = "[]";
    private static final String NO_ROLES = "[]";

    /** 32 bytes, as nobody's password gives them. */
    private static final String KEY = "A".repeat(43) + "=";

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
                        MissingRightsException.class,
                        e -> assertThat(e.missing())
                                .containsExactlyInAnyOrder(
                                        new MissingRight("insert", name, "readWrite of " + name),
                                        new MissingRight("dropCollection", name, "readWrite of " + name),
                                        new MissingRight("createIndex", name, "readWrite of " + name),
                                        new MissingRight("renameCollectionSameDB", name, "readWrite of " + name)))
                .hasMessageContaining("insert on " + name + " (granted by readWrite of " + name + ")")
                .hasMessageContaining("nothing was written. Grant the user these rights, or name another user");
        assertThatThrownBy(() -> MongoRestore.from(directory.resolve("dump"))
                        .to(reader)
                        .mergeMissing()
                        .run())
                .isInstanceOf(MissingRightsException.class)
                .hasMessageContaining("insert on " + name + ".a (granted by readWrite of " + name + ")");
        assertUntouched();
    }

    @Test
    void whoMayReadAndWriteRestoresWhatNoValidatorJudges() {
        String writer = locked.user("writer-" + name, NO_PRIVILEGES, "[{role: 'readWrite', db: '" + name + "'}]");

        restore(writer).run();

        assertThat(database().getCollection("a").find()).containsExactly(Document.parse("{_id: 1, generation: 'new'}"));
    }

    @Test
    void whoMayNotPassByAValidatorIsToldSo() throws Exception {
        new HandMadeDump(directory.resolve("dump"))
                .documents(name, "judged", "{_id: 2}")
                .metadata(name, "judged", "{\"options\": {\"validator\": {\"x\": 1}}, \"indexes\": []}");
        String writer = locked.user("judged-" + name, NO_PRIVILEGES, "[{role: 'readWrite', db: '" + name + "'}]");

        assertThatThrownBy(() -> restore(writer).run())
                .isInstanceOfSatisfying(
                        MissingRightsException.class,
                        e -> assertThat(e.missing())
                                .containsExactly(
                                        new MissingRight("bypassDocumentValidation", name, "dbAdmin of " + name)));
        assertUntouched();
    }

    @Test
    void whoMayNotHoldTheExpiryOfWhatIsReplacedIsToldSo() {
        database().getCollection("a").createIndex(Document.parse("{at: 1}"), new IndexOptions().expireAfter(1L, DAYS));
        String writer = locked.user("expiring-" + name, NO_PRIVILEGES, "[{role: 'readWrite', db: '" + name + "'}]");

        assertThatThrownBy(() -> restore(writer).run())
                .isInstanceOfSatisfying(
                        MissingRightsException.class,
                        e -> assertThat(e.missing())
                                .containsExactly(new MissingRight("collMod", name, "dbAdmin of " + name)));
        assertUntouched();
    }

    @Test
    void whoMayNeitherRenameNorDropIsRefusedBeforeAnythingIsLoaded() {
        String loader = locked.user(
                "loader-" + name,
                "[{resource: {db: '" + name + "', collection: ''}, actions: ['find', 'insert', 'listCollections',"
                        + " 'listIndexes', 'createCollection', 'createIndex', 'bypassDocumentValidation']}]",
                NO_ROLES);

        assertThatThrownBy(() -> restore(loader).run())
                .isInstanceOfSatisfying(
                        MissingRightsException.class,
                        e -> assertThat(e.missing())
                                .extracting(MissingRight::action)
                                .containsExactlyInAnyOrder("dropCollection", "renameCollectionSameDB"));
        assertUntouched();
    }

    @ParameterizedTest
    @EnumSource(Manner.class)
    void whoIsGrantedWhatWasFoundMissingRestores(Manner manner) throws Exception {
        new HandMadeDump(directory.resolve("dump"))
                .documents(name, "capped", "{_id: 2}")
                .metadata(name, "capped", "{\"options\": {\"capped\": true, \"size\": 4096}, \"indexes\": []}")
                .documents(name, "expiring", "{_id: 3}")
                .metadata(
                        name,
                        "expiring",
                        "{\"indexes\": [{\"v\": 2, \"key\": {\"at\": 1}, \"name\": \"at\", \"expireAfterSeconds\": 60}]}")
                .documents(name, "system.js", "{_id: 'f', value: {$code: 'function() {}'}}")
                .metadata(
                        name,
                        "system.js",
                        "{\"indexes\": [{\"v\": 2, \"key\": {\"value\": 1}, \"name\": \"by value\"}]}")
                .metadata(
                        name,
                        "seen",
                        "{\"type\": \"view\", \"options\": {\"viewOn\": \"a\", \"pipeline\": []}, \"indexes\": []}");
        String user = "granted-" + name;
        String uri = locked.user(
                user,
                "[{resource: {db: '" + name
                        + "', collection: ''}, actions: ['listCollections', 'listIndexes', 'collStats']}]",
                NO_ROLES);
        MongoRestore restore =
                manner.of(MongoRestore.from(directory.resolve("dump")).to(uri));
        List<MissingRight> missing =
                catchThrowableOfType(MissingRightsException.class, restore::run).missing();
        assertUntouched();

        missing.forEach(each -> locked.grant(user, privilege(each)));
        restore.run();

        assertThat(database().listCollectionNames())
                .containsExactlyInAnyOrder("a", "capped", "expiring", "seen", "system.js", "system.views");
        assertThat(database().getCollection("expiring").listIndexes())
                .extracting(each -> each.get("expireAfterSeconds"))
                .containsExactly(null, 60);
        assertThat(database().getCollection("system.js").listIndexes()).hasSize(2);
        assertThat(database().getCollection("a").countDocuments()).isEqualTo(manner == Manner.REPLACING ? 1 : 2);
    }

    /** What is done with the collection that is there. */
    enum Manner {
        REPLACING,
        MERGING_MISSING,
        MERGING_REPLACING;

        MongoRestore of(MongoRestoreBuilder builder) {
            return (switch (this) {
                        case REPLACING -> builder.replaceExisting();
                        case MERGING_MISSING -> builder.mergeMissing().acceptOtherOptions();
                        case MERGING_REPLACING -> builder.mergeReplacing().acceptOtherOptions();
                    })
                    .build();
        }
    }

    /** As the server takes it: of one collection, or of all of a database. */
    private String privilege(MissingRight right) {
        String collection = right.namespace().substring(name.length()).replaceFirst("^\\.", "");
        return "[{resource: {db: '" + name + "', collection: '" + collection + "'}, actions: ['" + right.action()
                + "']}]";
    }

    @Test
    void whoMayNotRenameByThatRightDoesByThoseToMakeAndDrop() {
        String maker = locked.user(
                "maker-" + name,
                "[{resource: {db: '" + name + "', collection: ''}, actions: ['find', 'insert', 'listCollections',"
                        + " 'listIndexes', 'createIndex', 'dropCollection', 'bypassDocumentValidation']}]",
                NO_ROLES);

        restore(maker).run();

        assertThat(database().getCollection("a").find()).containsExactly(Document.parse("{_id: 1, generation: 'new'}"));
        assertThat(database().listCollectionNames()).containsExactly("a");
    }

    private MongoRestoreBuilder restoreWithUser(String uri) throws IOException {
        new HandMadeDump(directory.resolve("dump"))
                .documents(
                        "admin",
                        "system.users",
                        "{_id: '" + name + ".u', user: 'u', db: '" + name
                                + "', roles: [], credentials: {'SCRAM-SHA-256': {"
                                + "iterationCount: 15000, salt: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==', storedKey: '"
                                + KEY + "', serverKey: '" + KEY + "'}}}");
        return MongoRestore.from(directory.resolve("dump"))
                .to(uri)
                .fromDatabase(name)
                .replaceExisting()
                .usersAndRoles();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'restore', 'read'", "'root'"})
    void whoMayMergeUsersDoes(String roles) throws Exception {
        String merger = locked.user(
                "merging-" + UUID.randomUUID(),
                NO_PRIVILEGES,
                "[" + roles + ", {role: 'readWrite', db: '" + name + "'}, {role: 'dbAdmin', db: '" + name + "'}]");

        restoreWithUser(merger).run();

        assertThat(database().runCommand(Document.parse("{usersInfo: 'u'}")).getList("users", Document.class))
                .hasSize(1);
        database().runCommand(Document.parse("{dropUser: 'u'}"));
    }

    @Test
    void whoMayNotMergeUsersIsRefusedBeforeAnythingIsTouched() throws Exception {
        MongoRestoreBuilder restore = restoreWithUser(keeper("merger"));

        assertThatThrownBy(restore::run)
                .isInstanceOfSatisfying(
                        MissingRightsException.class,
                        e -> assertThat(e.missing())
                                .contains(
                                        new MissingRight("createUser", "*", "restore of admin"),
                                        new MissingRight("insert", "admin", "restore of admin")));
        assertUntouched();
    }

    @Test
    void whoseRightIsTakenMeanwhileIsToldSoWithoutTheDocuments() throws Exception {
        new HandMadeDump(directory.resolve("dump"))
                .documents(name, "b", "{_id: 2, generation: 'new'}")
                .metadata(name, "b", "{\"options\": {\"validator\": {\"generation\": \"new\"}}, \"indexes\": []}");
        String user = "losing-" + name;
        String storing = "[{resource: {db: '" + name + "', collection: ''}, actions: ['bypassDocumentValidation']}]";
        String loser = locked.user(user, storing, "[{role: 'readWrite', db: '" + name + "'}]");

        assertThatThrownBy(() -> MongoRestore.from(directory.resolve("dump"))
                        .to(loser)
                        .replaceExisting()
                        .onProgress(progress -> {
                            if (progress.namespace().equals(name + ".a")) {
                                locked.revoke(user, storing);
                            }
                        })
                        .run())
                .isInstanceOfSatisfying(DataException.class, e -> {
                    assertThat(e.serverCode()).isEqualTo(OptionalInt.of(UNAUTHORIZED));
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
