package me.meeshy.infra.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import me.meeshy.infra.model.InfraException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpsCheckTest {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final String NAME = "gate.staging.meeshy.me";

    private HttpsServer server;
    private SelfSigned certificate;
    private SelfSigned another;

    HttpsCheckTest(@TempDir Path folder) throws Exception {
        certificate = SelfSigned.forName(folder, NAME);
        another = SelfSigned.forName(folder, "other.meeshy.me");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeAll
    void startsServer() {
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                // refuses the handshake unless the client names this server
                tls.setSNIMatchers(List.of(SNIHostName.createSNIMatcher("(gate|wrong)\\.staging\\.meeshy\\.me")));
                parameters.setSSLParameters(tls);
            }
        });
        server.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    void stopsServer() {
        server.stop(0);
    }

    @Test
    void runWhenSelfSignedCertificateIsTrustedAndNameFitsHolds() {
        assertThat(check(NAME).trust(certificate.pem()).run(DEADLINE).detail())
                .isEqualTo("GET https://" + NAME + ":8443/health: 200");
    }

    @Test
    void runWhenCertificateIsNotTrustedFails() {
        assertThat(check(NAME).run(DEADLINE).detail()).contains("PKIX path building failed");
    }

    @Test
    void runWhenAnotherCertificateIsTrustedFails() {
        assertThat(check(NAME).trust(another.pem()).run(DEADLINE).detail())
                .contains("the server's certificate, of CN=" + NAME + ", is not the one trusted in " + another.pem());
    }

    @Test
    void runWhenCertificateIsTrustedButForAnotherNameFails() {
        assertThat(check("wrong.staging.meeshy.me")
                        .trust(certificate.pem())
                        .run(DEADLINE)
                        .detail())
                .contains("wrong.staging.meeshy.me")
                .contains("SSLHandshakeException");
    }

    @Test
    void runWhenCertificateFileIsUnusableSaysSo(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("a.pem"), "");
        Path broken = Files.writeString(folder.resolve("b.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");

        for (Path file : List.of(text, broken, folder.resolve("missing.pem"))) {
            assertThatExceptionOfType(InfraException.class)
                    .isThrownBy(() -> check(NAME).trust(file).run(DEADLINE))
                    .withMessageContaining(file.toString());
        }
    }

    private HttpCheck check(String name) {
        return Checks.http(URI.create("https://" + name + ":8443/health"))
                .resolve(name, server.getAddress())
                .status(200);
    }
}
