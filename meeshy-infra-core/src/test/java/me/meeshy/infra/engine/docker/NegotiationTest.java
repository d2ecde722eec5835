package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class NegotiationTest {

    @ParameterizedTest
    @CsvSource({
        "1.41, 1.12, 1.41",
        "1.43, 1.12, 1.43",
        "1.44, 1.24, 1.44",
        "1.52, 1.44, 1.44",
        // An engine of the future that knows nothing as old as what we are tested with.
        "1.60, 1.50, 1.50",
    })
    void connectSpeaksTheNewestVersionThatBothSidesKnow(String newest, String oldest, String spoken) throws Exception {
        try (FakeEngine fake = FakeEngine.overTcp().speaking(newest, oldest);
                DockerEngine engine = DockerEngine.connect(fake.uri())) {
            assertThat(engine.info().apiVersion()).isEqualTo(spoken);
            assertThat(engine.info().version()).isEqualTo("99.1.0");
            assertThat(fake.requests()).containsExactly("/version", "/v" + spoken + "/info");

            fake.answer("/containers/json", 200, "[]");
            assertThat(engine.containers(java.util.Map.of())).isEmpty();
            assertThat(fake.requests()).endsWith("/v" + spoken + "/containers/json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.40", "1.24", "0.99"})
    void connectWhenEngineIsTooOldSaysWhatIsNeeded(String newest) throws Exception {
        try (FakeEngine fake = FakeEngine.overTcp().speaking(newest, "0.1")) {
            assertThatThrownBy(() -> DockerEngine.connect(fake.uri()))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("it speaks API " + newest)
                    .hasMessageContaining("1.41")
                    .hasMessageContaining("update the engine")
                    .extracting(e -> ((EngineException) e).reason())
                    .isEqualTo(Reason.UNSUPPORTED);
        }
    }

    @Test
    void connectWhenSomethingElseAnswersSaysThatItIsNoEngine() throws Exception {
        try (FakeEngine fake = FakeEngine.overTcp().answer("/version", 200, "{\"hello\":\"world\"}")) {
            assertThatThrownBy(() -> DockerEngine.connect(fake.uri()))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("check that it is a Docker engine")
                    .extracting(e -> ((EngineException) e).reason())
                    .isEqualTo(Reason.UNSUPPORTED);
        }
    }

    @Test
    void connectOverASocketFileSpeaksTheSame(@TempDir Path folder) throws Exception {
        try (FakeEngine fake =
                        FakeEngine.overSocketFile(folder.resolve("engine.sock")).speaking("1.52", "1.44");
                DockerEngine engine = DockerEngine.connect(fake.uri())) {
            assertThat(engine.info().apiVersion()).isEqualTo("1.44");
            assertThat(engine.info().name()).isEqualTo("fake");
            assertThat(engine.info().operatingSystem()).isEqualTo("Fake Linux 1");
            assertThat(fake.requests()).containsExactly("/version", "/v1.44/info");
        }
    }

    @Test
    void connectWhenNobodyListensSaysWhereAndWhatNext() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertUnreachable(URI.create("tcp://127.0.0.1:" + free), "no Docker engine answers at tcp://127.0.0.1:" + free);
    }

    @Test
    void connectWhenSocketFileIsMissingSaysWhereAndWhatNext(@TempDir Path folder) {
        Path missing = folder.resolve("none.sock");
        assertUnreachable(URI.create("unix://" + missing), "no Docker engine answers at unix://" + missing);
    }

    @Test
    void connectWhenHostIsUnknownSaysIt() {
        assertUnreachable(URI.create("tcp://no-such-host.invalid:2375"), "no-such-host.invalid");
    }

    @Test
    void connectOverAnythingElseNamesWhatIsSpoken() {
        assertThatThrownBy(() -> DockerEngine.connect(URI.create("http://localhost:2375")))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("unix:///path/of/the/socket, tcp://host:port and ssh://user@host");
    }

    @Test
    void connectWhenEngineIsSilentGivesUpInTime(@TempDir Path folder) throws Exception {
        try (FakeEngine silent = FakeEngine.overSocketFile(folder.resolve("engine.sock"))) {
            long start = System.nanoTime();

            assertThatThrownBy(() -> DockerEngine.connect(silent.uri(), Duration.ofMillis(300)))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("within 300 ms")
                    .extracting(e -> ((EngineException) e).reason())
                    .isEqualTo(Reason.TIMEOUT);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    private static void assertUnreachable(URI host, String words) {
        assertThatThrownBy(() -> DockerEngine.connect(host))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(words)
                .hasMessageContaining("the caller says so")
                .hasMessageContaining("start the engine, or name another with DOCKER_HOST")
                .extracting(e -> ((EngineException) e).reason())
                .isEqualTo(Reason.UNREACHABLE);
    }
}
