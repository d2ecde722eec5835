package me.meeshy.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import me.meeshy.infra.compose.ComposeFileException;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentValueTest {

    private static final Stack CHAT = Stack.builder("chat")
            .service(Service.builder("api", "chat-api").secret("jwt").build())
            .secret(new Secret("elsewhere", Path.of("/run/keys/elsewhere")))
            .build();

    @TempDir
    Path folder;

    @Test
    void ofIsForDevelopmentAndHasNoDirectory() {
        Environment built = Environment.of("dev", CHAT);

        assertThat(built.name()).isEqualTo("dev");
        assertThat(built.stack()).isEqualTo(CHAT);
        assertThat(built.role()).isEqualTo(Role.DEVELOPMENT);
        assertThat(built.role().guarded()).isFalse();
        assertThat(built.directory()).isEmpty();
        assertThat(built.composeFiles()).isEmpty();
        assertThat(built.variables()).isEmpty();
        assertThat(built.warnings()).isEmpty();
        assertThat(built).hasToString("Environment[dev, DEVELOPMENT, chat]");
    }

    @Test
    void changingMakesACopyAndLeavesTheOriginal() {
        Environment built = Environment.of("dev", CHAT);

        Environment changed = built.named("staging").as(Role.STAGING).endpoint("api", URI.create("https://a.example"));

        assertThat(changed.name()).isEqualTo("staging");
        assertThat(changed.role()).isEqualTo(Role.STAGING);
        assertThat(changed.stack().name()).as("the project").isEqualTo("chat");
        assertThat(changed.endpoint("api")).isEqualTo(URI.create("https://a.example"));
        assertThat(built).hasToString("Environment[dev, DEVELOPMENT, chat]");
        assertThat(built.endpoints()).isEmpty();
    }

    @Test
    void endpointWhenSetTwiceIsTheLastOne() {
        Environment changed = Environment.of("dev", CHAT)
                .endpoint("api", URI.create("https://old.example"))
                .endpoint("frontend", URI.create("https://f.example"))
                .endpoint("api", URI.create("https://new.example"));

        assertThat(changed.endpoint("api")).isEqualTo(URI.create("https://new.example"));
        assertThat(changed.endpoints()).containsOnlyKeys("api", "frontend");
    }

    @Test
    void endpointWhenThereIsNoneNamesThoseThatThereAre() {
        Environment built = Environment.of("dev", CHAT).endpoint("api", URI.create("https://a.example"));

        assertThatThrownBy(() -> built.endpoint("frontend"))
                .isInstanceOf(InfraException.class)
                .hasMessage("environment dev has no endpoint 'frontend'; it has [api]");
    }

    @Test
    void secretFileOfABuiltStackIsTakenFromTheWorkingDirectory() {
        Environment built = Environment.of("dev", CHAT);

        assertThat(built.secretFile("jwt")).isEqualTo(Path.of("secrets", "jwt").toAbsolutePath());
        assertThat(built.secretFile("elsewhere")).isEqualTo(Path.of("/run/keys/elsewhere"));
    }

    @Test
    void secretFileWhenThereIsNoSuchSecretNamesThoseThatThereAre() {
        assertThatThrownBy(() -> Environment.of("dev", CHAT).secretFile("jwt-public"))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("environment dev has no secret 'jwt-public'")
                .hasMessageContaining("[elsewhere, jwt]");
    }

    @Test
    void loadWhenThereIsNoComposeFileSaysWhere() {
        assertThatThrownBy(() -> Environment.load(folder))
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining(folder.toString());
    }

    @Test
    void variablesDoNotShowTheirValuesWhenPrinted() throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), "services: { api: { image: \"chat:${TAG}\" } }\n");
        Files.writeString(folder.resolve(".env"), "TAG=1\nPASSWORD_OF_THIS_TEST=hunter2-hunter2\n");

        Environment loaded = Environment.load(folder).as(Role.STAGING);

        assertThat(loaded.variables()).containsEntry("PASSWORD_OF_THIS_TEST", "hunter2-hunter2");
        assertThat(loaded.variables().toString()).doesNotContain("hunter2");
        assertThat(loaded.toString()).doesNotContain("hunter2");
        assertThatThrownBy(() -> loaded.variables().put("TAG", "2")).isInstanceOf(UnsupportedOperationException.class);
    }
}
