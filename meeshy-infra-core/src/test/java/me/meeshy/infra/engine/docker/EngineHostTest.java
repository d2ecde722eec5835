package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which engine is meant, as the docker command would find it. */
class EngineHostTest {

    @TempDir
    private Path home = Path.of("");

    private final Map<String, String> environment = new HashMap<>();

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void hostWhenNothingIsSaidIsTheUsualSocket() {
        assertThat(host()).hasToString("unix:///var/run/docker.sock (DOCKER_HOST is not set)");
        assertThat(host().tls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "unix:///run/other.sock, unix:///run/other.sock",
        "'  unix:///run/other.sock ', unix:///run/other.sock",
        "unix://, unix:///var/run/docker.sock",
        "tcp://192.0.2.7:2375, tcp://192.0.2.7:2375",
        "tcp://192.0.2.7, tcp://192.0.2.7:2375",
        "TCP://build.example/, tcp://build.example:2375",
        "192.0.2.7:4000, tcp://192.0.2.7:4000",
        "tcp://[2001:db8::7]:2375, tcp://[2001:db8::7]:2375",
        "ssh://me@build.example:2222/run/other.sock, ssh://me@build.example:2222/run/other.sock",
        "npipe:////./pipe/docker_engine, npipe:////./pipe/docker_engine",
    })
    void hostIsWhatDockerHostSays(String said, String understood) {
        environment.put("DOCKER_HOST", said);

        assertThat(host()).hasToString(understood + " (DOCKER_HOST says so)");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:2375, unix:///path/of/the/socket",
        "fd://, unix:///path/of/the/socket",
        "unix://relative/engine.sock, the socket's path must be absolute",
        "tcp://192.0.2.7:2375/v1, without a path",
        "tcp://, unix:///path/of/the/socket",
        "'tcp://two words', unix:///path/of/the/socket",
    })
    void hostWhenItCannotBeUnderstoodIsRefusedWithWhatIsSpoken(String said, String words) {
        environment.put("DOCKER_HOST", said);

        assertRefused("Cannot connect to a Docker engine at " + said + " (DOCKER_HOST says so)", words);
    }

    @Test
    void hostOverSshWithAPasswordIsRefusedWithoutIt() {
        environment.put("DOCKER_HOST", "ssh://me:s3cr3t@example.com");

        assertThatThrownBy(this::host)
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("without a password")
                .hasMessageNotContaining("s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/run/a$(id)", "/run/a%20b", "/run/a;id", "/run/a%60id%60"})
    void hostOverSshWithAPathThatAShellTakesApartIsRefused(String path) {
        environment.put("DOCKER_HOST", "ssh://example.com" + path);

        assertRefused("the socket's path may hold letters, digits");
    }

    @Test
    void hostOfTheContextThatWasChosenIsTheContexts() throws Exception {
        choose("far");
        context("far", "tcp://192.0.2.8:2376", false);

        assertThat(host()).hasToString("tcp://192.0.2.8:2376 (the docker context 'far' says so)");
        assertThat(host().tls()).isEmpty();
    }

    @Test
    void hostOfDockerHostGoesBeforeTheContext() throws Exception {
        choose("far");
        context("far", "tcp://192.0.2.8:2376", false);
        environment.put("DOCKER_CONTEXT", "far");
        environment.put("DOCKER_HOST", "unix:///run/near.sock");

        assertThat(host()).hasToString("unix:///run/near.sock (DOCKER_HOST says so)");
    }

    @Test
    void hostOfDockerContextGoesBeforeTheOneThatWasChosen() throws Exception {
        choose("far");
        context("far", "tcp://192.0.2.8:2376", false);
        context("near", "unix:///run/near.sock", false);
        environment.put("DOCKER_CONTEXT", "near");

        assertThat(host()).hasToString("unix:///run/near.sock (the docker context 'near' says so)");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void hostOfTheContextNamedDefaultIsTheUsualSocket() throws Exception {
        choose("far");
        environment.put("DOCKER_CONTEXT", "default");

        assertThat(host()).hasToString("unix:///var/run/docker.sock (DOCKER_HOST is not set)");
    }

    @Test
    void hostOfAContextIsLookedForInDockerConfig(@TempDir Path elsewhere) throws Exception {
        choose("home");
        environment.put("DOCKER_CONFIG", elsewhere.toString());
        write(elsewhere.resolve("config.json"), "{\"currentContext\":\"there\"}");
        write(
                elsewhere.resolve("contexts/meta/" + sha256("there") + "/meta.json"),
                "{\"Name\":\"there\",\"Metadata\":{},\"Endpoints\":{\"docker\":{\"Host\":\"unix:///run/there.sock\"}}}");

        assertThat(host()).hasToString("unix:///run/there.sock (the docker context 'there' says so)");
    }

    @Test
    void hostWhenTheContextIsMissingSaysWhoChoseItAndWhereItWasLookedFor() throws Exception {
        choose("gone");

        assertRefused("docker context 'gone'", "config.json", sha256("gone"), "docker context use", "DOCKER_HOST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[1]",
                "{\"auths\":{\"registry.example\":{\"auth\":\"c2VjcmV0\"}",
                "{\"auth\":\"c2VjcmV0\"} more"
            })
    void hostWhenSettingsCannotBeReadNamesTheFileAndNotWhatIsInIt(String content) throws Exception {
        write(home.resolve(".docker/config.json"), content);

        assertThatThrownBy(this::host)
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining("mend the file")
                .hasStackTraceContaining("EngineException")
                .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("c2VjcmV0"));
    }

    @Test
    void hostWithTlsWhenCertificatesAreMissingNamesTheFolder() {
        environment.put("DOCKER_HOST", "tcp://192.0.2.7");
        environment.put("DOCKER_TLS_VERIFY", "1");
        environment.put("DOCKER_CERT_PATH", home.resolve("certificates").toString());

        assertRefused(
                "DOCKER_TLS_VERIFY is set", home.resolve("certificates").toString(), "ca.pem", "DOCKER_CERT_PATH");
    }

    @Test
    void hostOverASocketNeedsNoTlsWhateverTheEnvironmentSays() {
        environment.put("DOCKER_HOST", "unix:///run/near.sock");
        environment.put("DOCKER_TLS_VERIFY", "1");

        assertThat(host().tls()).isEmpty();
    }

    @Test
    void hostWithTlsUnseenIsEncryptedOnItsOwnPort() {
        environment.put("DOCKER_HOST", "tcp://192.0.2.7");
        environment.put("DOCKER_TLS", "1");

        assertThat(host()).hasToString("tcp://192.0.2.7:2376 (DOCKER_HOST says so)");
        assertThat(host().tls()).isPresent();
    }

    private EngineHost host() {
        return EngineHost.of(new DockerSettings(environment, home));
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(this::host)
                .isInstanceOf(EngineException.class)
                .hasMessageContainingAll(words)
                .extracting(e -> ((EngineException) e).reason())
                .isEqualTo(Reason.CONFIGURATION);
    }

    private void choose(String context) throws Exception {
        write(home.resolve(".docker/config.json"), "{\"auths\":{},\"currentContext\":\"" + context + "\"}");
    }

    private void context(String name, String host, boolean skipVerification) throws Exception {
        write(
                home.resolve(".docker/contexts/meta/" + sha256(name) + "/meta.json"),
                "{\"Name\":\"" + name + "\",\"Metadata\":{},\"Endpoints\":{\"docker\":{\"Host\":\"" + host
                        + "\",\"SkipTLSVerify\":" + skipVerification + "}}}");
    }

    private static void write(Path file, String text) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    static String sha256(String name) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
    }

    private static String stackTrace(Throwable thrown) {
        var text = new java.io.StringWriter();
        thrown.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }
}
