package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static me.meeshy.infra.ProjectFixture.redis;
import static me.meeshy.infra.ProjectFixture.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Dependency;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.plan.UpFailedException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Looking at what runs, and handling one service of it. */
@RequiresEngine
@SuppressWarnings("try") // a subscription is only held open
class StatusLogsIT {

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @Test
    void statusShowsEveryServiceAndOrphansInThreeForms() {
        Stack stack = fixture.stack()
                .service(redis("database").publish(6379).build())
                .service(idle("gateway").build())
                .build();
        fixture.infra().up(Environment.of("status", stack), Duration.ofMinutes(1));
        Stack smaller = fixture.stack()
                .service(redis("database").publish(6379).build())
                .service(idle("absent").build())
                .build();
        RunningEnvironment running = fixture.infra().attach(Environment.of("status", smaller));

        EnvironmentStatus status = running.status();

        assertThat(status.services())
                .extracting(ServiceStatus::service)
                .containsExactly("database", "absent", "gateway");
        assertThat(status.service("database").ports()).isNotEmpty();
        assertThat(status.service("absent").state()).isEmpty();
        assertThat(status.service("gateway").orphan()).isTrue();
        assertThat(status.allWell()).isFalse();
        assertThat(status.toString())
                .contains("SERVICE", "HEALTH", fixture.project() + "-database-1", "running", "absent", "orphan");
        assertThat(status.toMarkdown()).startsWith("| SERVICE | CONTAINER |").contains("| database |");
        assertThat(status.toJson())
                .contains("\"project\":\"" + fixture.project() + "\"", "\"state\":\"absent\"", "\"orphan\":true");
        assertThat(fixture.infra().plan(Environment.of("status", smaller)).orphans())
                .singleElement()
                .satisfies(orphan -> assertThat(orphan.engineName()).isEqualTo(fixture.project() + "-gateway-1"));
    }

    @Test
    void logsGiveTheLastLinesAndFollowWhatComes() {
        RunningService talker = fixture.infra()
                .up(
                        Environment.of(
                                "logs",
                                fixture.stack()
                                        .service(shell(
                                                        "talker",
                                                        "for i in 1 2 3 4 5; do echo line $i; done; while true; do sleep 0.2; test -f /tmp/go && echo gone && rm /tmp/go; done")
                                                .build())
                                        .build()),
                        Duration.ofMinutes(1))
                .service("talker");

        assertThat(talker.logs().tail(2).lines()).containsExactly("line 4", "line 5");
        assertThat(talker.logs().all().lines()).hasSize(5);
        assertThat(talker.logs().since(Instant.now().plusSeconds(60)).lines()).isEmpty();
        var lines = new CopyOnWriteArrayList<String>();
        try (Subscription following = talker.logs().tail(1).follow(lines::add)) {
            talker.exec(List.of("touch", "/tmp/go"), Duration.ofSeconds(10));
            Awaitility.await().untilAsserted(() -> assertThat(lines).containsExactly("line 5", "gone"));
        }
    }

    @Test
    void restartRestartsItAndThoseThatAskForIt() {
        RunningEnvironment running = fixture.infra()
                .up(
                        Environment.of(
                                "restart",
                                fixture.stack()
                                        .service(redis("database").build())
                                        .service(idle("follower")
                                                .dependsOn("database", new Dependency(Condition.HEALTHY, true, true))
                                                .build())
                                        .service(idle("other")
                                                .dependsOn("database", Condition.HEALTHY)
                                                .build())
                                        .build()),
                        Duration.ofMinutes(1));
        Instant other = startedAt(running, "other");
        Instant follower = startedAt(running, "follower");
        Instant database = startedAt(running, "database");

        running.service("database").restart();

        assertThat(startedAt(running, "database")).isAfter(database);
        assertThat(startedAt(running, "follower")).isAfter(follower);
        assertThat(startedAt(running, "other")).isEqualTo(other);
        assertThat(running.service("database")
                        .exec(List.of("redis-cli", "ping"), Duration.ofSeconds(10))
                        .exitCode())
                .isZero();
    }

    @Test
    void restartWhenItDoesNotGetReadySaysWhy() {
        RunningService once = fixture.infra()
                .up(
                        Environment.of(
                                "restart",
                                fixture.stack()
                                        .service(shell(
                                                        "once",
                                                        "test -f /tmp/ran && echo ran before && exit 4; touch /tmp/ran; sleep 1000 & wait")
                                                .build())
                                        .build()),
                        Duration.ofMinutes(1))
                .service("once");

        assertThatThrownBy(() -> once.restart(Duration.ofSeconds(30)))
                .isInstanceOf(UpFailedException.class)
                .hasMessageContaining("exit code 4")
                .hasMessageContaining("| ran before");
        assertThat(once.state().status()).isEqualTo(ContainerState.Status.EXITED);
    }

    @Test
    void stopAndStartKeepTheContainerAndItsPolicyCanBeChanged() {
        RunningService database = fixture.infra()
                .up(
                        Environment.of(
                                "stop",
                                fixture.stack()
                                        .service(redis("database").build())
                                        .build()),
                        Duration.ofMinutes(1))
                .service("database");
        var always = new RestartPolicy(RestartPolicy.Mode.UNLESS_STOPPED, 0);

        assertThat(database.restartPolicy()).isEqualTo(RestartPolicy.NO);
        database.restartPolicy(always);
        assertThat(database.restartPolicy()).isEqualTo(always);
        database.stop(Duration.ofSeconds(20));
        assertThat(database.state().running()).isFalse();
        assertThatThrownBy(() -> database.address(6379))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("it does not run; start it");
        database.start(Duration.ofSeconds(30));
        assertThat(database.state().running()).isTrue();
    }

    @Test
    void uriReachesPublishedAndUnpublishedPorts() throws Exception {
        RunningEnvironment running = fixture.infra()
                .up(
                        Environment.of(
                                "uri",
                                fixture.stack()
                                        .service(
                                                redis("published").publish(6379).build())
                                        .service(redis("internal").build())
                                        .build()),
                        Duration.ofMinutes(1));

        for (String service : List.of("published", "internal")) {
            URI uri = running.service(service).uri("redis", 6379);
            assertThat(uri.getScheme()).isEqualTo("redis");
            try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
                socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                assertThat(new String(in.readNBytes(7), StandardCharsets.US_ASCII))
                        .isEqualTo("+PONG\r\n");
            }
        }
    }

    @Test
    void serviceWhenItHasNoContainerNamesThoseThatHave() {
        RunningEnvironment running = fixture.infra()
                .up(
                        Environment.of(
                                "names",
                                fixture.stack().service(idle("one").build()).build()),
                        Duration.ofMinutes(1));

        assertThatThrownBy(() -> running.service("two"))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("two")
                .hasMessageContaining("[one]");
        RunningService one = running.service("one");
        running.down();
        assertThatThrownBy(one::state).isInstanceOf(InfraException.class).hasMessageContaining("gone");
    }

    private static Instant startedAt(RunningEnvironment running, String service) {
        return running.service(service).state().startedAt().orElseThrow();
    }
}
