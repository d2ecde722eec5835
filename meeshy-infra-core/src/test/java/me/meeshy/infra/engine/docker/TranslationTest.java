package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.Ports;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.engine.EngineEvent;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.PublishedPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranslationTest {

    private static final Healthcheck FULL = Healthcheck.shell("test")
            .interval(Duration.ofSeconds(10))
            .timeout(Duration.ofMillis(500))
            .retries(3)
            .startPeriod(Duration.ofMinutes(1))
            .startInterval(Duration.ofSeconds(1));

    @Test
    void healthcheckIsSentInTheEnginesUnits() {
        assertThat(HealthTranslation.toEngine(FULL, new ApiVersion(1, 44)).members())
                .containsEntry("Test", List.of("CMD-SHELL", "test"))
                .containsEntry("Interval", 10_000_000_000L)
                .containsEntry("Timeout", 500_000_000L)
                .containsEntry("Retries", 3)
                .containsEntry("StartPeriod", 60_000_000_000L)
                .containsEntry("StartInterval", 1_000_000_000L);
    }

    @Test
    void healthcheckWhenEngineIsOldIsSentWithoutStartInterval() {
        assertThat(HealthTranslation.toEngine(FULL, new ApiVersion(1, 43)).members())
                .doesNotContainKey("StartInterval")
                .containsEntry("StartPeriod", 60_000_000_000L);
    }

    @Test
    void healthcheckWhenInheritedIsSentWithoutTest() {
        assertThat(HealthTranslation.toEngine(Healthcheck.inherited().retries(2), new ApiVersion(1, 44))
                        .members())
                .containsExactly(Map.entry("Retries", 2));
    }

    @Test
    void healthcheckOfTheEngineComesBack() {
        assertThat(HealthTranslation.toOurs(new HealthCheck()
                        .withTest(List.of("CMD-SHELL", "test"))
                        .withInterval(10_000_000_000L)
                        .withTimeout(500_000_000L)
                        .withRetries(3)
                        .withStartPeriod(60_000_000_000L)
                        .withStartInterval(1_000_000_000L)))
                .isEqualTo(FULL);
    }

    @Test
    void healthcheckWhenEngineHasNoneIsNone() {
        assertThat(HealthTranslation.toOurs(null)).isEqualTo(Healthcheck.none());
        assertThat(HealthTranslation.toOurs(new HealthCheck()
                        .withTest(List.of("CMD", "true"))
                        .withInterval(0L)
                        .withRetries(0)))
                .isEqualTo(Healthcheck.command("true"));
    }

    @Test
    void publishedWhenEngineListsBothAddressFamiliesTellsOne() {
        Ports ports = new Ports();
        ports.bind(ExposedPort.tcp(80), new Ports.Binding("0.0.0.0", "8080"));
        ports.bind(ExposedPort.tcp(80), new Ports.Binding("::", "8080"));
        ports.bind(ExposedPort.tcp(443), new Ports.Binding("::", "8443"));
        ports.bind(ExposedPort.udp(53), new Ports.Binding("127.0.0.1", "5353"));

        assertThat(PortTranslation.published(ports))
                .extracting(PublishedPort::toString)
                .containsExactly("127.0.0.1:5353:53/udp", "8080:80/tcp", "[::]:8443:443/tcp");
    }

    @Test
    void bindingsKeepEveryHostPortOfAPort() {
        JsonBody ports = PortTranslation.bindings(List.of(
                new PublishedPort("", 8080, ContainerPort.tcp(80)),
                new PublishedPort("127.0.0.1", 0, ContainerPort.tcp(80))));

        assertThat(ports.text())
                .isEqualTo("{\"80/tcp\":[{\"HostIp\":\"\",\"HostPort\":\"8080\"},"
                        + "{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"\"}]}");
    }

    @Test
    void eventTellsTheVerdictApartAndHidesTheCommandOfAnExec() {
        EventActor actor = new EventActor().withId("c1").withAttributes(Map.of("name", "web"));

        long nanos = 1_700_000_000_123_456_789L;
        Instant at = Instant.ofEpochSecond(1_700_000_000L, 123_456_789);
        assertThat(EventStream.translate(new Event()
                        .withAction("health_status: unhealthy")
                        .withEventActor(actor)
                        .withTimenano(nanos)))
                .isEqualTo(new EngineEvent("health_status", "c1", Map.of("name", "web", "health", "unhealthy"), at));
        assertThat(EventStream.translate(new Event()
                        .withAction("exec_start: mongosh -p secret")
                        .withEventActor(actor)
                        .withTimenano(nanos)))
                .isEqualTo(new EngineEvent("exec_start", "c1", Map.of("name", "web"), at));
        assertThat(EventStream.translate(new Event("die", "c2", "nginx", 1L)))
                .isEqualTo(new EngineEvent("die", "c2", Map.of(), Instant.ofEpochSecond(1)));
    }

    @Test
    void linesArePutTogetherFromPieces() {
        List<String> lines = new ArrayList<>();
        LineAssembler assembler = new LineAssembler(lines::add);

        assembler.add(bytes("on"), 0);
        assembler.add(bytes("xxe\r\ntwo\n\nth\u00fc").clone(), 2);
        assembler.add(bytes("ree"), 0);
        assembler.end();
        assembler.end();

        assertThat(lines).containsExactly("one", "two", "", "th\u00fcree");
    }

    @Test
    void lineWithoutEndComesInParts() {
        List<String> lines = new ArrayList<>();
        LineAssembler assembler = new LineAssembler(lines::add);

        for (int i = 0; i < 33; i++) {
            assembler.add(bytes("x".repeat(64 * 1024)), 0);
        }

        assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(line).hasSize(LineAssembler.LONGEST_LINE_BYTES));
    }

    @Test
    void timeBeforeALineIsRead() {
        LogTime time = LogTime.of(bytes("2026-11-24T06:24:21.123456789Z hello"));

        assertThat(time.length()).isEqualTo(31);
        assertThat(time.before(Instant.parse("2026-11-24T06:24:21.123456790Z"))).isTrue();
        assertThat(time.before(Instant.parse("2026-11-24T06:24:21.123456789Z"))).isFalse();
        assertThat(LogTime.of(bytes("no time here")).length()).isZero();
        assertThat(LogTime.of(bytes("")).length()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0", "PT0.001S, 1", "PT10S, 10", "PT10.5S, 11"})
    void graceIsRoundedUpSinceNoneKillsAtOnce(Duration grace, int seconds) {
        assertThat(SpecTranslation.wholeSeconds(grace)).isEqualTo(seconds);
    }

    @ParameterizedTest
    @CsvSource({
        "mongo, mongo:latest",
        "mongo:8.0, mongo:8.0",
        "localhost:5000/mongo, localhost:5000/mongo:latest",
        "localhost:5000/mongo:8.0, localhost:5000/mongo:8.0",
        "mongo@sha256:0123, mongo@sha256:0123",
    })
    void pullWhenThereIsNoTagAsksForTheLatest(String reference, String asked) {
        assertThat(Pull.withTag(reference)).isEqualTo(asked);
    }

    @Test
    void engineTextIsSecondsAndNanoseconds() {
        assertThat(EngineClock.engineText(Instant.ofEpochSecond(1_700_000_000L, 5)))
                .isEqualTo("1700000000.000000005");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
