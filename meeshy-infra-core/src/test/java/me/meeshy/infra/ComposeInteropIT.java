package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static me.meeshy.infra.ProjectFixture.redis;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.plan.Change;
import me.meeshy.infra.plan.Plan;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Compose sees what we start, and we see what compose started. */
@RequiresEngine
class ComposeInteropIT {

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @TempDir
    Path directory;

    @BeforeEach
    void needsCompose() {
        ComposeCli.assumeThere();
    }

    @Test
    void composeListsAndTakesDownWhatWeStarted() throws Exception {
        fixture.infra()
                .up(
                        Environment.of(
                                "interop",
                                fixture.stack()
                                        .service(redis("database")
                                                .volume("data", "/data")
                                                .build())
                                        .service(idle("gateway")
                                                .dependsOn("database", Condition.HEALTHY)
                                                .build())
                                        .build()),
                        Duration.ofMinutes(1));

        String services = ComposeCli.docker(directory, "compose", "-p", fixture.project(), "ps", "--services");
        String listed = ComposeCli.docker(directory, "compose", "-p", fixture.project(), "ps");
        ComposeCli.docker(directory, "compose", "-p", fixture.project(), "down", "--volumes");

        assertThat(services.lines()).containsExactlyInAnyOrder("database", "gateway");
        assertThat(listed).contains(fixture.project() + "-database-1", fixture.project() + "-gateway-1");
        assertThat(fixture.engine().containers(fixture.labels())).isEmpty();
        assertThat(fixture.engine().networks(fixture.labels())).isEmpty();
    }

    @Test
    void composeWithTheFileListsAndTakesDownWhatWeLoadedFromIt() throws Exception {
        writeComposeFile();
        Environment environment = Environment.load(directory).as(Role.TEST);
        fixture.infra().up(environment, Duration.ofMinutes(1));

        String listed = ComposeCli.docker(directory, "compose", "ps", "--format", "{{.Service}} {{.State}}");
        ComposeCli.docker(directory, "compose", "down", "--volumes");

        assertThat(listed.lines()).containsExactlyInAnyOrder("database running", "gateway running");
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void attachWhenComposeStartedTheProjectWorks() throws Exception {
        writeComposeFile();
        ComposeCli.docker(directory, "compose", "up", "-d", "--wait");
        Environment environment = Environment.load(directory);

        RunningEnvironment running = fixture.infra().attach(environment);
        RunningService gateway = running.service("gateway");
        EnvironmentStatus status = running.status();
        gateway.restart(Duration.ofMinutes(1));
        List<String> lines = gateway.logs().tail(10).lines();
        Plan plan = fixture.infra().plan(environment);
        DownReport report = running.down();

        assertThat(status.allWell()).as(status.toString()).isTrue();
        assertThat(lines).contains("gateway begins");
        assertThat(plan.service("gateway").orElseThrow().action()).isEqualTo(Change.Action.RECREATE);
        assertThat(plan.service("gateway").orElseThrow().reasons()).anyMatch(reason -> reason.contains("another tool"));
        assertThat(report.removed()).hasSize(3);
        assertThat(fixture.engine().volumes(fixture.labels())).hasSize(1);
    }

    @Test
    void upWhenComposeStartedTheProjectTakesItOverWithItsData() throws Exception {
        writeComposeFile();
        ComposeCli.docker(directory, "compose", "up", "-d", "--wait");
        Environment environment = Environment.load(directory).as(Role.TEST);
        fixture.infra()
                .attach(environment)
                .service("database")
                .exec(List.of("sh", "-c", "echo kept > /data/file"), Duration.ofSeconds(10));

        RunningEnvironment running = fixture.infra().up(environment, Duration.ofMinutes(1));

        assertThat(running.service("database")
                        .exec(List.of("cat", "/data/file"), Duration.ofSeconds(10))
                        .standardOutput())
                .isEqualTo("kept\n");
        assertThat(fixture.infra().plan(environment).changesNothing()).isTrue();
    }

    private void writeComposeFile() throws Exception {
        Files.writeString(directory.resolve("docker-compose.yml"), """
                name: %s
                services:
                  database:
                    image: redis:8-alpine
                    volumes: ["data:/data"]
                    healthcheck: {test: [CMD, redis-cli, ping], interval: 1s}
                  gateway:
                    image: redis:8-alpine
                    entrypoint: [sh, -c, "echo gateway begins; trap 'exit 0' TERM; sleep 1000 & wait"]
                    depends_on: {database: {condition: service_healthy}}
                volumes: {data: {}}
                """.formatted(fixture.project()));
    }
}
