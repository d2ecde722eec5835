package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.Environment;
import me.meeshy.infra.Infra;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.RunningService;
import me.meeshy.infra.Volumes;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.internal.Json;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.plan.Plan;
import me.meeshy.infra.plan.UpFailedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A container with {@code use_api_socket} finds the engine and the client's logins, as with docker compose. */
@RequiresEngine
@Timeout(120)
class ApiSocketIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String LOGINS = "/run/secrets/docker/config.json";

    private final String project =
            "meeshy-socket-" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    private Path directory = Path.of("");

    private Environment environment =
            Environment.of("none", me.meeshy.infra.model.Stack.builder("none").build());

    @BeforeEach
    void composeFileAndLogin() throws IOException {
        Files.createDirectory(directory.resolve("docker"));
        logIn("one");
        Files.writeString(directory.resolve("compose.yaml"), """
                name: %s
                services:
                  tool:
                    image: redis:8-alpine
                    entrypoint: [sh, -c, "trap 'exit 0' TERM; sleep 1000 & wait"]
                    use_api_socket: true
                  other:
                    image: redis:8-alpine
                """.formatted(project));
        environment = Environment.load(directory).as(Role.TEST);
    }

    @AfterEach
    void removeAll() {
        try (Infra infra = connect()) {
            infra.attach(environment).down(Volumes.DELETE);
        }
    }

    @Test
    void containerFindsTheEngineAndTheLoginsOfTheLatestStart() throws Exception {
        try (Infra infra = connect()) {
            RunningEnvironment running = up(infra);

            assertThat(output(running, "tool", "test -S /var/run/docker.sock && echo $DOCKER_CONFIG"))
                    .isEqualTo("/run/secrets/docker\n");
            assertThat(Json.parse(output(running, "tool", "cat " + LOGINS))).isEqualTo(logins("one"));
            assertThat(output(running, "other", "ls /var/run/docker.sock " + LOGINS + "; echo $DOCKER_CONFIG"))
                    .isEqualTo("\n");

            logIn("another");
            assertThat(infra.plan(environment).changesNothing())
                    .as("a helper may give another login each hour")
                    .isTrue();
            running.service("tool").stop(LIMIT);
            infra.up(environment, LIMIT);
            assertThat(Json.parse(output(running, "tool", "cat " + LOGINS))).isEqualTo(logins("another"));
        }
    }

    @Test
    void containerThatComposeMadeIsLeftAsItIs() throws Exception {
        Assumptions.assumeTrue(docker("compose", "version") == 0, "no docker compose on the PATH; dev/peers brings it");
        if (docker("compose", "up", "-d") != 0) {
            assertThat(directory.resolve("output")).content().contains("path escapes from parent");
            return;
        }

        try (Infra infra = connect()) {
            Plan plan = infra.plan(environment);

            assertThat(plan.changesNothing()).as(plan.toString()).isTrue();
            assertThat(Json.parse(output(infra.attach(environment), "tool", "cat " + LOGINS)))
                    .as("compose's logins are as ours")
                    .isEqualTo(logins("one"));
        }
    }

    /** Engines with moby issue 52653 refuse it, compose's as well as ours, unless the socket is mounted where the link leads. */
    private RunningEnvironment up(Infra infra) throws IOException {
        try {
            return infra.up(environment, LIMIT);
        } catch (UpFailedException e) {
            assertThat(e)
                    .hasMessageContaining("where a file is mounted below a symbolic link")
                    .hasMessageContaining("mount it where the link leads");
            Path file = directory.resolve("compose.yaml");
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replace(
                                    "use_api_socket: true",
                                    "use_api_socket: true\n    volumes: [\"/var/run/docker.sock:/run/docker.sock\"]"));
            environment = Environment.load(directory).as(Role.TEST);
            return infra.up(environment, LIMIT);
        }
    }

    private static String output(RunningEnvironment running, String service, String line) {
        RunningService there = running.service(service);
        return there.exec("sh", "-c", line).run(LIMIT).standardOutput();
    }

    private static @Nullable Object logins(String password) {
        return Json.parse("{\"auths\":{\"registry.example\":{\"auth\":\"" + encoded(password) + "\"}}}");
    }

    private void logIn(String password) throws IOException {
        Map<String, Object> settings = new HashMap<>();
        settings.put("auths", Map.of("registry.example", Map.of("auth", encoded(password))));
        // the compose plugin is found there
        Path own = DockerSettings.ofThisProcess().folder();
        settings.put("cliPluginsExtraDirs", List.of(own.resolve("cli-plugins").toString()));
        Files.writeString(directory.resolve("docker/config.json"), Json.write(settings));
    }

    private static String encoded(String password) {
        return Base64.getEncoder().encodeToString(("me:" + password).getBytes(StandardCharsets.UTF_8));
    }

    private Infra connect() {
        var variables = new HashMap<>(System.getenv());
        variables.put("DOCKER_CONFIG", directory.resolve("docker").toString());
        return Infra.on(
                DockerEngine.connect(EngineHost.ofEnvironment(), new DockerSettings(variables, directory), LIMIT));
    }

    private int docker(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        builder.environment().put("DOCKER_CONFIG", directory.resolve("docker").toString());
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }
}
