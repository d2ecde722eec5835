package me.meeshy.infra.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import me.meeshy.infra.Environment;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.mongo.MongoStore;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a migration cannot do it refuses before it touches anything: for want of rights, or of room on a disk. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrationRefusedIT {

    private static final String PASSWORD = "not-so-secret-7Qw";

    private Servers staging;

    @TempDir
    private Path folder;

    @BeforeAll
    void startStaging() {
        staging = Servers.start(false);
    }

    @AfterAll
    void stopStaging() {
        if (staging != null) {
            staging.close();
        }
    }

    private DatabaseSides sides(Servers production) {
        var sides = new DatabaseSides(
                () -> MongoMigrationTests.address(staging), () -> MongoMigrationTests.address(production), folder);
        sides.startGateway();
        return sides;
    }

    private Migration.Builder migration(Environment production) {
        return Migration.from(DatabaseSides.STAGING)
                .to(production)
                .store(MongoStore.of("database", Chat.DATABASE))
                .backupTo(folder.resolve("backups"))
                .stopWriters("gateway");
    }

    private static Environment productionAs(String user) {
        return Environment.of(
                "production",
                Stack.builder("migration-production")
                        .service(Service.builder("database", "mongo:8.0")
                                .environment("MONGO_INITDB_ROOT_USERNAME", user)
                                .environment("MONGO_INITDB_ROOT_PASSWORD", PASSWORD)
                                .build())
                        .service(Service.builder("gateway", "gateway").build())
                        .build());
    }

    private static void createUser(MongoClient root, String name, String... roles) {
        var granted = new ArrayList<Document>();
        for (String role : roles) {
            int at = role.indexOf('@');
            granted.add(new Document("role", role.substring(0, at)).append("db", role.substring(at + 1)));
        }
        root.getDatabase("admin")
                .runCommand(
                        new Document("createUser", name).append("pwd", PASSWORD).append("roles", granted));
    }

    @Test
    void runWhenTheUserMayNotDoEverythingNamesTheRightsThatAreMissing() {
        staging.drop(Chat.DATABASE);
        Chat.fillStaging(staging);
        try (Servers production = Servers.start(
                false,
                container -> container
                        .withEnv("MONGO_INITDB_ROOT_USERNAME", "root")
                        .withEnv("MONGO_INITDB_ROOT_PASSWORD", PASSWORD))) {
            asRoot(production, root -> {
                root.getDatabase(Chat.DATABASE).getCollection("users").insertOne(new Document("_id", 1));
                createUser(root, "reader", "read@meeshy", "clusterMonitor@admin");
                createUser(root, "writer", "readWrite@meeshy", "clusterMonitor@admin");
                createUser(root, "owner", "dbOwner@meeshy");
                createUser(root, "stranger");
                createUser(root, "operator", "dbOwner@meeshy", "clusterMonitor@admin");
            });

            assertRefused(production, "reader", "the user at the target", "insert", "renameCollectionSameDB");
            assertRefused(production, "writer", "bypassDocumentValidation");
            assertRefused(production, "owner", "may not inprog, serverStatus on meeshy");
            assertRefused(production, "stranger", "may not ", "listCollections");

            asRoot(
                    production,
                    root -> assertThat(root.getDatabase(Chat.DATABASE)
                                    .listCollectionNames()
                                    .into(new ArrayList<>()))
                            .containsExactly("users"));
            // with no more than what the messages ask for it can be done
            MigrationReport report =
                    migration(productionAs("operator")).build().run(sides(production), RealMigration.CONSENT);
            assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
            assertNoPassword(report.journalDirectory());
        }
    }

    private static void asRoot(Servers production, Consumer<MongoClient> action) {
        try (MongoClient root = MongoClients.create("mongodb://root:" + PASSWORD + "@" + production.host() + ":"
                + production.port() + "/?authSource=admin&directConnection=true")) {
            action.accept(root);
        }
    }

    private void assertRefused(Servers production, String user, String... said) {
        DatabaseSides sides = sides(production);
        assertThatThrownBy(() -> migration(productionAs(user)).build().run(sides, RealMigration.CONSENT))
                .as(user)
                .isInstanceOf(MigrationRefusedException.class)
                .hasMessageContainingAll(said)
                .satisfies(failure -> assertThat(failure.toString()).doesNotContain(PASSWORD));
        assertThat(folder.resolve("backups")).doesNotExist();
        assertThat(sides.gateway()).isEqualTo("running true, restart ALWAYS");
    }

    private static void assertNoPassword(Path journal) {
        try {
            assertThat(Files.readString(journal.resolve("journal"))).doesNotContain(PASSWORD);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void runWhenTheCopyDoesNotFitOnTheTargetsDiskIsRefusedWithTheNumbers() {
        staging.drop(Chat.DATABASE);
        fillWithNoise(200);
        try (Servers production = Servers.start(
                false,
                container ->
                        container.withTmpFs(Map.of("/data/db", "rw,size=420m")).withCommand("mongod"))) {
            Chat.fillProduction(production);
            Map<String, String> before = production.contents(Chat.DATABASE);

            assertThatThrownBy(() ->
                            migration(DatabaseSides.PRODUCTION).build().run(sides(production), RealMigration.CONSENT))
                    .isInstanceOf(MigrationRefusedException.class)
                    .hasMessageMatching(
                            "(?s).*the target's disk has \\d+ MB left, and the copy beside the live data with"
                                    + " its indexes needs about 2[0-9]{2} MB.*");

            assertThat(production.contents(Chat.DATABASE)).isEqualTo(before);
            assertThat(folder.resolve("backups")).doesNotExist();
        }
    }

    /** Such as no server can compress. */
    private void fillWithNoise(int megabytes) {
        var random = new Random(1);
        try (MongoClient client = staging.client()) {
            for (int i = 0; i < megabytes / 10; i++) {
                byte[] noise = new byte[10_000_000];
                random.nextBytes(noise);
                client.getDatabase(Chat.DATABASE)
                        .getCollection("Noise")
                        .insertOne(new Document("_id", i).append("noise", new Binary(noise)));
            }
            // what it occupies is told once it is on the disk
            client.getDatabase("admin").runCommand(new Document("fsync", 1));
        }
    }

    /** The process may write files of 200 kB, as on a disk that is full then; its backup has more. */
    @Test
    void runWhenTheDiskOfTheBackupIsFullSaysSoAndTouchesNothing() throws Exception {
        staging.drop(Chat.DATABASE);
        Chat.fillStaging(staging);
        try (Servers production = Servers.start(false)) {
            Chat.fillProduction(production);
            var noise = new byte[2_000_000];
            new Random(1).nextBytes(noise);
            try (MongoClient client = production.client()) {
                client.getDatabase(Chat.DATABASE)
                        .getCollection("Noise")
                        .insertOne(new Document("noise", new Binary(noise)));
            }
            Map<String, String> before = production.contents(Chat.DATABASE);
            DatabaseSides sides = sides(production);
            Path output = folder.resolve("output");
            Process process = new ProcessBuilder(List.of(
                            "sh",
                            "-c",
                            "ulimit -f 400; exec \"$@\" 2>&1 | tail -c 20000 > " + output,
                            "sh",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:-UsePerfData",
                            "-Xshare:auto",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            MigrationProcess.class.getName(),
                            folder.toString(),
                            String.valueOf(staging.port()),
                            String.valueOf(production.port()),
                            "0"))
                    .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(Files.readString(output))
                    .contains("failed in the step 'back up'")
                    .contains("File too large")
                    .contains("it is undone");
            assertThat(production.contents(Chat.DATABASE)).isEqualTo(before);
            assertThat(sides.gateway()).isEqualTo("running true, restart ALWAYS");
            try (var left = Files.list(folder.resolve("backups"))) {
                assertThat(left).allMatch(Files::isDirectory);
            }
        }
    }
}
