package me.meeshy.infra.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import me.meeshy.infra.model.InfraException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCheckTest {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final AtomicReference<String> hostHeader = new AtomicReference<>("");
    private HttpServer server = startServer();

    @BeforeEach
    void answersHealth() {
        answer("/health", 200, "{\"status\":\"healthy\",\"users\":207,\"ready\":true,\"checks\":[{\"name\":\"db\"}]}");
        answer("/broken", 503, "down");
        answer("/moved", 302, "");
        answer("/text", 200, "fine");
        server.createContext("/empty", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
    }

    @AfterEach
    void stopsServer() {
        server.stop(0);
    }

    @Test
    void runWhenStatusIsFrom200To299Holds() {
        assertThat(Checks.http(uri("/health")).run(DEADLINE))
                .isEqualTo(CheckResult.holds("GET " + uri("/health") + ": 200"));
        assertThat(Checks.http(uri("/empty")).run(DEADLINE).ok()).isTrue();
        assertThat(Checks.http(uri("")).run(DEADLINE).detail()).endsWith("expected status 200 to 299, got 404");
    }

    @Test
    void runWhenStatusDiffersSaysBoth() {
        assertThat(Checks.http(uri("/broken")).status(200).run(DEADLINE))
                .isEqualTo(CheckResult.fails("GET " + uri("/broken") + ": expected status 200, got 503"));
        assertThat(Checks.http(uri("/broken")).status(503).run(DEADLINE).ok()).isTrue();
    }

    @Test
    void runWhenRedirectedDoesNotFollow() {
        assertThat(Checks.http(uri("/moved")).run(DEADLINE).detail()).contains("got 302");
    }

    @Test
    void runComparesHeaders() {
        assertThat(Checks.http(uri("/health"))
                        .header("content-type", "application/json")
                        .run(DEADLINE)
                        .ok())
                .isTrue();
        assertThat(Checks.http(uri("/health"))
                        .header("X-Version", "2")
                        .run(DEADLINE)
                        .detail())
                .endsWith("header X-Version: expected 2, got []");
    }

    @Test
    void runComparesJson() {
        HttpCheck check = Checks.http(uri("/health"))
                .json("/status", "healthy")
                .json("/users", 207)
                .json("/ready", true)
                .json("/checks/0/name", "db");

        assertThat(check.run(DEADLINE).detail()).endsWith(": 200");
        assertThat(check.json("/users", "207").run(DEADLINE).detail()).endsWith("JSON /users: expected 207, got 207");
        assertThat(check.json("/missing", "x").run(DEADLINE).detail())
                .endsWith("JSON /missing: expected x, got nothing");
        assertThat(Checks.http(uri("/text"))
                        .json("/status", "healthy")
                        .run(DEADLINE)
                        .detail())
                .contains("the body is not JSON at character ");
    }

    @Test
    void runWhenNameIsResolvedToAnAddressAsksThereForTheName() {
        int port = server.getAddress().getPort();
        HttpCheck check = Checks.http(URI.create("http://gate.staging.meeshy.invalid:" + port + "/health"));

        assertThat(check.run(DEADLINE).detail()).contains("UnknownHostException");
        assertThat(check.resolve("gate.staging.meeshy.invalid", InetAddress.getLoopbackAddress())
                        .run(DEADLINE)
                        .ok())
                .isTrue();
        assertThat(hostHeader.get()).isEqualTo("gate.staging.meeshy.invalid:" + port);
    }

    @Test
    void runWhenNameIsResolvedToAnAddressWithPortConnectsToThatPort() {
        HttpCheck check =
                Checks.http(URI.create("http://meeshy.invalid/health")).resolve("meeshy.invalid", server.getAddress());

        assertThat(check.run(DEADLINE).ok()).isTrue();
        assertThat(hostHeader.get()).isEqualTo("meeshy.invalid");
    }

    @Test
    void resolveWhenUriHasAnotherHostRefuses() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checks.http(URI.create("http://meeshy.me/"))
                        .resolve("gate.meeshy.me", InetAddress.getLoopbackAddress()))
                .withMessageContaining("does not look up 'gate.meeshy.me' but 'meeshy.me'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checks.http(URI.create("http://meeshy.me/"))
                        .resolve("meeshy.me", InetSocketAddress.createUnresolved("other", 80)));
    }

    @Test
    void runWhenServerIsSilentEndsAtItsTimeout() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/health");

            assertThat(Checks.http(uri)
                            .timeout(Duration.ofMillis(100))
                            .run(DEADLINE)
                            .detail())
                    .endsWith("no answer within 100 ms");
            assertThat(Checks.http(uri).run(Duration.ofMillis(100)).detail()).endsWith("no answer within 100 ms");
        }
    }

    @Test
    void runWhenNobodyListensSaysSo() throws IOException {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(Checks.http(URI.create("http://127.0.0.1:" + free + "/"))
                        .run(DEADLINE)
                        .detail())
                .contains("ConnectException: Connection refused");
    }

    @Test
    void runWhenInterruptedSetsTheFlagAgain() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InfraException.class)
                .isThrownBy(() -> Checks.http(uri("/health")).run(DEADLINE))
                .withMessageContaining("was interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void reportsHideTheQuery() {
        HttpCheck check = Checks.http(uri("/broken?token=geheim"));

        assertThat(check.toString()).endsWith("/broken?<hidden>");
        assertThat(check.run(DEADLINE).detail()).doesNotContain("geheim");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://meeshy.me/", "/health", "mailto:a@b", "http://root:geheim@meeshy.me/"})
    void httpWhenUriIsNotPlainHttpRefusesWithoutShowingCredentials(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checks.http(URI.create(uri)))
                .withMessageNotContaining("geheim");
    }

    @Test
    void settersWhenArgumentMakesNoSenseRefuse() {
        HttpCheck check = Checks.http(URI.create("http://meeshy.me/"));

        assertThatIllegalArgumentException().isThrownBy(() -> check.status(99));
        assertThatIllegalArgumentException().isThrownBy(() -> check.timeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> check.json("status", "healthy"));
        assertThatIllegalArgumentException().isThrownBy(() -> check.trust(java.nio.file.Path.of("a.pem")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK~Content-Length: 4~~fineXX | fine",
                "HTTP/1.0 200 OK~~all of it | all of it",
                "HTTP/1.1 100 Continue~~HTTP/1.1 200 OK~Content-Length: 2~~ok | ok",
                "HTTP/1.1 200~Transfer-Encoding: chunked~~4;x=y~Wiki~5~pedia~0~~ | Wikipedia",
            })
    void readUnderstandsTheWaysOfEndingABody(String wire, String body) throws IOException {
        assertThat(HttpExchange.read(stream(wire)).body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2~~",
                "HTTP/1.1 200 OK~Content-Length: 10~~short",
                "HTTP/1.1 200 OK~Content-Length: many~~",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~zz~",
                "HTTP/1.1 200 OK~no colon~~",
                "HTTP/1.1 200 OK~Half: a head",
                "",
            })
    void readWhenAnswerIsNotHttpSaysSo(String wire) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> HttpExchange.read(stream(wire)));
    }

    @Test
    void readWhenAnswerIsEndlessStopsAtItsLimits() throws IOException {
        String body = "x".repeat(HttpExchange.BODY_LIMIT_BYTES + 5);
        assertThat(HttpExchange.read(stream("HTTP/1.1 200 OK~~" + body)).body()).hasSize(HttpExchange.BODY_LIMIT_BYTES);
        assertThat(HttpExchange.read(stream("HTTP/1.1 200 OK~Content-Length: 9999999999~~" + body))
                        .body())
                .hasSize(HttpExchange.BODY_LIMIT_BYTES);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> HttpExchange.read(stream("HTTP/1.1 200 OK~A: " + "x".repeat(20_000))));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> HttpExchange.read(stream("HTTP/1.1 200 OK~" + "A: b~".repeat(300) + "~")));
    }

    private static java.io.InputStream stream(String wire) {
        return new java.io.ByteArrayInputStream(wire.replace("~", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void answer(String path, int status, String body) {
        server.createContext(path, exchange -> {
            hostHeader.set(exchange.getRequestHeaders().getFirst("Host"));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            // 0 means chunked
            exchange.sendResponseHeaders(status, status == 200 ? 0 : bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private static HttpServer startServer() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.start();
            return started;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
