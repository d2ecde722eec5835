package me.meeshy.infra.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import me.meeshy.infra.check.Check;
import me.meeshy.infra.redis.RedisChecks.ReplicationRole;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;

/** Against real servers that Testcontainers starts, an independent witness. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(value = "engineAnswers", disabledReason = "no Docker engine answers")
class RedisIT {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final String PASSWORD = "geheim+geheim";

    @TempDir
    static Path folder;

    private final GenericContainer<?> open = redis("redis-server --protected-mode no");
    private final GenericContainer<?> locked =
            redis("redis-server --requirepass " + PASSWORD + " --maxmemory 50mb --appendonly yes");
    private final GenericContainer<?> replica = redis("redis-server --protected-mode no --replicaof 127.0.0.1 1");

    private Path passwordFile = Path.of("");

    static boolean engineAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @BeforeAll
    void startsServers() throws Exception {
        passwordFile = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        open.start();
        locked.start();
        replica.start();
    }

    @AfterAll
    void stopsServers() {
        open.stop();
        locked.stop();
        replica.stop();
    }

    @BeforeEach
    void empties() {
        try (RedisClient client = client(open, 0)) {
            client.flushAll();
        }
    }

    @Test
    void pingWhenServerAnswersHolds() {
        assertThat(RedisChecks.ping(endpoint(open)).run(DEADLINE).detail()).endsWith(": PONG");
        assertThat(RedisChecks.ping(lockedEndpoint()).run(DEADLINE).ok()).isTrue();
    }

    @Test
    void pingWhenPasswordIsMissingOrWrongSaysSoWithoutIt() throws Exception {
        assertThatExceptionOfType(RedisException.class)
                .isThrownBy(() -> RedisChecks.ping(endpoint(locked)).run(DEADLINE))
                .withMessageContaining("does not let us in: NOAUTH")
                .withMessageContaining("name its secret or file")
                .satisfies(failure -> assertThat(failure.accessDenied()).isTrue());
        Path wrong = Files.writeString(folder.resolve("wrong"), "not-the-password");
        assertThatExceptionOfType(RedisException.class)
                .isThrownBy(() ->
                        RedisChecks.ping(endpoint(locked).passwordFile(wrong)).run(DEADLINE))
                .withMessageContaining("does not let us in")
                .withMessageContaining("check the password in " + wrong)
                .withMessageNotContaining("not-the-password");
    }

    @Test
    void authenticationHoldsOnlyWhereNobodyElseIsLetIn() {
        assertThat(RedisChecks.authentication(lockedEndpoint()).run(DEADLINE).detail())
                .endsWith("lets in with the password only");
        try (RedisClient client = client(open, 0)) {
            // a user of that password, and everybody else too
            client.executeCommand(new redis.clients.jedis.CommandArguments(redis.clients.jedis.Protocol.Command.ACL)
                    .add("SETUSER")
                    .add("app")
                    .add("on")
                    .add(">" + PASSWORD)
                    .add("+@all")
                    .add("~*"));
        }
        assertThat(RedisChecks.authentication(endpoint(open).user("app").passwordFile(passwordFile))
                        .run(DEADLINE)
                        .detail())
                .endsWith("lets everybody in, without a password too");
    }

    @Test
    void memoryIsComparedWithBytesAndWithTheServersOwnLimit() {
        assertThat(RedisChecks.memoryBelow(endpoint(open), 1_000_000_000)
                        .run(DEADLINE)
                        .ok())
                .isTrue();
        assertThat(RedisChecks.memoryBelow(endpoint(open), 1).run(DEADLINE).ok())
                .isFalse();
        assertThat(RedisChecks.memoryBelow(lockedEndpoint(), 0.9).run(DEADLINE).detail())
                .contains("of 52428800 bytes");
        assertThat(RedisChecks.memoryBelow(lockedEndpoint(), 0.9).run(DEADLINE).ok())
                .isTrue();
        assertThat(RedisChecks.memoryBelow(lockedEndpoint(), 0.0001)
                        .run(DEADLINE)
                        .ok())
                .isFalse();
        assertThat(RedisChecks.memoryBelow(endpoint(open), 0.9).run(DEADLINE).detail())
                .contains("has no limit");
    }

    @Test
    void persistenceShowsWhatTheServerKeeps() {
        assertThat(RedisChecks.persistence(endpoint(open)).run(DEADLINE))
                .satisfies(result -> assertThat(result.ok()).isTrue())
                .satisfies(result -> assertThat(result.detail()).endsWith("no append-only file"));
        assertThat(RedisChecks.persistence(lockedEndpoint()).run(DEADLINE).detail())
                .endsWith("loading 0, last snapshot ok, last append ok, last rewrite ok");
    }

    @Test
    void roleIsToldAndAReplicaNeedsItsLink() {
        assertThat(RedisChecks.role(endpoint(open), ReplicationRole.PRIMARY)
                        .run(DEADLINE)
                        .ok())
                .isTrue();
        assertThat(RedisChecks.role(endpoint(open), ReplicationRole.REPLICA)
                        .run(DEADLINE)
                        .ok())
                .isFalse();
        assertThat(RedisChecks.role(endpoint(replica), ReplicationRole.REPLICA).run(DEADLINE))
                .satisfies(result -> assertThat(result.ok()).isFalse())
                .satisfies(result -> assertThat(result.detail()).contains("link to its primary down"));
    }

    @Test
    void keysAreCountedInTheChosenDatabase() {
        try (RedisClient client = client(open, 3)) {
            client.set("a", "1");
            client.set("b", "2");
        }
        Check two = RedisChecks.keys(endpoint(open).database(3), 2, 2);

        assertThat(two.run(DEADLINE).ok()).isTrue();
        assertThat(RedisChecks.keys(endpoint(open), 0, 0).run(DEADLINE).ok()).isTrue();
        assertThat(RedisChecks.keys(endpoint(open), 1, 5).run(DEADLINE).detail())
                .endsWith("holds 0 keys, expected 1 to 5");
    }

    @Test
    void cacheIsEmptiedAtTheSwapAndAtTheRollBackAndOnlyItsDatabase() {
        try (RedisClient cache = client(open, 0);
                RedisClient other = client(open, 1)) {
            cache.set("session:1", "old");
            cache.set("session:2", "old");
            other.set("queue", "kept");
            var context = new RecordingContext();
            var migration = new CacheMigration("redis/0", endpoint(open), context);

            var plan = migration.plan();
            assertThat(plan.refusals()).isEmpty();
            assertThat(plan.items()).singleElement().satisfies(item -> {
                assertThat(item.action().word()).isEqualTo("cleared");
                assertThat(item.targetCount()).isEqualTo(2);
            });
            assertThat(plan.warnings())
                    .singleElement()
                    .asString()
                    .contains("database 1")
                    .contains("1 keys");
            assertThat(cache.dbSize()).as("planning changes nothing").isEqualTo(2);
            assertThat(migration.report().items()).isEmpty();

            context.beforeRecord = () ->
                    assertThat(cache.dbSize()).as("recorded before it is done").isEqualTo(2);
            migration.swap();
            assertThat(cache.dbSize()).isZero();
            assertThat(other.dbSize()).isEqualTo(1);

            context.beforeRecord = () -> {};
            cache.set("session:3", "new");
            migration.rollBack();
            assertThat(cache.dbSize()).isZero();
            assertThat(migration.report().notes())
                    .containsExactly("emptied at the swap: 2 keys", "emptied at the roll-back: 1 keys");
            migration.close();
        }
    }

    @Test
    void cacheOnAReplicaIsRefusedByThePlanAndByTheSwap() {
        var context = new RecordingContext();
        var migration = new CacheMigration("redis/0", endpoint(replica), context);

        assertThat(migration.plan().refusals()).singleElement().asString().contains("is a replica of 127.0.0.1:1");
        assertThatExceptionOfType(RedisException.class)
                .isThrownBy(migration::swap)
                .withMessageContaining("name the primary's service");
        assertThat(context.journal().entries()).isEmpty();
    }

    private RedisEndpoint lockedEndpoint() {
        return endpoint(locked).passwordFile(passwordFile);
    }

    private static RedisEndpoint endpoint(GenericContainer<?> container) {
        return RedisEndpoint.of(container.getHost(), container.getMappedPort(RedisEndpoint.DEFAULT_PORT));
    }

    private static RedisClient client(GenericContainer<?> container, int database) {
        return RedisClient.builder()
                .hostAndPort(container.getHost(), container.getMappedPort(RedisEndpoint.DEFAULT_PORT))
                .clientConfig(
                        DefaultJedisClientConfig.builder().database(database).build())
                .build();
    }

    @SuppressWarnings("resource")
    private static GenericContainer<?> redis(String command) {
        return new GenericContainer<>(Images.REDIS).withCommand(command).withExposedPorts(RedisEndpoint.DEFAULT_PORT);
    }
}
