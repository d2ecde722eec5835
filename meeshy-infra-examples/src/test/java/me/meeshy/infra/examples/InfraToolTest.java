package me.meeshy.infra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import me.meeshy.infra.Infra;
import me.meeshy.infra.embedded.EmbeddedEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tool on the embedded engine, which lives as long as the test. */
class InfraToolTest {

    @TempDir
    Path directory;

    private Infra infra;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(directory.resolve("compose.yaml"), """
                name: tool
                services:
                  web:
                    image: nginx:alpine
                    expose: [80]
                    volumes: [pages:/pages]
                volumes:
                  pages:
                """);
        infra = Infra.on(EmbeddedEngine.start());
    }

    @AfterEach
    void end() {
        infra.close();
    }

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private int run(String... arguments) {
        printed.reset();
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("-d", directory.toString()));
        return InfraTool.run(
                new PrintStream(printed, true, StandardCharsets.UTF_8), () -> infra, all.toArray(String[]::new));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void upStatusRestartAndDownDoWhatTheySay() {
        assertThat(run("plan")).as(printed()).isZero();
        assertThat(printed()).contains("create", "tool-web-1");

        assertThat(run("up", "--role", "development")).as(printed()).isZero();
        assertThat(printed()).contains("tool-web-1", "running");
        assertThat(run("plan", "--role", "development")).as(printed()).isZero();
        assertThat(run("status", "--format", "json")).as(printed()).isZero();
        assertThat(printed()).contains("\"project\":\"tool\"");
        assertThat(run("restart", "web")).as(printed()).isZero();
        assertThat(run("logs", "web")).as(printed()).isZero();

        assertThat(run("down", "--volumes")).as(printed()).isZero();
        assertThat(printed()).contains("removed container tool-web-1", "removed volume tool_pages");
        assertThat(run("status")).as("nothing runs").isEqualTo(1);
    }

    @Test
    void failuresAreOneMessageAndAnExitCode() {
        assertThat(run("restart", "web")).isEqualTo(1);
        assertThat(printed()).startsWith("FAILED: ").contains("web").doesNotContain("\tat ");
        assertThat(run("up", "--role", "production")).as(printed()).isZero();
        assertThat(run("down", "--volumes")).isEqualTo(1);
        assertThat(printed()).contains("FAILED: refused to delete the volumes");
        assertThat(run(
                        "down",
                        "--volumes",
                        "--destroy-data-of",
                        directory.getFileName().toString()))
                .as(printed())
                .isZero();
        assertThat(run("exec", "web", "true")).isEqualTo(1);
        assertThat(run("frobnicate")).isEqualTo(2);
    }
}
