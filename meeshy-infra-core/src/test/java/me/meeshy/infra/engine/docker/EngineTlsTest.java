package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS with an engine that demands a certificate, set up as for the docker command. */
@Timeout(30)
class EngineTlsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private static Path shared;

    private static TestCertificate engine;
    private static TestCertificate client;
    private static TestCertificate stranger;

    @TempDir
    private Path home = Path.of("");

    private final Map<String, String> environment = new HashMap<>();
    private FakeEngine fake;
    private TlsFront front;

    @BeforeAll
    static void makeCertificates() throws Exception {
        engine = TestCertificate.of(shared, "dns:localhost");
        client = TestCertificate.of(shared, "dns:client");
        stranger = TestCertificate.of(shared, "dns:stranger");
    }

    @BeforeEach
    void serve() throws Exception {
        fake = FakeEngine.overTcp().speaking("1.44", "1.24");
        front = new TlsFront(engine.serving(client), fake.uri());
        environment.put("DOCKER_HOST", "tcp://localhost:" + front.port());
        environment.put("DOCKER_TLS_VERIFY", "1");
        environment.put("DOCKER_CERT_PATH", home.toString());
    }

    @AfterEach
    void end() throws Exception {
        front.close();
        fake.close();
    }

    @Test
    void connectWithTheCertificatesOfTheEnvironmentIsAnswered() throws Exception {
        certificates(home, engine, client);

        assertThat(connectedName()).isEqualTo("fake");
    }

    @Test
    void connectWithTheCertificatesOfTheContextIsAnswered() throws Exception {
        environment.clear();
        environment.put("DOCKER_CONTEXT", "far");
        context(false);
        certificates(home.resolve(".docker/contexts/tls/" + EngineHostTest.sha256("far") + "/docker"), engine, client);

        assertThat(connectedName()).isEqualTo("fake");
    }

    @Test
    void connectWhenTheContextSkipsVerificationTakesAnyCertificate() throws Exception {
        environment.clear();
        environment.put("DOCKER_CONTEXT", "far");
        context(true);
        certificates(
                home.resolve(".docker/contexts/tls/" + EngineHostTest.sha256("far") + "/docker"), stranger, client);

        assertThat(connectedName()).isEqualTo("fake");
    }

    @Test
    void connectWhenTheEngineShowsAnotherCertificateIsRefused() throws Exception {
        certificates(home, stranger, client);

        assertNoTls("no TLS with what answers at tcp://localhost:" + front.port());
    }

    @Test
    void connectWhenTheCertificateIsForAnotherNameIsRefused() throws Exception {
        certificates(home, engine, client);
        environment.put("DOCKER_HOST", "tcp://127.0.0.1:" + front.port());

        assertNoTls("127.0.0.1");
    }

    @Test
    void duplexWhenTheCertificateIsForAnotherNameSendsNothing() throws Exception {
        certificates(home, engine, client);
        environment.put("DOCKER_HOST", "tcp://127.0.0.1:" + front.port());

        assertThatThrownBy(() -> ask("/version"))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("127.0.0.1");
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void duplexWhenTheEngineShowsAnotherCertificateSendsNothing() throws Exception {
        certificates(home, stranger, client);

        assertThatThrownBy(() -> ask("/version")).isInstanceOf(SSLException.class);
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void duplexWithTheCertificatesOfTheEnvironmentIsAnswered() throws Exception {
        certificates(home, engine, client);

        assertThat(ask("/version")).startsWith("HTTP/1.1 200");
    }

    @Test
    void connectWithoutVerificationStillWantsTheName() throws Exception {
        certificates(home, stranger, client);
        environment.put("DOCKER_HOST", "tcp://127.0.0.1:" + front.port());
        environment.remove("DOCKER_TLS_VERIFY");
        environment.put("DOCKER_TLS", "1");

        assertNoTls("127.0.0.1");
    }

    @Test
    void connectWithoutVerificationTakesAnyCertificate() throws Exception {
        certificates(home, stranger, client);
        environment.remove("DOCKER_TLS_VERIFY");
        environment.put("DOCKER_TLS", "1");

        assertThat(connectedName()).isEqualTo("fake");
    }

    @Test
    void connectWhenTheEngineSpeaksNoTlsSaysSo() throws Exception {
        certificates(home, engine, client);
        environment.put("DOCKER_HOST", "tcp://localhost:" + fake.uri().getPort());

        assertNoTls("check that the engine speaks TLS there");
    }

    @Test
    void connectWithoutTlsWhenTheEngineDemandsItSaysWhatToSet() throws Exception {
        try (FakeEngine demanding =
                FakeEngine.overTcp().answer("/version", 400, "Client sent an HTTP request to an HTTPS server.\n")) {
            assertThatThrownBy(() -> DockerEngine.connect(demanding.uri()))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("speaks TLS alone; set DOCKER_TLS_VERIFY=1")
                    .extracting(e -> ((EngineException) e).reason())
                    .isEqualTo(Reason.UNREACHABLE);
        }
    }

    private void assertNoTls(String words) {
        assertThatThrownBy(this::connectedName)
                .isInstanceOf(EngineException.class)
                .hasMessageContainingAll(words, "DOCKER_CERT_PATH")
                .extracting(e -> ((EngineException) e).reason())
                .isEqualTo(Reason.UNREACHABLE);
    }

    private String connectedName() {
        EngineHost host = EngineHost.of(new DockerSettings(environment, home));
        try (DockerEngine connected = DockerEngine.connect(host, LIMIT)) {
            return connected.info().name();
        }
    }

    /** The first line of what the engine answers over a connection whose directions end apart. */
    private String ask(String path) throws IOException {
        EngineHost host = EngineHost.of(new DockerSettings(environment, home));
        try (Duplex duplex = Duplex.open(host, (int) LIMIT.toMillis())) {
            duplex.out()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: engine\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            duplex.out().flush();
            return new BufferedReader(new InputStreamReader(duplex.in(), StandardCharsets.US_ASCII)).readLine();
        }
    }

    private void context(boolean skipVerification) throws Exception {
        Path meta = home.resolve(".docker/contexts/meta/" + EngineHostTest.sha256("far") + "/meta.json");
        Files.createDirectories(meta.getParent());
        Files.writeString(
                meta,
                "{\"Name\":\"far\",\"Endpoints\":{\"docker\":{\"Host\":\""
                        + URI.create("tcp://localhost:" + front.port()) + "\",\"SkipTLSVerify\":" + skipVerification
                        + "}}}");
    }

    private static void certificates(Path folder, TestCertificate authority, TestCertificate own) throws Exception {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("ca.pem"), authority.pem());
        Files.writeString(folder.resolve("cert.pem"), own.pem());
        Files.writeString(folder.resolve("key.pem"), own.keyPem());
    }
}
