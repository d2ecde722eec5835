package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static me.meeshy.infra.ProjectFixture.redis;
import static me.meeshy.infra.ProjectFixture.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import me.meeshy.infra.compose.ComposeFile;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.engine.VolumeSpec;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.model.Volume;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Taking environments down on a real engine. */
@RequiresEngine
@SuppressWarnings("try") // a subscription is only held open
class DownIT {

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @TempDir
    Path directory;

    @Test
    void downRemovesContainersInReverseOrderAndKeepsVolumes() {
        RunningEnvironment running = fixture.infra()
                .up(
                        Environment.of(
                                "down",
                                fixture.stack()
                                        .service(redis("database")
                                                .volume("data", "/data")
                                                .build())
                                        .service(idle("gateway")
                                                .dependsOn("database", Condition.HEALTHY)
                                                .build())
                                        .service(idle("frontend")
                                                .dependsOn("gateway", Condition.STARTED)
                                                .build())
                                        .build()),
                        Duration.ofMinutes(1));
        var order = new CopyOnWriteArrayList<String>();
        DownReport report;
        try (Subscription events = fixture.engine()
                .events(
                        fixture.labels(),
                        Set.of("kill"),
                        event -> order.add(event.attributes().getOrDefault("com.docker.compose.service", "")))) {
            report = running.down();
            Awaitility.await().untilAsserted(() -> assertThat(order).hasSize(3));
        }

        assertThat(order).containsExactly("frontend", "gateway", "database");
        assertThat(fixture.engine().containers(fixture.labels())).isEmpty();
        assertThat(fixture.engine().networks(fixture.labels())).isEmpty();
        assertThat(fixture.engine().volume(fixture.project() + "_data")).isPresent();
        assertThat(report.removed()).contains("network " + fixture.project() + "_default");
        assertThat(report.kept()).isEmpty();
    }

    @Test
    void downTellsADependencyToEndWhenWhatDependsOnItHasDoneItsLastWork() {
        Stack stack = fixture.stack()
                .service(shell("database", "trap 'echo database told >> /log/order; exit 0' TERM; sleep 1000 & wait")
                        .volume("log", "/log")
                        .build())
                // says nothing any more, and works on
                .service(shell(
                                "gateway",
                                "trap 'exec >&- 2>&-; sleep 0.7; echo gateway done >> /log/order; exit 0' TERM; sleep 1000 & wait")
                        .volume("log", "/log")
                        .dependsOn("database", Condition.STARTED)
                        .build())
                .build();
        fixture.infra().up(Environment.of("down", stack), Duration.ofMinutes(1)).down();

        Stack reader = fixture.stack()
                .service(idle("reader").volume("log", "/log").build())
                .build();
        RunningEnvironment again = fixture.infra().up(Environment.of("down", reader), Duration.ofMinutes(1));
        assertThat(again.service("reader")
                        .exec(List.of("cat", "/log/order"), Duration.ofSeconds(10))
                        .standardOutput())
                .isEqualTo("gateway done\ndatabase told\n");
    }

    @Test
    void downWithVolumesLeavesWhatIsExternalOrOfOthers() {
        ContainerEngine engine = fixture.engine();
        String external = fixture.project() + "-external";
        String unlabelled = fixture.project() + "-unlabelled";
        for (String name : List.of(external, unlabelled)) {
            engine.createVolume(new VolumeSpec(name, Optional.empty(), Map.of(), Map.of()));
        }
        try {
            Stack stack = fixture.stack()
                    .volume(volume("external", external, true))
                    .volume(volume("unlabelled", unlabelled, false))
                    .service(redis("database")
                            .volume("data", "/data")
                            .volume("external", "/external")
                            .volume("unlabelled", "/unlabelled")
                            .mount(new Mount.Anonymous("/scratch", false))
                            .build())
                    .build();
            RunningEnvironment running = fixture.infra().up(Environment.of("down", stack), Duration.ofMinutes(1));
            String anonymous = Objects.requireNonNull(
                    engine.container(running.service("database").containerId())
                            .orElseThrow()
                            .volumes()
                            .get("/scratch"));

            DownReport report = running.down(Volumes.DELETE);

            assertThat(fixture.nothingIsLeft()).isTrue();
            assertThat(engine.volume(anonymous)).isEmpty();
            assertThat(engine.volume(external)).isPresent();
            assertThat(engine.volume(unlabelled)).isPresent();
            assertThat(report.kept()).singleElement().asString().contains(unlabelled);
        } finally {
            engine.removeVolume(external);
            engine.removeVolume(unlabelled);
        }
    }

    @Test
    void downWhenSomebodyElseIsInTheNetworkKeepsItAndSaysSo() {
        RunningEnvironment running = fixture.infra()
                .up(
                        Environment.of(
                                "down",
                                fixture.stack().service(idle("one").build()).build()),
                        Duration.ofMinutes(1));
        String network = fixture.project() + "_default";
        String stranger = stranger(network);
        try {
            DownReport report = running.down();

            assertThat(fixture.engine().containers(fixture.labels())).isEmpty();
            assertThat(fixture.engine().network(network)).isPresent();
            assertThat(report.kept()).singleElement().asString().contains(network, "in use");
        } finally {
            fixture.engine().remove(stranger, true);
        }
    }

    @Test
    void downRemovesOrphansOnlyWhereThatIsAskedForAndNeverThoseOfAProfileThatIsNotEnabled() throws Exception {
        Files.writeString(directory.resolve("compose.yaml"), """
                name: %s
                services:
                  web: &idle
                    image: redis:8-alpine
                    entrypoint: [sh, -c, "trap 'exit 0' TERM; sleep 1000 & wait"]
                    volumes: [/scratch]
                  tool: {<<: *idle, profiles: [tools]}
                  gone: *idle
                """.formatted(fixture.project()));
        fixture.infra()
                .up(
                        Environment.of(
                                "down",
                                ComposeFile.in(directory)
                                        .profile("tools")
                                        .load()
                                        .stack()),
                        Duration.ofMinutes(1));
        Path file = directory.resolve("compose.yaml");
        Files.writeString(file, Files.readString(file).replace("  gone: *idle\n", ""));
        RunningEnvironment running =
                fixture.infra().attach(Environment.load(directory).as(Role.TEST));
        String orphan = fixture.project() + "-gone-1";

        DownReport kept = running.down();

        assertThat(kept.kept())
                .anyMatch(words -> words.startsWith("container " + orphan) && words.contains("removeOrphans()"));
        assertThat(fixture.engine().container(orphan)).isPresent();
        Set<String> scratch = Set.copyOf(
                fixture.engine().container(orphan).orElseThrow().volumes().values());

        DownReport report = running.down(
                DownOptions.builder().deleteVolumes().removeOrphans().build());

        assertThat(report.removed()).contains("container " + orphan);
        assertThat(report.kept()).anyMatch(words -> words.contains("-tool-1: none of the profiles"));
        assertThat(fixture.engine().containers(fixture.labels()))
                .extracting(container -> container.name())
                .containsExactly(fixture.project() + "-tool-1");
        assertThat(scratch)
                .hasSize(2)
                .allMatch(volume -> fixture.engine().volume(volume).isEmpty());
    }

    @Test
    void downGivesContainersTheirGracePeriod() {
        Stack stack = fixture.stack()
                .service(idle("graceful")
                        .entrypoint(
                                "sh", "-c", "trap 'sleep 2; echo done > /data/file; exit 0' TERM; sleep 1000 & wait")
                        .volume("data", "/data")
                        .stopGracePeriod(Duration.ofSeconds(20))
                        .build())
                .build();
        Environment environment = Environment.of("down", stack);
        fixture.infra().up(environment, Duration.ofMinutes(1)).down();

        Stack reader = stack.toBuilder()
                .service(idle("graceful").volume("data", "/data").build())
                .build();
        RunningEnvironment again = fixture.infra().up(Environment.of("down", reader), Duration.ofMinutes(1));
        assertThat(again.service("graceful")
                        .exec(List.of("cat", "/data/file"), Duration.ofSeconds(10))
                        .standardOutput())
                .isEqualTo("done\n");
    }

    @Test
    void downWithVolumesOfAGuardedRoleNeedsAConsentThatNamesTheEnvironment() {
        Stack stack = fixture.stack()
                .service(redis("database").volume("data", "/data").build())
                .build();
        Environment production = Environment.of("live", stack).as(Role.PRODUCTION);
        RunningEnvironment running = fixture.infra().up(production, Duration.ofMinutes(1));
        RunningEnvironment disguised =
                fixture.infra().attach(Environment.of("dev", stack).as(Role.DEVELOPMENT));

        for (RunningEnvironment view : List.of(running, disguised)) {
            assertThatThrownBy(() -> view.down(Volumes.DELETE))
                    .isInstanceOf(InfraException.class)
                    .hasMessageContaining("Consent.toDestroyDataOf(\"live\")");
            assertThatThrownBy(() -> view.down(Volumes.DELETE, Consent.toDestroyDataOf("dev")))
                    .isInstanceOf(InfraException.class);
            assertThatThrownBy(() -> view.down(Volumes.DELETE, Consent.toReplaceDataOf("live")))
                    .isInstanceOf(InfraException.class);
        }
        assertThat(fixture.engine().containers(fixture.labels())).hasSize(1);

        // also when its containers are gone, the volume says whose it is
        running.down();
        assertThatThrownBy(() -> disguised.down(Volumes.DELETE)).isInstanceOf(InfraException.class);
        assertThat(fixture.engine().volume(fixture.project() + "_data")).isPresent();

        running.down(Volumes.DELETE, Consent.toDestroyDataOf("live"));
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void downWithVolumesWhenNobodySaidTheRoleNeedsAConsent() {
        Environment unknown = Environment.of(
                        "whose",
                        fixture.stack()
                                .service(redis("database")
                                        .volume("data", "/data")
                                        .build())
                                .build())
                .as(Role.UNKNOWN);
        RunningEnvironment running = fixture.infra().up(unknown, Duration.ofMinutes(1));

        assertThatThrownBy(() -> running.down(Volumes.DELETE))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("nobody said what its role is");
        assertThat(fixture.engine().containers(fixture.labels())).hasSize(1);
    }

    @Test
    void downWhenTheDeadlineIsShorterThanTheGracePeriodKills() {
        RunningEnvironment running = fixture.infra()
                .up(
                        Environment.of(
                                "down",
                                fixture.stack()
                                        .service(shell("stubborn", "trap '' TERM; while true; do sleep 1; done")
                                                .stopGracePeriod(Duration.ofMinutes(5))
                                                .build())
                                        .build()),
                        Duration.ofMinutes(1));

        running.service("stubborn").stop(Duration.ofSeconds(1));
        assertThat(running.service("stubborn").state().exitCode()).hasValue(137);
        running.down();
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    private static Volume volume(String key, String name, boolean external) {
        return new Volume(key, Optional.of(name), external, Optional.empty(), Map.of(), Map.of());
    }

    private String stranger(String network) {
        String id = fixture.engine()
                .create(ContainerSpec.builder(fixture.project() + "-stranger", "redis:8-alpine")
                        .command(Optional.of(List.of("redis-server")))
                        .networks(Map.of(network, NetworkAttachment.PLAIN))
                        .build());
        fixture.engine().start(id);
        return id;
    }
}
