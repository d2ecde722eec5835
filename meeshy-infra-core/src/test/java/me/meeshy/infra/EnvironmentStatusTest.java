package me.meeshy.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerState.Health;
import me.meeshy.infra.engine.ContainerState.Status;
import me.meeshy.infra.internal.Json;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentStatusTest {

    private static final Instant START = Instant.parse("2026-11-24T07:00:00Z");

    private static final EnvironmentStatus STATUS = status(
            new ServiceStatus(
                    "database",
                    "chat-database-1",
                    Optional.of(state(Status.RUNNING, Health.HEALTHY, OptionalInt.empty())),
                    "mongo:8.0",
                    List.of(new PublishedPort("127.0.0.1", 27018, ContainerPort.tcp(27017))),
                    false),
            row("migrate", Optional.of(state(Status.EXITED, Health.NONE, OptionalInt.of(3))), false),
            row("api", Optional.empty(), false),
            row("old", Optional.of(state(Status.RUNNING, Health.NONE, OptionalInt.empty())), true));

    @Test
    void toStringLinesTheServicesUpUnderTheEnvironment() {
        assertThat(STATUS).hasToString("""
                staging (project chat, STAGING)
                  SERVICE   CONTAINER        STATE            HEALTH   IMAGE      PORTS                      STARTED
                  database  chat-database-1  running          healthy  mongo:8.0  127.0.0.1:27018:27017/tcp  2026-11-24T07:00:00Z
                  migrate   chat-migrate-1   exited (3)       -        busybox                               2026-11-24T07:00:00Z
                  api       chat-api-1       absent           -        busybox                               -
                  old       chat-old-1       running, orphan  -        busybox                               2026-11-24T07:00:00Z
                """);
    }

    @Test
    void toMarkdownIsATable() {
        assertThat(STATUS.toMarkdown().lines())
                .startsWith(
                        "| SERVICE | CONTAINER | STATE | HEALTH | IMAGE | PORTS | STARTED |",
                        "|---|---|---|---|---|---|---|",
                        "| database | chat-database-1 | running | healthy | mongo:8.0 | 127.0.0.1:27018:27017/tcp"
                                + " | 2026-11-24T07:00:00Z |")
                .hasSize(6);
    }

    @Test
    void toJsonHoldsWhatAProgramAsksFor() {
        assertThat(Json.parse(STATUS.toJson())).isEqualTo(Json.parse("""
                {"environment":"staging","role":"STAGING","project":"chat","services":[
                 {"service":"database","container":"chat-database-1","state":"running","health":"healthy",
                  "image":"mongo:8.0","ports":["127.0.0.1:27018:27017/tcp"],"started":"2026-11-24T07:00:00Z","orphan":false},
                 {"service":"migrate","container":"chat-migrate-1","state":"exited","health":"-","exitCode":3,
                  "image":"busybox","ports":[],"started":"2026-11-24T07:00:00Z","orphan":false},
                 {"service":"api","container":"chat-api-1","state":"absent","health":"-",
                  "image":"busybox","ports":[],"orphan":false},
                 {"service":"old","container":"chat-old-1","state":"running","health":"-",
                  "image":"busybox","ports":[],"started":"2026-11-24T07:00:00Z","orphan":true}]}
                """));
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING,    NONE,      -1, true",
        "RUNNING,    HEALTHY,   -1, true",
        "RUNNING,    STARTING,  -1, true",
        "RUNNING,    UNHEALTHY, -1, false",
        "EXITED,     NONE,       0, true",
        "EXITED,     HEALTHY,    0, true",
        "EXITED,     NONE,       1, false",
        "RESTARTING, NONE,       0, false",
        "PAUSED,     HEALTHY,   -1, false",
        "CREATED,    NONE,      -1, false",
        "DEAD,       NONE,       0, false"
    })
    void allWellWhenEveryServiceRunsOrEndedWell(Status status, Health health, int exitCode, boolean well) {
        OptionalInt code = exitCode < 0 ? OptionalInt.empty() : OptionalInt.of(exitCode);
        ServiceStatus good =
                row("good", Optional.of(state(Status.RUNNING, Health.HEALTHY, OptionalInt.empty())), false);

        assertThat(status(good, row("one", Optional.of(state(status, health, code)), false))
                        .allWell())
                .isEqualTo(well);
    }

    @Test
    void allWellWhenAServiceHasNoContainerIsFalse() {
        assertThat(status(row("api", Optional.empty(), false)).allWell()).isFalse();
    }

    @Test
    void allWellDoesNotMindOrphans() {
        assertThat(status(row("old", Optional.of(state(Status.EXITED, Health.NONE, OptionalInt.of(1))), true))
                        .allWell())
                .isTrue();
    }

    @Test
    void serviceFindsItsRow() {
        assertThat(STATUS.service("migrate").container()).isEqualTo("chat-migrate-1");
        assertThat(STATUS.service("migrate").started()).contains(START);
        assertThat(STATUS.service("api").started()).isEmpty();
    }

    @Test
    void serviceWhenThereIsNoneNamesThoseThatThereAre() {
        assertThatThrownBy(() -> STATUS.service("gateway"))
                .isInstanceOf(InfraException.class)
                .hasMessage("environment 'staging' has no service 'gateway'; it has [database, migrate, api, old]");
    }

    @Test
    void statusDoesNotChangeWithTheListThatItWasMadeFrom() {
        var rows = new ArrayList<>(List.of(row("api", Optional.empty(), false)));
        var status = new EnvironmentStatus("staging", Role.STAGING, "chat", rows);

        rows.clear();

        assertThat(status.services()).hasSize(1);
    }

    private static EnvironmentStatus status(ServiceStatus... rows) {
        return new EnvironmentStatus("staging", Role.STAGING, "chat", List.of(rows));
    }

    private static ServiceStatus row(String service, Optional<ContainerState> state, boolean orphan) {
        return new ServiceStatus(service, "chat-" + service + "-1", state, "busybox", List.of(), orphan);
    }

    private static ContainerState state(Status status, Health health, OptionalInt exitCode) {
        return new ContainerState(status, health, exitCode, false, Optional.of(START), "", OptionalLong.empty());
    }
}
