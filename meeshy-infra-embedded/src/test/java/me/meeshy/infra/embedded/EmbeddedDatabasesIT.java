package me.meeshy.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import me.meeshy.infra.engine.ContainerState.Status;
import me.meeshy.infra.engine.LogLine;
import me.meeshy.infra.engine.LogQuery;
import me.meeshy.infra.model.RestartPolicy;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;

/** Real databases as child processes, and the stand-in; needs no Docker. A mongod is taken from the property or the PATH. */
class EmbeddedDatabasesIT {

    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final String PASSWORD = "geheim/+geheim";

    @TempDir
    Path folder;

    private Path passwordFile = Path.of("");

    @BeforeEach
    void writesPassword() throws Exception {
        passwordFile = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    }

    @Test
    void mongodIsAReplicaSetWithARootUserAndKeepsItsDataInItsVolume() throws Exception {
        try (EmbeddedEngine first = real()) {
            startMongo(first);
            try (MongoClient client = client(first, Optional.of(PASSWORD))) {
                Document hello = client.getDatabase("admin").runCommand(new Document("hello", 1));
                assertThat(hello).containsEntry("setName", "meeshy").containsEntry("isWritablePrimary", true);
                client.getDatabase("meeshy").getCollection("User").insertOne(new Document("_id", 1));
            }
            try (MongoClient nobody = client(first, Optional.empty())) {
                assertThatExceptionOfType(MongoException.class).isThrownBy(() -> users(nobody));
            }
            assertThat(processArguments()).noneMatch(line -> line.contains(PASSWORD));
            first.restart("database", GRACE);
            awaitReady(first, "database");
            try (MongoClient client = client(first, Optional.of(PASSWORD))) {
                assertThat(users(client)).isEqualTo(1);
            }
        }
        // another engine on the same folder gives the server another port, which a replica set must be told
        try (EmbeddedEngine second = real()) {
            startMongo(second);
            try (MongoClient client = client(second, Optional.of(PASSWORD))) {
                assertThat(users(client)).isEqualTo(1);
                client.getDatabase("meeshy").getCollection("User").insertOne(new Document("_id", 2));
            }
            second.remove("database", true);
            second.removeVolume("database_data");
            startMongo(second);
            try (MongoClient client = client(second, Optional.of(PASSWORD))) {
                assertThat(users(client)).as("a new volume is empty").isZero();
            }
        }
    }

    @Test
    void mongodWhenPasswordIsMissingEndsAndSaysWhy() {
        try (EmbeddedEngine engine = real()) {
            engine.create(Specs.of("database", "mongo:8.0")
                    .variable("MONGO_INITDB_ROOT_USERNAME", "root")
                    .spec());
            engine.start("database");

            Awaitility.await().atMost(READY_LIMIT).until(() -> status(engine, "database") == Status.EXITED);
            assertThat(engine.container("database").orElseThrow().state().exitCode())
                    .hasValue(1);
            assertThat(engine.logs("database", LogQuery.ALL, GRACE))
                    .extracting(LogLine::text)
                    .anyMatch(line -> line.contains("its password is not"));
        }
    }

    @Test
    void closeEndsEveryChildProcess() {
        EmbeddedEngine engine = real();
        startMongo(engine);
        startRedis(engine, Specs.of("redis", "redis:8-alpine"));
        List<ProcessHandle> children = ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .toList();
        assertThat(children).hasSizeGreaterThanOrEqualTo(2);
        engine.close();

        assertThat(children).allSatisfy(child -> {
            child.onExit().orTimeout(10, TimeUnit.SECONDS).join();
            assertThat(child.isAlive()).isFalse();
        });
    }

    @Test
    void endOfTheJvmEndsEveryChildProcess() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndOfJvm.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Long> children;
        try (var lines = jvm.inputReader().lines()) {
            children = lines.filter(line -> line.startsWith("child "))
                    .map(line -> Long.valueOf(line.substring("child ".length())))
                    .toList();
        }
        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(children)
                .isNotEmpty()
                .allSatisfy(pid -> assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive))
                        .isEmpty());
    }

    @Test
    void redisTakesItsPasswordFromASecretAndKeepsItsDataInItsVolume() throws Exception {
        try (EmbeddedEngine engine = EmbeddedEngine.builder().mongoStandIn().start()) {
            startRedis(
                    engine,
                    Specs.of("redis", "redis:8-alpine")
                            .command("redis-server", "--appendonly", "yes")
                            .volume("redis_data", "/data")
                            .file(passwordFile, "/run/secrets/redis-password"));
            try (RedisClient client = redis(engine)) {
                assertThat(client.set("a", "1")).isEqualTo("OK");
                assertThat(client.configGet("appendonly")).containsEntry("appendonly", "yes");
            }
            assertThat(processArguments()).noneMatch(line -> line.contains(PASSWORD));
            engine.restart("redis", GRACE);
            awaitReady(engine, "redis");
            try (RedisClient client = redis(engine)) {
                assertThat(client.get("a")).isEqualTo("1");
            }
        }
    }

    @Test
    void redisThatDiesIsStartedAgainByItsPolicy() {
        try (EmbeddedEngine engine = EmbeddedEngine.builder().mongoStandIn().start()) {
            startRedis(engine, Specs.of("redis", "redis:8-alpine").restart(RestartPolicy.Mode.ALWAYS));
            ProcessHandle server = ProcessHandle.current()
                    .descendants()
                    .filter(child -> child.info().command().orElse("").contains("redis-server"))
                    .findFirst()
                    .orElseThrow();
            server.destroyForcibly();
            server.onExit().join();

            awaitReady(engine, "redis");
            assertThat(status(engine, "redis")).isEqualTo(Status.RUNNING);
            engine.stop("redis", GRACE);
            assertThat(status(engine, "redis")).isEqualTo(Status.EXITED);
        }
    }

    @Test
    void redisThatCannotStartIsGivenUpAfterItsRetries() throws Exception {
        try (EmbeddedEngine engine = EmbeddedEngine.builder().mongoStandIn().start()) {
            engine.create(Specs.of("redis", "redis:8-alpine")
                    .command("--no-such-setting", "x")
                    .spec());
            engine.restartPolicy("redis", new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, 1));
            engine.start("redis");

            Awaitility.await().atMost(READY_LIMIT).until(() -> status(engine, "redis") == Status.EXITED);
            assertThat(engine.container("redis").orElseThrow().state().exitCode())
                    .hasValue(1);
        }
    }

    @Test
    void standInLetsInWithThePasswordOnlyAndKeepsItsDataOverARestart() {
        try (EmbeddedEngine engine = EmbeddedEngine.builder().mongoStandIn().start()) {
            startMongo(engine);
            try (MongoClient client = client(engine, Optional.of(PASSWORD))) {
                client.getDatabase("meeshy").getCollection("User").insertOne(new Document("_id", 1));
            }
            try (MongoClient nobody = client(engine, Optional.empty())) {
                assertThatExceptionOfType(MongoException.class).isThrownBy(() -> users(nobody));
            }
            try (MongoClient wrong = client(engine, Optional.of("wrong"))) {
                assertThatExceptionOfType(MongoException.class).isThrownBy(() -> users(wrong));
            }
            engine.restart("database", GRACE);
            awaitReady(engine, "database");
            try (MongoClient client = client(engine, Optional.of(PASSWORD))) {
                assertThat(users(client)).isEqualTo(1);
            }
        }
    }

    private EmbeddedEngine real() {
        EmbeddedEngine engine =
                EmbeddedEngine.builder().workDirectory(folder.resolve("work")).start();
        if (!engine.mongoIsReal()) {
            engine.close();
        }
        assumeTrue(
                engine.mongoIsReal(),
                "no mongod on the PATH or named by the property " + EmbeddedEngine.MONGOD_PROPERTY);
        return engine;
    }

    private void startMongo(EmbeddedEngine engine) {
        engine.create(Specs.of("database", "mongo:8.0")
                .command("mongod", "--replSet", "meeshy", "--wiredTigerCacheSizeGB", "0.25")
                .variable("MONGO_INITDB_ROOT_USERNAME", "root")
                .variable("MONGO_INITDB_ROOT_PASSWORD_FILE", "/run/secrets/mongodb-root-password")
                .file(passwordFile, "/run/secrets/mongodb-root-password")
                .volume("database_data", "/data/db")
                .spec());
        engine.start("database");
        awaitReady(engine, "database");
    }

    private static void startRedis(EmbeddedEngine engine, Specs redis) {
        engine.create(redis.spec());
        engine.start("redis");
        awaitReady(engine, "redis");
    }

    private static void awaitReady(EmbeddedEngine engine, String container) {
        Awaitility.await()
                .atMost(READY_LIMIT)
                .until(() -> status(engine, container) == Status.RUNNING
                        && engine.exec(container, List.of("sh", "-c", Specs.TEST), Map.of(), 100, GRACE)
                                        .exitCode()
                                == 0);
    }

    private static Status status(EmbeddedEngine engine, String container) {
        return engine.container(container).orElseThrow().state().status();
    }

    private static long users(MongoClient client) {
        return client.getDatabase("meeshy").getCollection("User").countDocuments();
    }

    private static MongoClient client(EmbeddedEngine engine, Optional<String> password) {
        InetSocketAddress address = engine.address("database", 27017).orElseThrow();
        var settings = MongoClientSettings.builder()
                .applyToClusterSettings(cluster -> cluster.hosts(
                                List.of(new ServerAddress(address.getAddress().getHostAddress(), address.getPort())))
                        .mode(com.mongodb.connection.ClusterConnectionMode.SINGLE)
                        .serverSelectionTimeout(10, TimeUnit.SECONDS));
        password.ifPresent(
                secret -> settings.credential(MongoCredential.createCredential("root", "admin", secret.toCharArray())));
        return MongoClients.create(settings.build());
    }

    private static RedisClient redis(EmbeddedEngine engine) {
        InetSocketAddress address = engine.address("redis", 6379).orElseThrow();
        return RedisClient.builder()
                .hostAndPort(address.getAddress().getHostAddress(), address.getPort())
                .clientConfig(
                        DefaultJedisClientConfig.builder().password(PASSWORD).build())
                .build();
    }

    private static Stream<String> processArguments() {
        return ProcessHandle.current()
                .descendants()
                .map(child -> String.join(" ", child.info().arguments().orElse(new String[0])));
    }
}
