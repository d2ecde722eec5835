package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is accepted and still said: with file and line, and never with a value. */
class ComposeWarningsTest {

    @TempDir
    private Path directory;

    private Project project() {
        return Project.in(directory).variables(Map.of("DB_PASSWORD", "hunter2", "HOST", "h"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "environment: {MONGO_PASSWORD: hunter2}",
                "environment: [MONGO_PASSWORD=hunter2]",
                "environment: {MONGO_PASSWORD: $DB_PASSWORD}",
                "environment: {DB_PASSWORD: }",
                "environment: [DB_PASSWORD]",
                "environment: {URL: 'mongodb://root:hunter2@database/'}",
                "environment: {URL: 'mongodb://root:$DB_PASSWORD@database/'}",
                "environment: ['URL=redis://:hunter2@redis']",
                "command: redis-server --requirepass $DB_PASSWORD",
                "command: [redis-server, --requirepass, '${DB_PASSWORD:-x}']",
                "entrypoint: [x, '${DB_PASSWORD}']",
                "healthcheck: {test: 'redis-cli -a $DB_PASSWORD ping'}",
                "labels: {auth: '$DB_PASSWORD'}",
                "labels: ['auth=$DB_PASSWORD']",
            })
    void loadWhenSecretStandsWhereInspectShowsItWarnsWithTheLine(String keys) {
        LoadedStack loaded = project().stackWith(keys);
        assertThat(loaded.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.file()).isEqualTo(directory.resolve("compose.yaml"));
            assertThat(warning.line()).isEqualTo(4);
            assertThat(warning.message())
                    .startsWith("services.a.")
                    .contains("looks like a secret")
                    .contains("secrets:");
            assertThat(warning.toString())
                    .startsWith(directory.resolve("compose.yaml") + ":4: services.a.")
                    .doesNotContain("hunter2");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "environment: {MONGO_PASSWORD_FILE: /run/secrets/x}",
                "environment: {MONGO_PASSWORD: ''}",
                "environment: [MONGO_PASSWORD=]",
                "environment: {MONGO_PASSWORD: }",
                "environment: {URL: 'mongodb://database/'}",
                "environment: {HOST: $HOST}",
                "command: echo $HOST $$DB_PASSWORD",
                "healthcheck: {test: 'redis-cli -a $$DB_PASSWORD ping'}",
                "labels: {a: b}"
            })
    void loadWhenNoSecretIsShownWarnsOfNothing(String keys) {
        assertThat(project().stackWith(keys).warnings()).isEmpty();
    }

    @Test
    void loadWhenSecretStandsInEnvironmentFileWarnsWithItsLine() {
        LoadedStack loaded = project()
                .with("app.env", "# c\nA=1\nJWT_SECRET=hunter2\nJWT_SECRET_FILE=/x\nEMPTY_TOKEN=\n")
                .stackWith("env_file: app.env");
        assertThat(loaded.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.file()).isEqualTo(directory.resolve("app.env"));
            assertThat(warning.line()).isEqualTo(3);
            assertThat(warning.message()).contains("JWT_SECRET ").doesNotContain("hunter2");
        });
    }

    @Test
    void loadWhenSecretIsInDotEnvAloneWarnsOfNothing() {
        assertThat(Project.in(directory)
                        .with(".env", "DB_PASSWORD=hunter2")
                        .stackWith("user: x")
                        .warnings())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"environment: {V: 1.10}", "environment: {V: 010}", "environment: {V: 1_000}"})
    void loadWhenNumberIsWrittenAnewWarns(String keys) {
        assertThat(project().stackWith(keys).warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.message())
                        .startsWith("services.a.environment.V: ")
                        .contains("quote it"));
    }

    @Test
    void loadWhenVersionIsGivenWarnsThatItIsObsolete() {
        assertThat(project().load("services: {a: {image: x}}\nversion: '3'\n").warnings())
                .containsExactly(new ComposeWarning(
                        directory.resolve("compose.yaml"), 2, "version: is obsolete and has no effect; take it away"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "volumes: ['data:/d:cached']",
                "volumes: [{type: volume, target: /d, consistency: cached}]",
                "volumes: [{type: tmpfs, target: /d, tmpfs: {mode: 700}}]",
                "command: a | b"
            })
    void loadWhenSomethingHasNoEffectWarns(String keys) {
        assertThat(project().stackWith(keys).warnings()).hasSize(1);
    }

    @Test
    void loadWhenOldFormOfExternalIsUsedWarns() {
        LoadedStack loaded = project()
                .load("services: {a: {image: x, volumes: ['v:/v']}}\nvolumes:\n  v: {external: {name: real}}\n");
        assertThat(loaded.stack().volumes().get("v"))
                .satisfies(volume -> assertThat(volume).hasFieldOrPropertyWithValue("external", true));
        assertThat(loaded.warnings()).extracting(ComposeWarning::line).containsExactly(3);
    }
}
