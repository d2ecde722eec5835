package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.model.AuthConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import me.meeshy.infra.internal.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class RegistryLoginsTest {

    private static final String SECRET = "s3cr3t:with a colon";

    @TempDir
    private Path home = Path.of("");

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void helpersAreFoundHere() throws Exception {
        environment.put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
        Files.createDirectories(home.resolve("bin"));
    }

    @ParameterizedTest
    @CsvSource({
        "redis, https://index.docker.io/v1/",
        "redis:8, https://index.docker.io/v1/",
        "isopen/meeshy-gateway:latest, https://index.docker.io/v1/",
        "docker.io/library/redis, https://index.docker.io/v1/",
        "registry.example/team/app:1, registry.example",
        "registry.example:5000/app@sha256:0123, registry.example:5000",
        "localhost/app, localhost",
        "127.0.0.1:5000/app, 127.0.0.1:5000",
    })
    void registryOfAReferenceIsItsHostOrDockerHub(String reference, String registry) {
        assertThat(RegistryLogins.registry(reference)).isEqualTo(registry);
    }

    @Test
    void loginWhenNothingIsKeptIsNobody() {
        assertThat(login("registry.example/app")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry.example",
                "https://registry.example",
                "http://registry.example/v1/",
                "https://registry.example/v2/"
            })
    void loginOfTheFileIsFoundHoweverItsRegistryIsWritten(String key) throws Exception {
        configuration("{\"auths\":{\"" + key + "\":{\"auth\":\"" + base64("me:" + SECRET) + "\"}}}");

        assertThat(login("registry.example/app")).hasValueSatisfying(found -> {
            assertThat(found.getUsername()).isEqualTo("me");
            assertThat(found.getPassword()).isEqualTo(SECRET);
            assertThat(found.getRegistryAddress()).isEqualTo("registry.example");
            assertThat(found.toString()).doesNotContain(SECRET).doesNotContain("s3cr3t");
        });
        assertThat(login("other.example/app")).isEmpty();
        assertThat(login("redis")).isEmpty();
    }

    @Test
    void loginWithATokenIsPassedOnAsOne() throws Exception {
        configuration("{\"auths\":{\"a.example\":{\"auth\":\"" + base64("me:x") + "\",\"identitytoken\":\"id\"},"
                + "\"b.example\":{\"registrytoken\":\"reg\"}}}");

        assertThat(login("a.example/app").map(AuthConfig::getIdentitytoken)).contains("id");
        assertThat(login("b.example/app").map(AuthConfig::getRegistrytoken)).contains("reg");
    }

    @Test
    void loginIsReadFromDockerConfig(@TempDir Path elsewhere) throws Exception {
        configuration("{\"auths\":{\"a.example\":{\"auth\":\"" + base64("home:x") + "\"}}}");
        environment.put("DOCKER_CONFIG", elsewhere.toString());
        Files.writeString(
                elsewhere.resolve("config.json"),
                "{\"auths\":{\"a.example\":{\"auth\":\"" + base64("elsewhere:x") + "\"}}}");

        assertThat(login("a.example/app").map(AuthConfig::getUsername)).contains("elsewhere");
    }

    @Test
    void loginOfAHelperIsAskedForByTheRegistrysName() throws Exception {
        configuration("{\"auths\":{\"a.example\":{\"auth\":\"" + base64("file:x") + "\"}},\"credsStore\":\"kept\","
                + "\"credHelpers\":{\"b.example\":\"special\"}}");
        helper(
                "kept",
                "read registry; printf '{\"ServerURL\":\"%s\",\"Username\":\"kept-%s\",\"Secret\":\"x\"}' $registry $registry");
        helper("special", "cat >/dev/null; echo '{\"Username\":\"<token>\",\"Secret\":\"id\"}'");

        assertThat(login("a.example/app").map(AuthConfig::getUsername)).contains("kept-a.example");
        assertThat(login("redis").map(AuthConfig::getUsername)).contains("kept-https://index.docker.io/v1/");
        assertThat(login("b.example/app")).hasValueSatisfying(found -> {
            assertThat(found.getIdentitytoken()).isEqualTo("id");
            assertThat(found.getUsername()).isNull();
        });
    }

    @Test
    void allLoginsOfTheFileAreWrittenAsTheFileHasThem() throws Exception {
        configuration("{\"auths\":{\"a.example\":{\"auth\":\"" + base64("me:" + SECRET) + "\"},"
                + "\"b.example\":{\"auth\":\"" + base64("me:x") + "\",\"identitytoken\":\"id\"},"
                + "\"c.example\":{}},\"credHelpers\":{\"d.example\":\"special\"},\"proxies\":{}}");
        helper("special", "cat >/dev/null; echo '{\"Username\":\"special\",\"Secret\":\"x\"}'");

        assertThat(all())
                .isEqualTo(Map.of(
                        "auths",
                        Map.of(
                                "a.example", Map.of("auth", base64("me:" + SECRET)),
                                "b.example", Map.of("identitytoken", "id"),
                                "d.example", Map.of("auth", base64("special:x")))));
    }

    @Test
    void allLoginsOfAStoreAreAskedForOneByOne() throws Exception {
        configuration("{\"credsStore\":\"kept\",\"auths\":{\"a.example\":{}}}");
        helper(
                "kept",
                "if [ $1 = list ]; then echo '{\"a.example\":\"me\",\"gone.example\":\"me\"}'; exit; fi; read registry;"
                        + " case $registry in gone*) echo 'credentials not found in native keychain'; exit 1;; esac;"
                        + " printf '{\"Username\":\"kept-%s\",\"Secret\":\"x\"}' $registry");

        assertThat(all()).isEqualTo(Map.of("auths", Map.of("a.example", Map.of("auth", base64("kept-a.example:x")))));
    }

    @Test
    void allLoginsWhenNothingIsKeptAreNone() {
        assertThat(all()).isEqualTo(Map.of("auths", Map.of()));
    }

    private Object all() {
        return Objects.requireNonNull(Json.parse(new RegistryLogins(new DockerSettings(environment, home)).all()));
    }

    @Test
    void loginWhenTheHelperKeepsNothingIsNobody() throws Exception {
        configuration("{\"credsStore\":\"kept\"}");
        helper("kept", "echo 'credentials not found in native keychain'; exit 1");

        assertThat(login("a.example/app")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "cat >/dev/null; echo s3cr3t; exit 3, ended with exit code 3",
        "cat >/dev/null; echo '{s3cr3t', its answer is not JSON",
        "kill -9 $$, ended with exit code 137",
    })
    void loginWhenTheHelperFailsSaysHowAndNotWhatItWrote(String program, String words) throws Exception {
        configuration("{\"credsStore\":\"broken\"}");
        helper("broken", program);

        assertRefused(words, "docker-credential-broken", "a.example", "config.json");
    }

    @Test
    void loginWhenTheHelperIsMissingNamesIt() throws Exception {
        configuration("{\"credHelpers\":{\"a.example\":\"not-installed\"}}");

        assertRefused("docker-credential-not-installed", "is it installed");
    }

    @Test
    void loginWhenTheHelpersNameIsAPathIsRefused() throws Exception {
        configuration("{\"credsStore\":\"../../evil\"}");

        assertRefused("no name of a program");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%%%s3cr3t", "czNjcjN0"})
    void loginWhenTheFilesEntryIsBrokenSaysWhichAndNotWhat(String auth) throws Exception {
        configuration("{\"auths\":{\"a.example\":{\"auth\":\"" + auth + "\"}}}");

        assertRefused("a.example", "docker login a.example");
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(() -> login("a.example/app"))
                .isInstanceOf(EngineException.class)
                .hasMessageContainingAll(words)
                .satisfies(e -> {
                    assertThat(((EngineException) e).reason()).isEqualTo(Reason.CONFIGURATION);
                    var trace = new StringWriter();
                    e.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain("s3cr3t").doesNotContain("czNjcjN0");
                });
    }

    private Optional<AuthConfig> login(String reference) {
        return new RegistryLogins(new DockerSettings(environment, home)).forImage(reference);
    }

    private void configuration(String json) throws Exception {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), json);
    }

    private void helper(String name, String script) throws Exception {
        Path program = home.resolve("bin/docker-credential-" + name);
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
