package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.RequiresEngine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commands inside a container, with their streams. */
@RequiresEngine
@Timeout(60)
class ExecIT {

    private static final Duration SHORT = Duration.ofSeconds(20);

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    private RunningService service;

    @BeforeEach
    void up() {
        var stack = fixture.stack().service(idle("worker").build()).build();
        service = fixture.infra().up(Environment.of("exec", stack)).service("worker");
    }

    @Test
    void inputAndOutputPassThroughWholeAndBinary() throws Exception {
        byte[] bytes = new byte[5 * 1024 * 1024];
        new Random(7).nextBytes(bytes);
        var sum = MessageDigest.getInstance("SHA-256");

        ExecResult result = service.exec("cat")
                .input(new ByteArrayInputStream(bytes))
                .output(new DigestOutputStream(OutputStream.nullOutputStream(), sum))
                .run(SHORT);

        assertThat(result).isEqualTo(new ExecResult(0, "", ""));
        assertThat(sum.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void linesComeWhileTheCommandRuns() throws Exception {
        var lines = new CopyOnWriteArrayList<String>();
        var errors = new CopyOnWriteArrayList<String>();
        var input = new PipedInputStream();
        try (var pipe = new PipedOutputStream(input)) {
            ExecResult result = service.exec(
                            "sh", "-c", "echo ready; read word; echo \"got $word\"; echo bad >&2; exit 4")
                    .input(input)
                    .outputLines(line -> {
                        lines.add(line);
                        // only what is read while it runs can be answered
                        if (line.equals("ready")) {
                            write(pipe, "ü\n");
                        }
                    })
                    .errorLines(errors::add)
                    .run(SHORT);
            assertThat(result.exitCode()).isEqualTo(4);
        }
        assertThat(lines).containsExactly("ready", "got ü");
        assertThat(errors).containsExactly("bad");
    }

    private static void write(OutputStream out, String text) {
        try {
            out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void userFolderAndVariablesAreAsTheyWereSet() {
        ExecResult result = service.exec("sh", "-c", "id -u; id -g; pwd; echo $WORD; tty || true")
                .user("1000:33")
                .workingDirectory("/usr")
                .environment("WORD", "a = b")
                .run();

        assertThat(result.standardOutput()).isEqualTo("1000\n33\n/usr\na = b\nnot a tty\n");
        assertThat(service.exec("sh", "-c", "exit 3", "pa55word").toString()).isEqualTo("Exec[sh]");
    }

    @Test
    void terminalIsOneToTheCommand() {
        ExecResult result =
                service.exec("sh", "-c", "tty; echo wrong >&2").terminal().run();

        assertThat(result.standardOutput()).startsWith("/dev/pts/").endsWith("wrong\r\n");
        assertThat(result.standardError()).isEmpty();
    }

    @Test
    void commandThatDoesNotReadItsInputEndsAllTheSame() {
        ExecResult result = service.exec("true")
                .input(new ByteArrayInputStream(new byte[3 * 1024 * 1024]))
                .run(SHORT);

        assertThat(result.exitCode()).isZero();
    }

    @Test
    void deadlineEndsTheCommandAndWhatItStarted() {
        assertThatThrownBy(() -> service.exec("sh", "-c", "trap '' TERM; sleep 987 & sleep 986")
                        .run(Duration.ofMillis(700)))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));

        assertNoneSleeps("98[67]");
    }

    @Test
    void interruptEndsTheCommandAndKeepsTheFlag() throws Exception {
        var begun = new LinkedBlockingQueue<String>();
        var outcome = new LinkedBlockingQueue<String>();
        var thread = new Thread(() -> {
            try {
                service.exec("sh", "-c", "echo begun; exec sleep 985")
                        .outputLines(begun::add)
                        .run(SHORT);
            } catch (EngineException e) {
                outcome.add(e.reason() + " " + Thread.currentThread().isInterrupted());
            }
        });
        thread.start();
        assertThat(begun.poll(10, TimeUnit.SECONDS)).isEqualTo("begun");

        thread.interrupt();

        assertThat(outcome.poll(10, TimeUnit.SECONDS)).isEqualTo("INTERRUPTED true");
        assertNoneSleeps("985");
    }

    @Test
    void outputThatFailsEndsTheCommandAndSaysWhy() {
        var failing = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("no space left");
            }
        };

        assertThatThrownBy(() -> service.exec("sh", "-c", "echo x; sleep 984")
                        .output(failing)
                        .run(SHORT))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("no space left");

        assertNoneSleeps("984");
    }

    private void assertNoneSleeps(String seconds) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                service.exec(List.of("sh", "-c", "ps ax | grep '[s]leep " + seconds + "'"), SHORT)
                                        .standardOutput())
                        .isEmpty());
    }
}
