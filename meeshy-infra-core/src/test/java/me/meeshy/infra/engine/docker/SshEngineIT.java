package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import me.meeshy.infra.engine.EngineInfo;
import me.meeshy.infra.engine.ExecSpec;
import me.meeshy.infra.engine.ExecStreams;
import me.meeshy.infra.engine.Images;
import me.meeshy.infra.engine.RequiresEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The real engine, and the real {@code docker system dial-stdio}; for ssh stands a program that runs the command here. */
@RequiresEngine
@Timeout(60)
class SshEngineIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @RegisterExtension
    private final EngineFixture fixture = new EngineFixture();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void connectOverSshRunsWhatTheSocketRuns() throws Exception {
        ssh("while [ \"$1\" != -- ]; do [ \"$1\" = -O ] && exit; shift; done; shift 2; exec sh -c \"$*\"");
        String container = fixture.started(fixture.idle(Images.REDIS));

        try (DockerEngine engine = connect("ssh://me@build.example:2222")) {
            assertThat(engine.info().reach()).isEqualTo(EngineInfo.Reach.REMOTE);
            assertThat(engine.containers(fixture.labels())).hasSize(1);
            var out = new ByteArrayOutputStream();
            engine.exec(
                    container,
                    ExecSpec.of(List.of("cat")),
                    new ExecStreams(
                            Optional.of(new ByteArrayInputStream("passed on".getBytes(StandardCharsets.UTF_8))),
                            out,
                            new ByteArrayOutputStream()),
                    LIMIT);
            assertThat(out).hasToString("passed on");
        }

        assertThat(Files.readAllLines(folder.resolve("calls")))
                .first()
                .asString()
                .contains("BatchMode=yes", "-l me", "-p 2222")
                .endsWith("-- build.example docker system dial-stdio");
        await().atMost(LIMIT).until(() -> tunnels().isEmpty());
    }

    @Test
    void connectWhenSshFailsTellsItsWords() throws Exception {
        ssh("echo 'Permission denied (publickey).' >&2; exit 255");

        assertThatThrownBy(() -> connect("ssh://build.example"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("ssh://build.example")
                .hasMessageContaining("Permission denied (publickey).")
                .extracting(e -> ((EngineException) e).reason())
                .isEqualTo(Reason.UNREACHABLE);
        assertThat(tunnels()).isEmpty();
    }

    private DockerEngine connect(String host) {
        var settings =
                new DockerSettings(Map.of("DOCKER_HOST", host, "PATH", folder + ":" + System.getenv("PATH")), folder);
        return DockerEngine.connect(EngineHost.of(settings), settings, LIMIT);
    }

    private void ssh(String script) throws IOException {
        Path program = folder.resolve("ssh");
        Files.writeString(program, "#!/bin/sh\necho \"$*\" >>" + folder.resolve("calls") + "\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Processes that a tunnel started and left. */
    private List<String> tunnels() {
        try (Stream<ProcessHandle> children = ProcessHandle.current().descendants()) {
            return children.map(child -> child.info().commandLine().orElse(""))
                    .filter(line -> line.contains("dial-stdio"))
                    .toList();
        }
    }
}
