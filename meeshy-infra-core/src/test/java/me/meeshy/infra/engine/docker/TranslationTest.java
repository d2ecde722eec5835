package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineEvent;
import me.meeshy.infra.internal.Json;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Protocol;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.RestartPolicy;
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
        assertThat(HealthTranslation.toOurs(json("""
                                        {"Test":["CMD-SHELL","test"],"Interval":10000000000,"Timeout":500000000,"Retries":3,
                                        "StartPeriod":60000000000,"StartInterval":1000000000}
                                        """))).isEqualTo(FULL);
    }

    @Test
    void healthcheckWhenEngineHasNoneIsNone() {
        assertThat(DetailsTranslation.details(json(inspected(""))).healthcheck())
                .isEqualTo(Healthcheck.none());
        assertThat(HealthTranslation.toOurs(json("{\"Test\":[\"CMD\",\"true\"],\"Interval\":0,\"Retries\":0}")))
                .isEqualTo(Healthcheck.command("true"));
    }

    @Test
    void publishedWhenEngineListsBothAddressFamiliesTellsOne() {
        Map<?, ?> ports = json("""
                {"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"},{"HostIp":"::","HostPort":"8080"}],
                "443/tcp":[{"HostIp":"::","HostPort":"8443"}],"53/udp":[{"HostIp":"127.0.0.1","HostPort":"5353"}],"9000/tcp":null}
                """);

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
        Map<?, ?> actor = Map.of("ID", "c1", "Attributes", Map.of("name", "web"));

        BigDecimal nanos = new BigDecimal("1700000000123456789");
        Instant at = Instant.ofEpochSecond(1_700_000_000L, 123_456_789);
        assertThat(EventStream.translate(
                        Map.of("Action", "health_status: unhealthy", "Actor", actor, "timeNano", nanos)))
                .isEqualTo(new EngineEvent("health_status", "c1", Map.of("name", "web", "health", "unhealthy"), at));
        assertThat(EventStream.translate(
                        Map.of("Action", "exec_start: mongosh -p secret", "Actor", actor, "timeNano", nanos)))
                .isEqualTo(new EngineEvent("exec_start", "c1", Map.of("name", "web"), at));
        assertThat(EventStream.translate(Map.of("status", "die", "id", "c2", "time", BigDecimal.ONE)))
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

    @Test
    void detailsTellWhatTheEngineShows() {
        ContainerDetails details = DetailsTranslation.details(json(inspected("""
                                        "Labels":{"a":"1","b":null},"ExposedPorts":{"53/udp":{},"80":{}},
                                        "Healthcheck":{"Test":["NONE"]},
                                        """)));

        assertThat(details.name()).isEqualTo("web");
        assertThat(details.image()).isEqualTo("nginx:alpine");
        assertThat(details.imageId()).isEqualTo("sha256:1");
        assertThat(details.labels()).isEqualTo(Map.of("a", "1"));
        assertThat(details.exposed())
                .containsExactlyInAnyOrder(ContainerPort.tcp(80), new ContainerPort(53, Protocol.UDP));
        assertThat(details.healthcheck().test()).containsExactly("NONE");
        assertThat(details.addresses()).isEqualTo(Map.of("net", "172.17.0.2", "none", ""));
        assertThat(details.volumes()).isEqualTo(Map.of("/data", "data"));
        assertThat(details.restart()).isEqualTo(new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, 3));
        assertThat(details.state().exitCode()).hasValue(137);
        assertThat(details.state().oomKilled()).isTrue();
        assertThat(details.state().startedAt()).contains(Instant.parse("2026-11-24T06:24:21.5Z"));
    }

    @Test
    void summaryOfALinkedContainerHasItsOwnName() {
        ContainerSummary summary = DetailsTranslation.summary(json("""
                        {"Id":"c1","Names":["/app/db","/db"],"Image":"mongo","ImageID":"sha256:2","Labels":null,
                        "State":"running","Status":"Up 5 minutes (unhealthy)"}
                        """));

        assertThat(summary.name()).isEqualTo("db");
        assertThat(summary.labels()).isEmpty();
        assertThat(summary.health()).contains(ContainerState.Health.UNHEALTHY);
    }

    /** What the engine shows of a container that has ended. */
    private static String inspected(String config) {
        return """
                {"Id":"c1","Name":"/web","Image":"sha256:1",
                "State":{"Status":"exited","ExitCode":137,"OOMKilled":true,"StartedAt":"2026-11-24T06:24:21.5Z"},
                "HostConfig":{"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":3}},
                "Mounts":[{"Type":"volume","Name":"data","Destination":"/data"},{"Type":"bind","Destination":"/etc"}],
                "NetworkSettings":{"Ports":{},"Networks":{"net":{"IPAddress":"172.17.0.2"},"none":null}},
                "Config":{%s"Image":"nginx:alpine"}}
                """.formatted(config);
    }

    private static Map<?, ?> json(String text) {
        return JsonValues.object(Json.parse(text)).orElseThrow();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
