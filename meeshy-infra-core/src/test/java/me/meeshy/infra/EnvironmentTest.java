package me.meeshy.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import me.meeshy.infra.model.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {

    @TempDir
    Path folder;

    @Test
    void loadTakesNameStackAndVariablesFromTheDirectoryAndGuardsIt() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("production"));
        Files.writeString(directory.resolve("docker-compose.yml"), """
                name: chat
                services:
                  database:
                    image: mongo:${MONGO_TAG_OF_THIS_TEST}
                    secrets: [root-password]
                secrets:
                  root-password: { file: ./secrets/root-password }
                """);
        Files.writeString(directory.resolve(".env"), "MONGO_TAG_OF_THIS_TEST=8.0\n");

        Environment loaded = Environment.load(directory);

        assertThat(loaded.name()).isEqualTo("production");
        assertThat(loaded.role()).isEqualTo(Role.UNKNOWN);
        assertThat(loaded.role().guarded()).isTrue();
        assertThat(loaded.stack().name()).isEqualTo("chat");
        assertThat(loaded.stack().service("database").image()).isEqualTo("mongo:8.0");
        assertThat(loaded.directory()).contains(directory);
        assertThat(loaded.composeFiles()).containsExactly(directory.resolve("docker-compose.yml"));
        assertThat(loaded.variables()).containsEntry("MONGO_TAG_OF_THIS_TEST", "8.0");
        assertThat(loaded.secretFile("root-password")).isEqualTo(directory.resolve("secrets/root-password"));
    }

    @Test
    void loadKeepsTheWarningsThroughEveryChange() throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), """
                services:
                  api:
                    image: chat-api
                    environment:
                      JWT_SECRET: hunter2-hunter2
                """);

        Environment changed = Environment.load(folder).as(Role.STAGING).named("staging");

        assertThat(changed.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.toString())
                        .contains("compose.yaml:5", "JWT_SECRET")
                        .doesNotContain("hunter2"));
    }
}
