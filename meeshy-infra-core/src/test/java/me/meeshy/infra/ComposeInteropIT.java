package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static me.meeshy.infra.ProjectFixture.redis;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import me.meeshy.infra.engine.ContainerState.Status;
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
    void composeWithTheFileManagesAndTakesDownWhatWeLoadedFromIt() throws Exception {
        writeComposeFile();
        Environment environment = Environment.load(directory).as(Role.TEST);
        fixture.infra().up(environment, Duration.ofMinutes(1));

        String listed = ComposeCli.docker(directory, "compose", "ps", "--format", "{{.Service}} {{.State}}");
        String answer = ComposeCli.docker(directory, "compose", "exec", "-T", "database", "redis-cli", "ping");
        ComposeCli.docker(directory, "compose", "restart", "gateway");
        String logs = ComposeCli.docker(directory, "compose", "logs", "--no-log-prefix", "gateway");
        ComposeCli.docker(directory, "compose", "stop", "gateway");
        Status stopped =
                fixture.infra().attach(environment).service("gateway").state().status();
        Plan plan = fixture.infra().plan(environment);
        ComposeCli.docker(directory, "compose", "down", "--volumes");

        assertThat(listed.lines()).containsExactlyInAnyOrder("database running", "gateway running");
        assertThat(answer).isEqualToIgnoringNewLines("PONG");
        assertThat(logs.lines()).as("started twice").containsExactly("gateway begins", "gateway begins");
        assertThat(stopped).isEqualTo(Status.EXITED);
        assertThat(plan.service("gateway").orElseThrow().action()).isEqualTo(Change.Action.START);
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
        assertThat(plan.changesNothing()).as(plan.toString()).isTrue();
        assertThat(report.removed()).hasSize(3);
        assertThat(fixture.engine().volumes(fixture.labels())).hasSize(1);
    }

    @Test
    void upWhenComposeStartedTheProjectLeavesEveryContainerThatIsAsItShouldBe() throws Exception {
        writeRichComposeFile("5");
        ComposeCli.docker(directory, "compose", "up", "-d", "--wait");
        Environment environment = Environment.load(directory).as(Role.TEST);
        List<String> before = ids(fixture.infra().attach(environment));

        Plan plan = fixture.infra().plan(environment);
        RunningEnvironment running = fixture.infra().up(environment, Duration.ofMinutes(1));

        assertThat(plan.changesNothing()).as(plan.toString()).isTrue();
        assertThat(ids(running)).isEqualTo(before);

        writeRichComposeFile("6");
        Plan changed = fixture.infra().plan(Environment.load(directory).as(Role.TEST));
        assertThat(changed.service("database").orElseThrow().differences())
                .extracting(difference -> difference.key())
                .containsExactlyInAnyOrder("environment.LIMIT", "stop_grace_period");
        assertThat(changed.service("gateway").orElseThrow().action()).isEqualTo(Change.Action.LEAVE);
    }

    @Test
    void upInTurnsWithComposeReplacesOnceEachTimeAtMostAndKeepsTheData() throws Exception {
        writeComposeFile();
        Environment environment = Environment.load(directory).as(Role.TEST);
        RunningEnvironment ours = fixture.infra().up(environment, Duration.ofMinutes(1));
        ours.service("database").exec(List.of("sh", "-c", "echo kept > /data/file"), Duration.ofSeconds(10));
        List<String> first = ids(ours);

        ComposeCli.docker(directory, "compose", "up", "-d", "--wait");
        List<String> second = ids(fixture.infra().attach(environment));
        ComposeCli.docker(directory, "compose", "up", "-d", "--wait");
        List<String> third = ids(fixture.infra().attach(environment));
        RunningEnvironment again = fixture.infra().up(environment, Duration.ofMinutes(1));

        assertThat(second).as("its hash differs from ours").doesNotContainAnyElementsOf(first);
        assertThat(third).isEqualTo(second);
        assertThat(ids(again)).as("nothing differs").isEqualTo(second);
        assertThat(again.service("database")
                        .exec(List.of("cat", "/data/file"), Duration.ofSeconds(10))
                        .standardOutput())
                .isEqualTo("kept\n");
        assertThat(ComposeCli.docker(directory, "compose", "ps", "--format", "{{.Service}}")
                        .lines())
                .containsExactlyInAnyOrder("database", "gateway");
    }

    private static List<String> ids(RunningEnvironment running) {
        return running.services().stream().map(RunningService::containerId).toList();
    }

    /** With keys of many kinds; one of them, and a variable, has a value that is given. */
    private void writeRichComposeFile(String limit) throws Exception {
        Files.writeString(directory.resolve("token"), "secret-token");
        Files.writeString(directory.resolve("page.html"), "hello");
        Files.writeString(directory.resolve("variables.env"), "FROM_FILE=yes\n");
        Files.writeString(directory.resolve("docker-compose.yml"), """
                name: %1$s
                services:
                  database:
                    image: redis:8-alpine
                    command: [redis-server, --save, "60", "1"]
                    volumes: ["data:/data", {type: tmpfs, target: /scratch}]
                    environment: {LIMIT: "%2$s", EMPTY: "", DEBUG: "false", WORKERS: 0}
                    env_file: variables.env
                    secrets: [token]
                    labels: {team: chat, none: "", off: "false"}
                    ulimits: {nofile: 1024}
                    stop_grace_period: %2$ss
                    ipc: shareable
                    restart: unless-stopped
                    healthcheck: {test: [CMD, redis-cli, ping], interval: 1s, timeout: 3s, retries: 5}
                    networks: {inner: {aliases: [store]}}
                  gateway:
                    image: nginx:alpine
                    ports: ["80", "127.0.0.1::8080"]
                    expose: ["9000", "9001-9003"]
                    volumes: ["./page.html:/usr/share/nginx/html/page.html:ro", /var/cache]
                    working_dir: /tmp
                    user: root
                    hostname: gate
                    pid: host
                    pids_limit: -1
                    tmpfs: ["/memory:rw,noexec,size=64k", "/read:ro"]
                    depends_on: {database: {condition: service_healthy}}
                    networks: [inner, outer]
                  side:
                    image: redis:8-alpine
                    entrypoint: [sh, -c, "trap 'exit 0' TERM; sleep 1000 & wait"]
                    network_mode: service:gateway
                    ipc: service:database
                    pid: service:database
                    volumes_from: [gateway]
                networks: {inner: {}, outer: {}}
                volumes: {data: {}}
                secrets: {token: {file: token}}
                """.formatted(fixture.project(), limit));
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
