package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.RestoreReport;
import me.meeshy.infra.mongo.model.UnfinishedRestoreException;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Users and roles of whole deployments, and what an end in the middle of them leaves. */
class RestoreUsersIT {

    private static final Set<String> EVERYBODY = Set.of("$external.CN=x", "admin.root", "chat.u", "gone.v");

    private static BareMongo server = BareMongo.standalone();

    @TempDir
    Path directory;

    private Path dump = Path.of("");

    @BeforeAll
    static void start() {
        server = BareMongo.own();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @BeforeEach
    void fill() {
        drop();
        database("chat").getCollection("a").insertOne(new Document("_id", 1));
        database("admin").getCollection("notes").insertOne(new Document("_id", "of an operator"));
        run("admin", "{createRole: 'r', privileges: [], roles: [{role: 'read', db: 'chat'}]}");
        run("admin", "{createUser: 'root', pwd: 'x', roles: ['root', 'r']}");
        run("chat", "{createRole: 'own', privileges: [], roles: []}");
        run("chat", "{createUser: 'u', pwd: 'x', roles: ['own']}");
        run("gone", "{createUser: 'v', pwd: 'x', roles: []}");
        run("$external", "{createUser: 'CN=x', roles: [{role: 'read', db: 'chat'}]}");
    }

    @AfterEach
    void drop() {
        for (String each : List.of("admin", "chat", "gone", "$external", "late")) {
            run(each, "{dropAllUsersFromDatabase: 1}");
            if (!each.equals("$external")) {
                run(each, "{dropAllRolesFromDatabase: 1}");
            }
        }
        database("chat").drop();
        database("admin").getCollection("notes").drop();
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            mode = Mode.INCLUDE,
            names = {"DIRECTORY", "TAR_GZ", "ZSTD_ARCHIVE"})
    void everyUserAndRoleOfADeploymentIsRestored(DumpFile.Format format) {
        dumpAll(format);
        drop();
        run("late", "{createUser: 'stays', pwd: 'x', roles: []}");

        RestoreReport report = restore().run();

        assertThat(report.usersAndRoles()).isEqualTo("restored: 4 users and 2 roles");
        assertThat(users()).containsAll(EVERYBODY).contains("late.stays").hasSize(5);
        assertThat(run("admin", "{usersInfo: 'root'}").toString()).contains("role=r, db=admin", "role=root");
        assertThat(run("chat", "{rolesInfo: 'own'}").getList("roles", Document.class))
                .hasSize(1);
        assertThat(report.leftOut()).containsKey("admin.notes");
        assertThat(leftInAdmin()).isEmpty();
    }

    @Test
    void ofOneDatabaseItsOwnAreRestoredAsMongorestoreDoes() {
        dumpAll(DumpFile.Format.DIRECTORY);
        drop();

        RestoreReport report = MongoRestore.from(dump)
                .to(server.uri())
                .fromDatabase("chat")
                .usersAndRoles()
                .run();

        assertThat(report.usersAndRoles()).isEqualTo("restored: 1 users and 1 roles");
        assertThat(users()).containsExactly("chat.u");
    }

    @Test
    void restoreThatIsCutOffWhileUsersAreMergedIsGoneOnWith() {
        dumpAll(DumpFile.Format.DIRECTORY);
        drop();
        cutOffWhileMerging();

        assertThat(users()).isEmpty();
        assertThat(restore().run().usersAndRoles()).isEqualTo("restored: 4 users and 2 roles");
        assertThat(users()).isEqualTo(EVERYBODY);
        assertThat(leftInAdmin()).isEmpty();
        assertThat(database("chat").listCollectionNames()).containsExactly("a");
    }

    @Test
    void repairDropsTheDigestsThatARestoreHasLeft() {
        dumpAll(DumpFile.Format.DIRECTORY);
        drop();
        cutOffWhileMerging();

        assertThat(MongoRestore.repair(server.uri()).look()).isNotEmpty().noneMatch(each -> each.running());
        MongoRestore.repair(server.uri()).finish();

        assertThat(leftInAdmin()).isEmpty();
        assertThat(MongoRestore.repair(server.uri()).look()).isEmpty();
        assertThat(database("chat").getCollection("a").countDocuments()).isOne();
    }

    @Test
    void anyOtherRestoreDropsTheDigestsThatADeadOneHasLeft() {
        dumpAll(DumpFile.Format.DIRECTORY);
        drop();
        // a merge leaves no journal beside the data
        database("chat").getCollection("a").insertOne(new Document("_id", 1));
        cutOffWhileMerging(true);
        Path other = directory.resolve("other");
        try {
            new HandMadeDump(other).documents("chat", "b", "{_id: 1}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }

        MongoRestore.from(other).to(server.uri()).run();

        assertThat(leftInAdmin()).isEmpty();
    }

    private void cutOffWhileMerging() {
        cutOffWhileMerging(false);
    }

    private void cutOffWhileMerging(boolean merging) {
        try (CuttingProxy proxy = new CuttingProxy(server::socket)) {
            proxy.at("_mergeAuthzCollections", 1, false, () -> close(proxy));
            MongoRestoreBuilder restore = MongoRestore.from(dump)
                    .to(proxy.uri() + "&serverSelectionTimeoutMS=500")
                    .allDatabases()
                    .usersAndRoles()
                    .patience(Duration.ofMillis(500));
            assertThatThrownBy(() -> (merging ? restore.mergeMissing() : restore).run())
                    .isInstanceOf(UnfinishedRestoreException.class)
                    .hasMessageContaining("The same restore, run again, brings them");
            assertThat(leftInAdmin()).anyMatch(each -> each.endsWith(".users"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(CuttingProxy proxy) {
        try {
            proxy.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void dumpAll(DumpFile.Format format) {
        dump = directory.resolve("dump");
        MongoDump.of(server.uri())
                .allDatabases()
                .to(new DumpFile(dump, format))
                .withAdmin()
                .run();
    }

    private MongoRestoreBuilder restore() {
        return MongoRestore.from(dump).to(server.uri()).allDatabases().usersAndRoles();
    }

    private static Set<String> users() {
        return new TreeSet<>(run("admin", "{usersInfo: {forAllDBs: true}}").getList("users", Document.class).stream()
                .map(each -> each.getString("db") + "." + each.getString("user"))
                .toList());
    }

    private static List<String> leftInAdmin() {
        return database("admin").listCollectionNames().into(new java.util.ArrayList<>()).stream()
                .filter(each -> each.startsWith("__mr"))
                .toList();
    }

    private static Document run(String database, String command) {
        return database(database).runCommand(Document.parse(command));
    }

    private static MongoDatabase database(String name) {
        return server.client().getDatabase(name);
    }
}
