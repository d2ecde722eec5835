package me.meeshy.infra.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import me.meeshy.infra.check.Check;
import me.meeshy.infra.migration.DataStoreProvider;
import me.meeshy.infra.model.InfraException;
import org.junit.jupiter.api.Test;

class RedisStoreTest {

    private final RedisStore store =
            RedisStore.cache("redis").port(6380).database(2).passwordSecret("redis-password");

    @Test
    void storeIsFoundAgainFromItsSettings() {
        DataStoreProvider provider = ServiceLoader.load(DataStoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.kind().equals(store.kind()))
                .findFirst()
                .orElseThrow();

        assertThat(provider.restore(store.settings())).isEqualTo(store).hasSameHashCodeAs(store);
        assertThat(provider.restore(RedisStore.cache("redis").settings())).isEqualTo(RedisStore.cache("redis"));
        assertThat(store.settings()).containsEntry("passwordSecret", "redis-password");
    }

    @Test
    void restoreWhenSettingIsMissingOrNoNumberSaysWhich() {
        assertThatExceptionOfType(InfraException.class)
                .isThrownBy(() -> RedisStore.restore(Map.of("service", "redis", "port", "6379")))
                .withMessageContaining("lacks 'database'");
        assertThatExceptionOfType(InfraException.class)
                .isThrownBy(() -> RedisStore.restore(Map.of("service", "redis", "port", "-1", "database", "0")))
                .withMessageContaining("port '-1'");
    }

    @Test
    void storeIsDerivedAndNamedByServiceAndDatabase() {
        assertThat(store.derived()).isTrue();
        assertThat(store.name()).isEqualTo("redis/2");
        assertThat(store.service()).isEqualTo("redis");
        assertThat(store).hasToString("RedisStore[redis/2]");
    }

    @Test
    void settersWhenArgumentMakesNoSenseRefuse() {
        RedisEndpoint redis = RedisEndpoint.of("127.0.0.1", 6379);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisStore.cache("redis").database(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> RedisEndpoint.of("127.0.0.1", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> redis.port(65536));
        assertThatIllegalArgumentException().isThrownBy(() -> redis.database(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> RedisChecks.memoryBelow(redis, 0.0));
        assertThatIllegalArgumentException().isThrownBy(() -> RedisChecks.memoryBelow(redis, 1.1));
        assertThatIllegalArgumentException().isThrownBy(() -> RedisChecks.keys(redis, 2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> RedisChecks.authentication(redis));
        assertThatExceptionOfType(InfraException.class)
                .isThrownBy(() -> redis.passwordSecret("redis-password"))
                .withMessageContaining("passwordFile");
    }

    @Test
    void endpointShowsNoPassword() {
        RedisEndpoint redis = RedisEndpoint.of("127.0.0.1", 6379)
                .port(6380)
                .database(3)
                .user("app")
                .passwordFile(Path.of("/secrets/password"));

        assertThat(redis).hasToString("127.0.0.1:6380/3");
    }

    @Test
    void checkWhenNobodyListensSaysSo() throws Exception {
        int free;
        try (var socket = new java.net.ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        Check ping = RedisChecks.ping(RedisEndpoint.of("127.0.0.1", free));

        assertThatExceptionOfType(RedisException.class)
                .isThrownBy(() -> ping.run(Duration.ofSeconds(5)))
                .withMessageContaining("127.0.0.1:" + free + "/0 cannot be reached")
                .satisfies(failure -> assertThat(failure.accessDenied()).isFalse());
    }

    @Test
    void checkWhenServerIsSilentEndsAtTheDeadline() throws Exception {
        try (var silent = new java.net.ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress())) {
            Check ping = RedisChecks.ping(RedisEndpoint.of("127.0.0.1", silent.getLocalPort()));

            assertThatExceptionOfType(RedisException.class)
                    .isThrownBy(() -> ping.run(Duration.ofMillis(200)))
                    .withMessageMatching("(?s).*(did not answer within 200 ms|cannot be reached).*");
        }
    }

    @Test
    void checkWhenInterruptedSetsTheFlagAgain() {
        Check ping = RedisChecks.ping(RedisEndpoint.of("127.0.0.1", 1));
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InfraException.class)
                .isThrownBy(() -> ping.run(Duration.ofSeconds(5)))
                .withMessageContaining("was interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }
}
