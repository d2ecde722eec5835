package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.redis;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import me.meeshy.infra.engine.RequiresEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ports that are not published, reached all the same. */
@RequiresEngine
@Timeout(90)
class TunnelIT {

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    private RunningService database;

    @BeforeEach
    void up() {
        var stack = fixture.stack().service(redis("database").build()).build();
        database = fixture.infra().up(Environment.of("tunnel", stack)).service("database");
    }

    @Test
    void tunnelLeadsToAnInternalPortForMany() throws Exception {
        try (Tunnel tunnel = database.tunnel(6379)) {
            assertThat(tunnel.address().getAddress().isLoopbackAddress()).isTrue();
            assertThat(tunnel.uri("redis").toString()).startsWith("redis://");
            assertThat(tunnel.toString()).contains("database:6379");
            assertPings(tunnel);
            // another container's address: the tunnel finds it again
            database.restart();
            assertThat(ping(tunnel, "again")).contains("again");
        }
    }

    @Test
    void tunnelThroughACommandLeadsToTheSamePort() throws Exception {
        var listener = TunnelListener.open(
                "database:6379", TunnelWays.throughCommand(fixture.engine(), database.containerId(), 6379));
        try (Tunnel tunnel = new Tunnel(listener)) {
            assertPings(tunnel);
        }
        // the commands inside end with their connections
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(database.exec("sh", "-c", "ps ax | grep '[/]dev/tcp' || true")
                                .run()
                                .standardOutput())
                        .isEmpty());
    }

    @Test
    void tunnelThatIsClosedEndsItsConnections() throws Exception {
        Tunnel tunnel = database.tunnel(6379);
        try (Socket open =
                new Socket(tunnel.address().getAddress(), tunnel.address().getPort())) {
            open.setSoTimeout(10_000);
            assertThat(ask(open, "one")).contains("one");

            tunnel.close();

            int read;
            try {
                read = open.getInputStream().read();
            } catch (IOException e) {
                read = -1;
            }
            assertThat(read).isEqualTo(-1);
        }
    }

    private static void assertPings(Tunnel tunnel) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(5);
        try {
            var work = new ArrayList<Callable<String>>();
            for (int i = 0; i < 5; i++) {
                String word = "word" + i;
                work.add(() -> ping(tunnel, word));
            }
            List<String> answers = new ArrayList<>();
            for (var answer : threads.invokeAll(work)) {
                answers.add(answer.get());
            }
            for (int i = 0; i < 5; i++) {
                assertThat(answers.get(i)).contains("word" + i);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static String ping(Tunnel tunnel, String word) throws IOException {
        try (Socket socket =
                new Socket(tunnel.address().getAddress(), tunnel.address().getPort())) {
            socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            String answer = ask(socket, word);
            // the server ends the connection, which must come through
            socket.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.UTF_8));
            return answer + new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String ask(Socket socket, String word) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(("ECHO " + word + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        byte[] answer = new byte[100];
        int length = socket.getInputStream().read(answer);
        return new String(answer, 0, Math.max(0, length), StandardCharsets.UTF_8);
    }
}
