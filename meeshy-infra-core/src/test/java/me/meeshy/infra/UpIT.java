package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static me.meeshy.infra.ProjectFixture.redis;
import static me.meeshy.infra.ProjectFixture.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.engine.VolumeSpec;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Config;
import me.meeshy.infra.model.Dependency;
import me.meeshy.infra.model.FileGrant;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.plan.Change;
import me.meeshy.infra.plan.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Bringing environments up on a real engine. */
@RequiresEngine
class UpIT {

    private static final String STOPPED_FIRST =
            "the old one is stopped first: both would write what is mounted at /data";

    private static final String STOPPED_FIRST_BY_IMAGE =
            "the old one is stopped first: both would write the volume at /data";

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @TempDir
    Path directory;

    @Test
    void upWhenNothingIsThereBringsEveryServiceUpInOrder() {
        Stack stack = fixture.stack()
                .service(redis("database").volume("data", "/data").build())
                .service(shell("gateway", "redis-cli -h database ping > /tmp/answer; sleep 1000 & wait")
                        .dependsOn("database", Condition.HEALTHY)
                        .build())
                .service(
                        idle("frontend").dependsOn("gateway", Condition.STARTED).build())
                .build();
        Environment environment = Environment.of("up", stack);

        Plan plan = fixture.infra().plan(environment);
        assertThat(plan.changes(Change.Kind.SERVICE)).extracting(Change::action).containsOnly(Change.Action.CREATE);
        assertThat(plan.changes(Change.Kind.NETWORK)).hasSize(1);
        assertThat(plan.changes(Change.Kind.VOLUME)).hasSize(1);
        assertThat(fixture.nothingIsLeft()).as("a plan makes nothing").isTrue();

        RunningEnvironment running = fixture.infra().up(environment, Duration.ofMinutes(1));

        assertThat(running.services())
                .extracting(RunningService::name)
                .containsExactly("database", "gateway", "frontend");
        assertThat(running.service("gateway")
                        .exec(List.of("cat", "/tmp/answer"), Duration.ofSeconds(10))
                        .standardOutput())
                .as("the database answered by its name when the gateway started")
                .isEqualTo("PONG\n");
        ContainerDetails database = details(running, "database");
        assertThat(database.name()).isEqualTo(fixture.project() + "-database-1");
        assertThat(database.volumes()).containsEntry("/data", fixture.project() + "_data");
        assertThat(database.addresses()).containsOnlyKeys(fixture.project() + "_default");
        assertThat(database.labels())
                .containsEntry("com.docker.compose.project", fixture.project())
                .containsEntry("com.docker.compose.service", "database")
                .containsEntry("com.docker.compose.container-number", "1")
                .containsEntry("com.docker.compose.oneoff", "False")
                .containsKeys("com.docker.compose.config-hash", "me.meeshy.infra.config-hash")
                .containsEntry("com.docker.compose.image", database.imageId())
                .containsEntry("me.meeshy.infra.environment", "up")
                .containsEntry("me.meeshy.infra.role", "DEVELOPMENT");
        assertThat(details(running, "gateway").labels())
                .containsEntry("com.docker.compose.depends_on", "database:service_healthy:false");
    }

    @Test
    void upWhenNothingChangedLeavesEveryContainer() {
        Environment environment = Environment.of(
                "up",
                fixture.stack()
                        .service(redis("database").volume("data", "/data").build())
                        .service(shell("seed", "true").build())
                        .service(idle("gateway")
                                .dependsOn("seed", Condition.COMPLETED)
                                .build())
                        .build());
        RunningEnvironment first = fixture.infra().up(environment, Duration.ofMinutes(1));
        List<String> before = ids(first);

        Plan plan = fixture.infra().plan(environment);
        RunningEnvironment second = fixture.infra().up(environment, Duration.ofMinutes(1));

        assertThat(plan.changesNothing()).as(plan.toString()).isTrue();
        assertThat(ids(second)).isEqualTo(before);
    }

    @Test
    void upWhenTheConfigurationChangedReplacesThatContainerAndKeepsItsData() {
        Stack.Builder stack = fixture.stack()
                .service(redis("database")
                        .volume("data", "/data")
                        .mount(new Mount.Anonymous("/scratch", false))
                        .build())
                .service(redis("cache").build())
                .service(idle("gateway").build());
        RunningEnvironment first = fixture.infra().up(Environment.of("up", stack.build()), Duration.ofMinutes(1));
        exec(first, "database", "sh", "-c", "echo kept > /data/file; echo too > /scratch/file");
        exec(first, "cache", "sh", "-c", "echo its own > /data/file");
        String gateway = first.service("gateway").containerId();
        String database = first.service("database").containerId();

        Environment changed = Environment.of(
                "up",
                stack.service(redis("database")
                                .volume("data", "/data")
                                .mount(new Mount.Anonymous("/scratch", false))
                                .environment("GREETING", "does-not-matter")
                                .build())
                        .service(redis("cache").environment("GREETING", "x").build())
                        .build());
        Plan plan = fixture.infra().plan(changed);
        RunningEnvironment second = fixture.infra().up(changed, Duration.ofMinutes(1));

        assertThat(plan.service("database").orElseThrow().action()).isEqualTo(Change.Action.RECREATE);
        assertThat(plan.service("database").orElseThrow().reasons())
                .containsExactly("environment.GREETING added", STOPPED_FIRST);
        assertThat(plan.toString()).doesNotContain("does-not-matter");
        assertThat(plan.service("gateway").orElseThrow().action()).isEqualTo(Change.Action.LEAVE);
        assertThat(second.service("gateway").containerId()).isEqualTo(gateway);
        assertThat(second.service("database").containerId()).isNotEqualTo(database);
        assertThat(fixture.engine().container(database))
                .as("the old container is gone")
                .isEmpty();
        assertThat(details(second, "database").name()).isEqualTo(fixture.project() + "-database-1");
        assertThat(exec(second, "database", "cat", "/data/file", "/scratch/file"))
                .isEqualTo("kept\ntoo\n");
        assertThat(plan.service("cache").orElseThrow().reasons())
                .as("its image declares a volume")
                .containsExactly("environment.GREETING added", STOPPED_FIRST_BY_IMAGE);
        assertThat(exec(second, "cache", "cat", "/data/file")).isEqualTo("its own\n");
    }

    @Test
    void upWhenASecretsContentChangedReplacesTheServicesThatSeeIt() throws IOException {
        Files.createDirectory(directory.resolve("secrets"));
        Path secret = Files.writeString(directory.resolve("secrets/token"), "first-value");
        Path config = Files.writeString(directory.resolve("settings.conf"), "a=1");
        Stack stack = fixture.stack()
                .secret(new me.meeshy.infra.model.Secret("token", secret))
                .config(new Config("settings", config))
                .service(idle("sees")
                        .secret("token")
                        .config(new FileGrant("settings", "/etc/settings.conf"))
                        .build())
                .service(idle("follows")
                        .dependsOn("sees", new Dependency(Condition.STARTED, true, true))
                        .build())
                .service(idle("other").build())
                .build();
        Environment environment = Environment.of("up", stack);
        RunningEnvironment first = fixture.infra().up(environment, Duration.ofMinutes(1));
        assertThat(exec(first, "sees", "cat", "/run/secrets/token")).isEqualTo("first-value");
        assertThat(exec(first, "sees", "cat", "/etc/settings.conf")).isEqualTo("a=1");

        Files.writeString(secret, "other-value");
        Plan plan = fixture.infra().plan(environment);
        RunningEnvironment second = fixture.infra().up(environment, Duration.ofMinutes(1));

        assertThat(plan.service("sees").orElseThrow().reasons())
                .containsExactly(
                        "secrets./run/secrets/token content changed",
                        "the old one is stopped first: follows goes with it");
        assertThat(plan.service("follows").orElseThrow().action()).isEqualTo(Change.Action.RESTART);
        assertThat(plan.service("other").orElseThrow().action()).isEqualTo(Change.Action.LEAVE);
        assertThat(exec(second, "sees", "cat", "/run/secrets/token")).isEqualTo("other-value");
    }

    @Test
    void upWhenAContainerWasStoppedStartsItAgain() {
        Environment environment = Environment.of(
                "up", fixture.stack().service(redis("database").build()).build());
        RunningService database =
                fixture.infra().up(environment, Duration.ofMinutes(1)).service("database");
        database.stop(Duration.ofSeconds(20));
        assertThat(database.state().running()).isFalse();

        assertThat(fixture.infra()
                        .plan(environment)
                        .service("database")
                        .orElseThrow()
                        .action())
                .isEqualTo(Change.Action.START);
        RunningService again =
                fixture.infra().up(environment, Duration.ofMinutes(1)).service("database");

        assertThat(again.containerId()).isEqualTo(database.containerId());
        assertThat(again.state().running()).isTrue();
    }

    @Test
    void upWhenAVolumeBelongsToAnotherProjectIsRefusedAndTouchesNothing() {
        String volume = fixture.project() + "_data";
        fixture.engine()
                .createVolume(new VolumeSpec(
                        volume, Optional.empty(), Map.of(), Map.of("com.docker.compose.project", "somebody-elses")));
        try {
            Environment environment = Environment.of(
                    "up",
                    fixture.stack()
                            .service(redis("database").volume("data", "/data").build())
                            .build());

            assertThatThrownBy(() -> fixture.infra().up(environment, Duration.ofMinutes(1)))
                    .isInstanceOf(InfraException.class)
                    .hasMessageContaining(volume)
                    .hasMessageContaining("somebody-elses");
            assertThat(fixture.nothingIsLeft()).isTrue();
        } finally {
            fixture.engine().removeVolume(volume);
        }
    }

    @Test
    void upWhenTheRoleIsNotStatedKeepsTheRoleThatIsThere() {
        Environment production = Environment.of(
                        "live",
                        fixture.stack().service(redis("database").build()).build())
                .as(Role.PRODUCTION);
        fixture.infra().up(production, Duration.ofMinutes(1));

        Plan plan = fixture.infra().plan(production.as(Role.UNKNOWN));
        Plan other = fixture.infra().plan(production.as(Role.STAGING));

        assertThat(plan.changesNothing()).as(plan.toString()).isTrue();
        assertThat(other.service("database").orElseThrow().reasons())
                .contains("role changed from PRODUCTION to STAGING");
    }

    private static List<String> ids(RunningEnvironment running) {
        return running.services().stream().map(RunningService::containerId).toList();
    }

    private ContainerDetails details(RunningEnvironment running, String service) {
        return fixture.engine()
                .container(running.service(service).containerId())
                .orElseThrow();
    }

    private static String exec(RunningEnvironment running, String service, String... command) {
        return running.service(service)
                .exec(List.of(command), Duration.ofSeconds(10))
                .standardOutput();
    }
}
