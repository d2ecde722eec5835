package me.meeshy.infra.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Health checks, ports, restart policies, volumes, networks, roles. */
class ValuesTest {

    @Test
    void healthcheckIsWrittenAsTheEngineTakesIt() {
        assertThat(Healthcheck.shell("curl -f localhost").test()).containsExactly("CMD-SHELL", "curl -f localhost");
        assertThat(Healthcheck.command("redis-cli", "ping").test()).containsExactly("CMD", "redis-cli", "ping");
        assertThat(Healthcheck.none().test()).containsExactly("NONE");
        assertThat(Healthcheck.inherited().test()).isEmpty();
        assertThat(Healthcheck.none().disabled()).isTrue();
        assertThat(Healthcheck.inherited().disabled()).isFalse();
    }

    @Test
    void healthcheckSettersChangeACopyAndNothingElse() {
        Healthcheck plain = Healthcheck.shell("true");

        Healthcheck changed = plain.interval(Duration.ofSeconds(1))
                .timeout(Duration.ofSeconds(2))
                .retries(3)
                .startPeriod(Duration.ofSeconds(4))
                .startInterval(Duration.ofSeconds(5));

        assertThat(changed.test()).isEqualTo(plain.test());
        assertThat(changed.interval()).contains(Duration.ofSeconds(1));
        assertThat(changed.timeout()).contains(Duration.ofSeconds(2));
        assertThat(changed.retries()).hasValue(3);
        assertThat(changed.startPeriod()).contains(Duration.ofSeconds(4));
        assertThat(changed.startInterval()).contains(Duration.ofSeconds(5));
        assertThat(plain.interval()).isEmpty();
        assertThat(plain.retries()).isEmpty();
    }

    @Test
    void healthcheckWithoutATryIsRefused() {
        assertThatThrownBy(() -> Healthcheck.shell("true").retries(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 or more, not 0");
    }

    @ParameterizedTest
    @CsvSource({
        "'',         0,    80/tcp",
        "'',         8080, 8080:80/tcp",
        "127.0.0.1,  8080, 127.0.0.1:8080:80/tcp",
        "127.0.0.1,  0,    127.0.0.1::80/tcp",
        "::1,        8080, [::1]:8080:80/tcp"
    })
    void publishedPortReadsAsInAComposeFile(String address, int hostPort, String written) {
        assertThat(new PublishedPort(address, hostPort, ContainerPort.tcp(80))).hasToString(written);
    }

    @Test
    void containerPortsAreOrderedByNumberThenProtocol() {
        ContainerPort tcp = ContainerPort.tcp(53);
        ContainerPort udp = new ContainerPort(53, Protocol.UDP);
        ContainerPort higher = ContainerPort.tcp(443);

        assertThat(Stream.of(higher, udp, tcp).sorted()).containsExactly(tcp, udp, higher);
        assertThat(udp).hasToString("53/udp");
    }

    @ParameterizedTest
    @CsvSource({"ALWAYS, 1", "NO, 1", "UNLESS_STOPPED, 2", "ON_FAILURE, -1"})
    void restartPolicyRefusesALimitThatMeansNothing(RestartPolicy.Mode mode, int retries) {
        assertThatThrownBy(() -> new RestartPolicy(mode, retries))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(mode.engineName());
    }

    @Test
    void engineNameIsOfTheProjectUnlessFixedOrOfSomebodyElse() {
        assertThat(Volume.of("data").engineName("chat")).isEqualTo("chat_data");
        assertThat(volume(Optional.empty(), true).engineName("chat")).isEqualTo("data");
        assertThat(volume(Optional.of("fixed"), false).engineName("chat")).isEqualTo("fixed");
        assertThat(volume(Optional.of("fixed"), true).engineName("chat")).isEqualTo("fixed");
        assertThat(Network.of("front").engineName("chat")).isEqualTo("chat_front");
        assertThat(network(Optional.empty(), true).engineName("chat")).isEqualTo("front");
        assertThat(network(Optional.of("fixed"), false).engineName("chat")).isEqualTo("fixed");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void roleIsGuardedWhenItIsProductionOrMightBe(Role role) {
        assertThat(role.guarded())
                .isEqualTo(List.of(Role.PRODUCTION, Role.UNKNOWN).contains(role));
    }

    private static Volume volume(Optional<String> name, boolean external) {
        return new Volume("data", name, external, Optional.empty(), Map.of(), Map.of());
    }

    private static Network network(Optional<String> name, boolean external) {
        return new Network("front", name, external, Optional.empty(), Map.of(), false, Map.of());
    }
}
