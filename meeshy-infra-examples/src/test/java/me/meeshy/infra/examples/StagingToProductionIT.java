package me.meeshy.infra.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import me.meeshy.infra.Infra;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.RunningService;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.Images;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.examples.data.MeeshyData;
import me.meeshy.infra.examples.data.Seeder;
import me.meeshy.infra.examples.progress.Display;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;

/** The main job on a real engine, once with a validation that fails and then with one that holds; the same two environments serve both. */
@RequiresEngine
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StagingToProductionIT {

    /** Filled with the same data by the plain driver, and never touched by the library. */
    private static final GenericContainer<?> WITNESS = new GenericContainer<>(Images.MONGO).withExposedPorts(27017);

    private static final ByteArrayOutputStream PRINTED = new ByteArrayOutputStream();
    private static final PrintStream OUT = new PrintStream(PRINTED, true, StandardCharsets.UTF_8);
    private static final ProcessLists PROCESS_LISTS = new ProcessLists();

    @TempDir
    static Path folder;

    private static MeeshyDirectories directories;
    private static MongoClient witness;
    private static Infra infra;
    private static MainJob job;
    private static MainJob.Prepared prepared;

    @BeforeAll
    static void prepare() throws IOException {
        directories = CopiedEnvironments.of(new MeeshyDirectories(Path.of("environments")), folder);
        WITNESS.start();
        witness = MongoClients.create("mongodb://" + WITNESS.getHost() + ":" + WITNESS.getMappedPort(27017));
        Seeder.of(MeeshyData.staging()).seedIfEmpty(witness.getDatabase("staging"), done -> {});
        Seeder.of(MeeshyData.production()).seedIfEmpty(witness.getDatabase("production"), done -> {});
        infra = Infra.connect();
        PROCESS_LISTS.start();
        job = new MainJob(infra, directories, Display.on(OUT), false);
        prepared = job.prepare();
    }

    @AfterAll
    static void clear() {
        System.out.println(printed());
        try {
            if (job != null) {
                job.clear();
            }
        } finally {
            PROCESS_LISTS.close();
            if (infra != null) {
                infra.close();
            }
            if (witness != null) {
                witness.close();
            }
            WITNESS.stop();
        }
    }

    @Test
    @Order(1)
    void runWhenValidationFailsAfterTheSwapBringsTheOldDataBack() throws IOException, InterruptedException {
        DatabaseFingerprint before = production();
        assertThat(before).as("seeded production").isEqualTo(DatabaseFingerprint.of(witness.getDatabase("production")));
        Path script = directories.production().resolve("scripts/validate-production.sh");
        String good = Files.readString(script);
        Files.writeString(script, "echo 'the new data is of no use'; exit 1\n");

        int exitCode;
        try {
            exitCode = StagingToProduction.run(OUT, "--keep", directories.root().toString());
        } finally {
            Files.writeString(script, good);
        }

        assertThat(exitCode).isEqualTo(1);
        assertThat(printed()).contains("the new data is of no use").contains("undone");
        assertThat(production().restrictedTo(before)).isEqualTo(before);
        assertThat(infra.attach(prepared.staging().environment()).services()).hasSize(9);
        // here, since staging is gone after the run that succeeds
        assertNoneStandsInTheContainersOf(prepared.staging(), SecretForms.of(directories));
    }

    @Test
    @Order(2)
    void runReplacesProductionsDataByStagingsAndThrowsStagingAway() {
        RunningService gateway = prepared.production().service("gateway");
        var startedBefore = gateway.state().startedAt();
        assertThat(redis("SET greeting stale")).isEqualTo("OK");
        assertThat(redis("DBSIZE")).isEqualTo("1");

        int exitCode = StagingToProduction.run(OUT, "--keep", directories.root().toString());

        assertThat(exitCode).as(printed()).isZero();
        DatabaseFingerprint staging = DatabaseFingerprint.of(witness.getDatabase("staging"));
        assertThat(staging.hashes()).hasSize(28);
        assertThat(production().restrictedTo(staging)).isEqualTo(staging);
        assertThat(documents(staging)).isEqualTo(124_896);
        assertThat(production().hashes())
                .containsEntry(
                        "AuditLog",
                        String.valueOf(DatabaseFingerprint.of(witness.getDatabase("production"))
                                .hashes()
                                .get("AuditLog")))
                .doesNotContainKeys("users", "messages");
        assertThat(redis("DBSIZE")).as("keys in production's cache").isEqualTo("0");
        assertThat(infra.attach(prepared.production().environment())
                        .service("gateway")
                        .state()
                        .startedAt())
                .isNotEqualTo(startedBefore);
        Map<String, String> ofStaging = Map.of(
                "com.docker.compose.project",
                prepared.staging().environment().stack().name());
        assertThat(infra.engine().containers(ofStaging)).isEmpty();
        assertThat(infra.engine().volumes(ofStaging)).isEmpty();
        assertThat(infra.engine().networks(ofStaging)).isEmpty();
    }

    @Test
    @Order(3)
    void backupIsRestoredByMongorestore() throws IOException, InterruptedException {
        assumeThat(Command.onPath("mongorestore"))
                .as("mongorestore is on the PATH")
                .isTrue();
        Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
        Path backup = newestBackup();
        Command.run("tar", "-xzf", backup.toString(), "-C", unpacked.toString());
        Path dump = directoryOf(unpacked, "users.bson");

        Command.run(
                "mongorestore",
                "--quiet",
                "--uri=mongodb://" + WITNESS.getHost() + ":" + WITNESS.getMappedPort(27017),
                "--nsFrom=meeshy.*",
                "--nsTo=restored.*",
                "--nsInclude=meeshy.*",
                Objects.requireNonNull(dump.getParent()).toString());

        DatabaseFingerprint old = DatabaseFingerprint.of(witness.getDatabase("production"));
        // the backup also holds what the run before has parked
        assertThat(DatabaseFingerprint.of(witness.getDatabase("restored")).restrictedTo(old))
                .isEqualTo(old);
    }

    @Test
    @Order(4)
    void noSecretStandsInAnythingThatOthersSee() throws IOException, InterruptedException {
        SecretForms secrets = SecretForms.of(directories);
        assertThat(secrets.count()).isGreaterThan(100);
        assertThat(secrets.in(Files.readString(directories.production().resolve("secrets/redis-password"))))
                .as("the search itself finds one")
                .isNotEmpty();

        assertThat(secrets.in(printed())).as("output of the program").isEmpty();
        assertThat(PROCESS_LISTS.seen()).isGreaterThan(100);
        assertThat(secrets.in(PROCESS_LISTS.text())).as("process lists").isEmpty();
        assertNoneStandsInTheContainersOf(prepared.production(), secrets);
        try (Stream<Path> files = Files.walk(directories.backups())) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                assertThat(secrets.in(Files.readString(file, StandardCharsets.ISO_8859_1)))
                        .as(file.toString())
                        .isEmpty();
            }
        }
    }

    private static void assertNoneStandsInTheContainersOf(RunningEnvironment running, SecretForms secrets)
            throws IOException, InterruptedException {
        assertThat(running.services()).hasSize(9);
        for (RunningService service : running.services()) {
            String inspected = Command.run("docker", "inspect", service.containerId());
            assertThat(inspected).contains("\"Config\"");
            assertThat(secrets.in(inspected))
                    .as("docker inspect %s", service.name())
                    .isEmpty();
            assertThat(secrets.in(Command.run("docker", "logs", service.containerId())))
                    .as("docker logs %s", service.name())
                    .isEmpty();
        }
    }

    private static String printed() {
        return PRINTED.toString(StandardCharsets.UTF_8);
    }

    private static DatabaseFingerprint production() {
        try (MeeshyDatabase database =
                MeeshyDatabase.of(infra.attach(prepared.production().environment()))) {
            return DatabaseFingerprint.of(database.database());
        }
    }

    private static long documents(DatabaseFingerprint expected) {
        try (MeeshyDatabase database =
                MeeshyDatabase.of(infra.attach(prepared.production().environment()))) {
            return expected.hashes().keySet().stream()
                    .mapToLong(name -> database.database().getCollection(name).countDocuments())
                    .sum();
        }
    }

    private static String redis(String command) {
        ExecResult result = prepared.production()
                .service("redis")
                .exec(
                        List.of(
                                "sh",
                                "-c",
                                "REDISCLI_AUTH=\"$(cat /run/secrets/redis-password)\" exec redis-cli " + command),
                        Duration.ofSeconds(20));
        assertThat(result.exitCode()).as(result.standardError()).isZero();
        return result.standardOutput().strip();
    }

    private static Path newestBackup() throws IOException {
        try (Stream<Path> files = Files.walk(directories.backups())) {
            return files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .max(java.util.Comparator.comparing(Path::toString))
                    .orElseThrow();
        }
    }

    private static Path directoryOf(Path root, String file) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return Objects.requireNonNull(files.filter(found -> found.endsWith(file))
                    .findFirst()
                    .orElseThrow()
                    .getParent());
        }
    }
}
