package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static me.meeshy.infra.ProjectFixture.redis;
import static me.meeshy.infra.ProjectFixture.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import me.meeshy.infra.ContainerEvent.Created;
import me.meeshy.infra.ContainerEvent.Ended;
import me.meeshy.infra.ContainerEvent.HealthChanged;
import me.meeshy.infra.ContainerEvent.Paused;
import me.meeshy.infra.ContainerEvent.Removed;
import me.meeshy.infra.ContainerEvent.Started;
import me.meeshy.infra.ContainerEvent.Unpaused;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineProxy;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.engine.docker.DockerEngine;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Stack;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Events and logs of a whole environment. */
@RequiresEngine
@Timeout(90)
@SuppressWarnings("try") // a subscription is only held open
class EventsIT {

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @Test
    void eventsTellTheLifeOfAContainerInItsOrder() {
        Stack stack = fixture.stack()
                // the engine runs the test once an interval only
                .service(redis("database")
                        .healthcheck(Healthcheck.command("redis-cli", "ping").interval(Duration.ofSeconds(1)))
                        .build())
                .service(idle("other").build())
                .build();
        Environment environment = Environment.of("events", stack);
        RunningEnvironment running = fixture.infra().attach(environment);
        var events = new CopyOnWriteArrayList<ContainerEvent>();
        try (Subscription following = running.events().of("database").follow(events::add)) {
            fixture.infra().up(environment);
            RunningService database = running.service("database");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> events.stream().anyMatch(HealthChanged.class::isInstance));
            database.pause();
            database.unpause();
            running.down();
            Awaitility.await().until(() -> events.stream().anyMatch(Removed.class::isInstance));
        }
        int told = events.size();
        fixture.infra().up(environment);

        assertThat(events).hasSize(told);
        assertThat(events)
                .extracting(event -> (Object) event.getClass())
                .containsSubsequence(
                        Created.class,
                        Started.class,
                        HealthChanged.class,
                        Paused.class,
                        Unpaused.class,
                        Ended.class,
                        Removed.class);
        assertThat(events).allSatisfy(event -> {
            assertThat(event.origin().service()).isEqualTo("database");
            assertThat(event.origin().container()).contains("-database-1");
            assertThat(event.origin().oneOff()).isFalse();
        });
        assertThat(events)
                .filteredOn(HealthChanged.class::isInstance)
                .allSatisfy(
                        event -> assertThat(((HealthChanged) event).health()).isEqualTo(ContainerState.Health.HEALTHY));
    }

    @Test
    void eventsEndWithTheConsumersOwnFailure() {
        Environment environment = Environment.of(
                "events", fixture.stack().service(idle("one").build()).build());
        try (Subscription following = fixture.infra()
                .attach(environment)
                .events()
                .follow(event -> {
                    throw new IllegalStateException("full");
                })) {
            fixture.infra().up(environment);
            assertThatThrownBy(() -> following.await(Duration.ofSeconds(10)))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("full");
        }
    }

    @Test
    void logsGoOnAfterARestartAndWithContainersThatComeLater() {
        Stack stack = fixture.stack()
                .service(shell("talker", "echo begun; sleep 1000 & wait").build())
                .service(shell("later", "echo late; sleep 1000 & wait").build())
                .service(shell("silent", "echo unheard; sleep 1000 & wait").build())
                .build();
        Environment environment = Environment.of("logs", stack);
        Environment first = Environment.of(
                "logs",
                fixture.stack()
                        .service(
                                shell("talker", "echo begun; sleep 1000 & wait").build())
                        .build());
        fixture.infra().up(first);
        RunningEnvironment running = fixture.infra().attach(environment);
        var lines = new CopyOnWriteArrayList<String>();
        try (Subscription following =
                running.logs().of("talker", "later").follow(line -> lines.add(line.service() + " " + line.text()))) {
            Awaitility.await().untilAsserted(() -> assertThat(lines).containsExactly("talker begun"));

            running.service("talker").restart();

            Awaitility.await().untilAsserted(() -> assertThat(lines).containsExactly("talker begun", "talker begun"));
            fixture.infra().up(environment);
            running.run("talker", "echo once").entrypoint("sh", "-c").run();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(lines)
                            .containsExactlyInAnyOrder("talker begun", "talker begun", "later late", "talker once"));
        }
        assertThat(List.copyOf(lines)).noneMatch(line -> line.contains("unheard"));
    }

    @Test
    void eventsAndLogsGoOnAfterTheConnectionBrokeAndNothingIsLostOrToldTwice() throws IOException {
        Stack stack = fixture.stack()
                .service(shell("talker", "i=0; while true; do i=$((i+1)); echo $i; sleep 0.2; done")
                        .build())
                .service(idle("other").build())
                .build();
        Environment environment = Environment.of("cut", stack);
        fixture.infra().up(environment);
        try (var cuttable = EngineProxy.overTcp(EngineProxy.assumedSocketFile());
                Infra through = Infra.on(DockerEngine.connect(cuttable.uri()))) {
            RunningEnvironment running = through.attach(environment);
            // what is read goes both ways over TCP, too
            assertThat(running.service("other")
                            .exec("cat")
                            .input(new ByteArrayInputStream("over tcp".getBytes(StandardCharsets.UTF_8)))
                            .run()
                            .standardOutput())
                    .isEqualTo("over tcp");
            var events = new CopyOnWriteArrayList<String>();
            var lines = new CopyOnWriteArrayList<String>();
            try (Subscription following = running.events()
                            .of("other")
                            .follow(event -> events.add(event.getClass().getSimpleName()));
                    Subscription logs = running.logs().of("talker").follow(line -> lines.add(line.text()))) {
                fixture.infra().attach(environment).service("other").pause();
                Awaitility.await().until(() -> events.contains("Paused") && !lines.isEmpty());

                cuttable.cut();
                fixture.infra().attach(environment).service("other").unpause();
                cuttable.mend();

                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(events).containsExactly("Paused", "Unpaused"));
                int before = lines.size();
                Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> lines.size() > before + 5);
                List<Integer> told =
                        List.copyOf(lines).stream().map(Integer::valueOf).toList();
                // none is left out, and only those of a second come twice
                List<Integer> once = told.stream().distinct().sorted().toList();
                assertThat(once.get(once.size() - 1) - once.get(0)).isEqualTo(once.size() - 1);
                assertThat(told).hasSizeLessThan(once.size() + 10);
            }
        }
    }

    @Test
    void logsOfAStoppedContainerAreNotToldAgainWhenItIsStarted() {
        Environment environment = Environment.of(
                "stopped",
                fixture.stack()
                        .service(
                                shell("talker", "echo begun; sleep 1000 & wait").build())
                        .build());
        RunningEnvironment running = fixture.infra().up(environment);
        running.service("talker").stop(Duration.ofSeconds(10));
        // what was told within the last second may come twice
        Instant said = running.service("talker").state().startedAt().orElseThrow();
        Awaitility.await().until(() -> Instant.now().isAfter(said.plusSeconds(2)));
        var lines = new CopyOnWriteArrayList<String>();
        try (Subscription following = running.logs().follow(line -> lines.add(line.text()))) {
            Awaitility.await().untilAsserted(() -> assertThat(lines).containsExactly("begun"));

            running.service("talker").start(Duration.ofSeconds(20));

            Awaitility.await().untilAsserted(() -> assertThat(lines).containsExactly("begun", "begun"));
        }
    }
}
