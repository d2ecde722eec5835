package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static me.meeshy.infra.ProjectFixture.redis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.NetworkDetails;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.ServiceBuilder;
import me.meeshy.infra.plan.UpFailedException;
import me.meeshy.infra.plan.UpOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A network that is not as it is asked for any more is replaced, with all that is in it, or nothing is. */
@RequiresEngine
class NetworkReplacementIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    private static ServiceBuilder database() {
        return redis("database")
                .volume("data", "/data")
                .network("inner", NetworkAttachment.builder().alias("store").build());
    }

    private static ServiceBuilder web() {
        return idle("web").network("inner", NetworkAttachment.PLAIN).dependsOn("database", Condition.HEALTHY);
    }

    private Environment environment(Network network, ServiceBuilder... services) {
        var stack = fixture.stack().network(network);
        for (ServiceBuilder service : services) {
            stack.service(service.build());
        }
        return Environment.of("network", stack.build());
    }

    private static Network inner(String team, boolean internal) {
        return new Network(
                "inner",
                Optional.empty(),
                false,
                Optional.empty(),
                Map.of(),
                internal,
                Map.of("org.example.team", team));
    }

    private ContainerEngine engine() {
        return fixture.engine();
    }

    private NetworkDetails network() {
        return engine().network(fixture.project() + "_inner").orElseThrow();
    }

    private Map<String, String> ids(RunningEnvironment running) {
        return Map.of(
                "web", running.service("web").containerId(),
                "database", running.service("database").containerId());
    }

    private static boolean reaches(RunningEnvironment running, String name) {
        return running.service("web")
                .exec("redis-cli", "-h", name, "ping")
                .run(LIMIT)
                .standardOutput()
                .startsWith("PONG");
    }

    @Test
    void upWhenANetworkDivergedReplacesItWithWhatIsInIt() {
        RunningEnvironment running = fixture.infra().up(environment(inner("one", false), database(), web()), LIMIT);
        assertThat(running.service("database")
                        .exec("redis-cli", "set", "key", "kept")
                        .run(LIMIT)
                        .exitCode())
                .isZero();
        running.service("database").exec("redis-cli", "save").run(LIMIT);
        String before = network().id();
        Environment changed = environment(inner("two", true), database(), web());

        assertThat(fixture.infra().plan(changed).toString())
                .contains("recreate  network", "internal changed", "labels.org.example.team changed")
                .contains("its network " + fixture.project() + "_inner is made anew");
        RunningEnvironment after = fixture.infra().up(changed, LIMIT);

        assertThat(network().id()).isNotEqualTo(before);
        assertThat(network().labels()).containsEntry("org.example.team", "two");
        assertThat(reaches(after, "store")).isTrue();
        assertThat(after.service("database")
                        .exec("redis-cli", "get", "key")
                        .run(LIMIT)
                        .standardOutput())
                .isEqualTo("kept\n");
        assertThat(engine().containers(fixture.labels())).hasSize(2);
        assertThat(fixture.infra().plan(changed).changesNothing()).isTrue();
    }

    @Test
    void upWhenSomethingFailsAfterANetworkWasReplacedBringsItBack() {
        RunningEnvironment running = fixture.infra().up(environment(inner("one", false), database(), web()), LIMIT);
        Map<String, String> before = ids(running);
        Environment failing = environment(
                inner("one", true),
                database(),
                ProjectFixture.shell("web", "exit 3").network("inner", NetworkAttachment.PLAIN));

        UpFailedException failure = catchThrowableOfType(
                UpFailedException.class, () -> fixture.infra().up(failing, LIMIT));

        assertThat(failure.leftBehind()).isEmpty();
        assertThat(ids(running)).isEqualTo(before);
        assertThat(network().labels()).containsEntry("org.example.team", "one");
        assertThat(reaches(running, "store")).isTrue();
        assertThat(reaches(running, "database")).isTrue();
        assertThat(engine().networks(fixture.labels())).hasSize(1);
        assertThat(engine().containers(fixture.labels()))
                .extracting(ContainerSummary::id)
                .containsExactlyInAnyOrderElementsOf(before.values());
        assertThat(fixture.infra()
                        .plan(environment(inner("one", false), database(), web()))
                        .changesNothing())
                .isTrue();
    }

    @Test
    void upWhenAnotherRunsInADivergedNetworkTouchesNothing() throws Exception {
        RunningEnvironment running = fixture.infra().up(environment(inner("one", false), database(), web()), LIMIT);
        Map<String, String> before = ids(running);
        Environment changed = environment(inner("one", true), database(), web());

        assertThatThrownBy(() -> fixture.infra()
                        .up(changed, UpOptions.builder().services("database").build()))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("container " + fixture.project() + "-web-1")
                .hasMessageContaining("nothing was changed");

        String stranger = fixture.project() + "-stranger";
        ComposeCli.docker(
                Path.of("."),
                "run",
                "--detach",
                "--name",
                stranger,
                "--network",
                network().name(),
                "--entrypoint",
                "sleep",
                "redis:8-alpine",
                "1000");
        try {
            assertThatThrownBy(() -> fixture.infra().up(changed, LIMIT))
                    .isInstanceOf(InfraException.class)
                    .hasMessageContaining("while there run in it container ");
        } finally {
            engine().remove(stranger, true);
        }
        assertThat(ids(running)).isEqualTo(before);
        assertThat(reaches(running, "store")).isTrue();
    }

    @Test
    void upAfterOneThatEndedBetweenTheTwoNetworksRepairs() throws Exception {
        Environment changed = environment(inner("one", true), database(), web());
        for (boolean newOneIsThere : List.of(false, true)) {
            fixture.infra().up(environment(inner("one", false), database(), web()), LIMIT);
            String spec = network().name();
            for (ContainerSummary container : engine().containers(fixture.labels())) {
                engine().stop(container.id(), Duration.ZERO);
            }
            if (newOneIsThere) {
                var old = engine().networkSpec(spec).orElseThrow();
                fixture.infra().attach(changed).down();
                fixture.infra().up(changed, LIMIT);
                var fresh = engine().networkSpec(spec).orElseThrow();
                fixture.infra().attach(changed).down();
                engine().createNetwork(old);
                fixture.infra().up(environment(inner("one", false), database(), web()), LIMIT);
                for (ContainerSummary container : engine().containers(fixture.labels())) {
                    engine().stop(container.id(), Duration.ZERO);
                }
                engine().removeNetwork(spec);
                engine().createNetwork(fresh);
            } else {
                engine().removeNetwork(spec);
            }

            RunningEnvironment after = fixture.infra().up(changed, LIMIT);
            assertThat(reaches(after, "store")).isTrue();
            assertThat(fixture.infra().plan(changed).changesNothing()).isTrue();
            after.down();
        }
    }
}
