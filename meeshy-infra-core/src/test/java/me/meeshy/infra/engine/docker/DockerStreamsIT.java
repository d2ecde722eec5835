package me.meeshy.infra.engine.docker;

import static me.meeshy.infra.engine.docker.DockerEngineIT.assertReason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.EngineEvent;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import me.meeshy.infra.engine.EngineProxy;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.Images;
import me.meeshy.infra.engine.LogLine;
import me.meeshy.infra.engine.LogQuery;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.model.Healthcheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands inside containers, logs and events. */
@RequiresEngine
@Timeout(60)
class DockerStreamsIT {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    @RegisterExtension
    private final EngineFixture fixture = new EngineFixture();

    @Test
    void execTellsExitCodeAndWhatWasWrittenToEachStream() {
        String id = fixture.started(fixture.idle(Images.NGINX));

        ExecResult result = fixture.engine()
                .exec(
                        id,
                        List.of("sh", "-c", "echo \"out $WORD\"; echo 'error ü' >&2; exit 3"),
                        Map.of("WORD", "a = b"),
                        1000,
                        TEN_SECONDS);

        assertThat(result).isEqualTo(new ExecResult(3, "out a = b\n", "error ü\n"));
    }

    @Test
    void execWhenMuchIsWrittenKeepsTheBeginningAndEndsAll() {
        String id = fixture.started(fixture.idle(Images.NGINX));
        String much = "i=0; while [ $i -lt 2000 ]; do echo " + "x".repeat(1000) + "; echo " + "y".repeat(1000)
                + " >&2; i=$((i+1)); done";

        ExecResult result = fixture.engine().exec(id, List.of("sh", "-c", much), Map.of(), 1500, TEN_SECONDS);

        assertThat(result.exitCode()).isZero();
        assertThat(result.standardOutput()).hasSize(1500).startsWith("xxx").contains("\nxxx");
        assertThat(result.standardError()).hasSize(1500).startsWith("yyy").contains("\nyyy");
    }

    @Test
    void execWhenCommandClosesItsStreamsWaitsForItsEnd() {
        String id = fixture.started(fixture.idle(Images.NGINX));

        assertThat(fixture.exec(id, "sh", "-c", "exec >&- 2>&-; sleep 0.5; exit 7")
                        .exitCode())
                .isEqualTo(7);
    }

    @Test
    void execWhenProgramIsMissingEndsWithTheShellsExitCode() {
        String id = fixture.started(fixture.idle(Images.NGINX));

        assertThat(fixture.exec(id, "no-such-program").exitCode()).isIn(126, 127);
    }

    @Test
    void execWhenContainerDoesNotRunSaysConflict() {
        String id = fixture.engine().create(fixture.idle(Images.NGINX).spec());

        assertReason(Reason.CONFLICT, () -> fixture.exec(id, "true"));
        assertReason(Reason.NOT_FOUND, () -> fixture.exec("meeshy-no-such-container", "true"));
    }

    @Test
    void execWhenDeadlinePassesGivesUpInTimeAndHidesTheArguments() {
        String id = fixture.started(fixture.idle(Images.NGINX));
        long start = System.nanoTime();

        assertThatThrownBy(() -> fixture.engine()
                        .exec(
                                id,
                                List.of("sh", "-c", "sleep 20 # pa55word"),
                                Map.of("SECRET", "pa55word"),
                                100,
                                Duration.ofMillis(500)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("500 ms")
                .hasMessageContaining(id)
                .message()
                .doesNotContain("pa55word");

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(500), Duration.ofMillis(2500));
    }

    @Test
    void execWhenThreadIsInterruptedGivesUpAndKeepsTheFlag() throws Exception {
        String id = fixture.started(fixture.idle(Images.NGINX));
        var outcome = new LinkedBlockingQueue<String>();
        Thread waiting = new Thread(() -> {
            try {
                fixture.exec(id, "sh", "-c", "touch /tmp/begun; sleep 20");
            } catch (EngineException e) {
                outcome.add(e.reason() + " " + Thread.currentThread().isInterrupted());
            }
        });
        waiting.start();
        await().until(() -> fixture.exec(id, "test", "-e", "/tmp/begun").exitCode() == 0);

        waiting.interrupt();

        assertThat(outcome.poll(5, TimeUnit.SECONDS)).isEqualTo("INTERRUPTED true");
    }

    @Test
    void logsTellLinesOfBothStreams() {
        String id = ended("echo one; echo two >&2; printf three");

        assertThat(fixture.engine().logs(id, LogQuery.ALL, TEN_SECONDS))
                .containsExactlyInAnyOrder(
                        new LogLine(LogLine.Stream.OUT, "one"),
                        new LogLine(LogLine.Stream.ERROR, "two"),
                        new LogLine(LogLine.Stream.OUT, "three"));
    }

    @Test
    void logsWhenTailIsGivenTellTheLastLines() {
        String id = ended("for i in 1 2 3 4 5; do echo $i; done");

        assertThat(fixture.engine().logs(id, LogQuery.last(2), TEN_SECONDS))
                .extracting(LogLine::text)
                .containsExactly("4", "5");
        assertThat(fixture.engine().logs(id, LogQuery.last(0), TEN_SECONDS)).isEmpty();
    }

    @Test
    void logsWhenSinceIsGivenTellLaterLinesOnly() {
        String id = fixture.started(
                fixture.container(Images.NGINX)
                        .entrypoint(
                                "sh",
                                "-c",
                                "trap 'exit 0' TERM QUIT; echo early; until test -e /tmp/go; do sleep 0.05; done; echo late; sleep 100 & wait"));
        await().until(() -> fixture.log(id).contains("early"));
        Instant between = Instant.now();
        fixture.run(id, "touch", "/tmp/go");
        await().until(() -> fixture.log(id).contains("late"));

        assertThat(fixture.engine().logs(id, new LogQuery(OptionalInt.empty(), Optional.of(between)), TEN_SECONDS))
                .extracting(LogLine::text)
                .containsExactly("late");
    }

    @Test
    void logsWhenALineIsVeryLongTellItWhole() {
        String id = ended("head -c 100000 /dev/zero | tr '\\0' 'x'; echo; echo end");

        assertThat(fixture.log(id)).containsExactly("x".repeat(100_000), "end");
    }

    @Test
    void logsWhenThereIsNoContainerSayNotFound() {
        assertReason(
                Reason.NOT_FOUND, () -> fixture.engine().logs("meeshy-no-such-container", LogQuery.ALL, TEN_SECONDS));
    }

    @Test
    void followLogsTellsLinesUntilTheContainerStops() {
        String id = fixture.started(
                fixture.container(Images.NGINX)
                        .entrypoint(
                                "sh",
                                "-c",
                                "trap 'echo bye; exit 0' TERM QUIT; echo first; until test -e /tmp/go; do sleep 0.05; done; echo second; sleep 100 & wait"));
        List<String> lines = new CopyOnWriteArrayList<>();

        try (Subscription following = fixture.engine().followLogs(id, LogQuery.ALL, line -> lines.add(line.text()))) {
            await().until(() -> lines.contains("first"));
            assertThat(following.await(Duration.ofMillis(10))).isFalse();
            fixture.run(id, "touch", "/tmp/go");
            await().until(() -> lines.contains("second"));
            fixture.engine().stop(id, TEN_SECONDS);

            assertThat(following.await(TEN_SECONDS)).isTrue();
        }
        assertThat(lines).containsExactly("first", "second", "bye");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closeEndsWhatIsFollowedAndWhatRuns(boolean overTcp, @TempDir Path folder) throws Exception {
        String id = fixture.started(fixture.idle(Images.NGINX));
        Path engineSocket = EngineProxy.assumedSocketFile();
        try (EngineProxy proxy = overTcp
                ? EngineProxy.overTcp(engineSocket)
                : EngineProxy.overSocketFile(folder.resolve("engine.sock"), engineSocket)) {
            DockerEngine closed = DockerEngine.connect(proxy.uri());
            Subscription events = closed.events(Map.of(), Set.of(), event -> {});
            List<String> command = List.of("sh", "-c", "touch /tmp/begun; sleep 20");
            CompletableFuture<ExecResult> running =
                    CompletableFuture.supplyAsync(() -> closed.exec(id, command, Map.of(), 100, TEN_SECONDS));
            await().until(() -> fixture.exec(id, "test", "-f", "/tmp/begun").exitCode() == 0);

            closed.close();

            assertThatThrownBy(() -> running.get(3, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(EngineException.class);
            assertThatThrownBy(() -> events.await(Duration.ofSeconds(3))).isInstanceOf(EngineException.class);
        }
    }

    @Test
    void followLogsWhenClosedEnds() {
        String id = fixture.started(fixture.idle(Images.NGINX));
        Subscription following = fixture.engine().followLogs(id, LogQuery.ALL, line -> {});

        following.close();
        following.close();

        assertThat(following.await(TEN_SECONDS)).isTrue();
    }

    @Test
    void followLogsWhenConsumerThrowsEndsAndTellsWhy() {
        String id = ended("echo one; echo two");

        try (Subscription following = fixture.engine().followLogs(id, LogQuery.ALL, line -> {
            throw new IllegalStateException("cannot take " + line.text());
        })) {
            assertThatThrownBy(() -> following.await(TEN_SECONDS))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("cannot take one")
                    .hasRootCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void eventsTellOnlyTheActionsAndContainersThatWereAskedFor() throws Exception {
        var events = new LinkedBlockingQueue<EngineEvent>();
        try (Subscription following = fixture.engine().events(fixture.labels(), Set.of("start", "die"), events::add)) {
            String id = fixture.started(fixture.container(Images.NGINX)
                    .healthcheck(Healthcheck.shell("true").interval(Duration.ofSeconds(1)))
                    .entrypoint("sh", "-c", "exit 5"));

            EngineEvent start = events.poll(10, TimeUnit.SECONDS);
            assertThat(start).isNotNull().extracting(EngineEvent::action).isEqualTo("start");
            EngineEvent die = events.poll(10, TimeUnit.SECONDS);
            assertThat(die).isNotNull().satisfies(event -> {
                assertThat(event.action()).isEqualTo("die");
                assertThat(event.containerId()).isEqualTo(id);
                assertThat(event.attributes()).containsEntry("exitCode", "5").containsAllEntriesOf(fixture.labels());
            });
            assertThat(following.await(Duration.ofMillis(1))).isFalse();
        }
        assertThat(events).isEmpty();
    }

    @Test
    void eventsMissNothingThatHappensRightAfterTheyAreAskedFor() throws Exception {
        for (int round = 0; round < 10; round++) {
            String id = fixture.engine().create(fixture.idle(Images.NGINX).spec());
            var events = new LinkedBlockingQueue<EngineEvent>();
            try (Subscription following = fixture.engine().events(fixture.labels(), Set.of("destroy"), events::add)) {
                fixture.engine().remove(id, true);

                assertThat(events.poll(10, TimeUnit.SECONDS))
                        .isNotNull()
                        .extracting(EngineEvent::containerId)
                        .isEqualTo(id);
                assertThat(following.await(Duration.ofMillis(1))).isFalse();
                assertThat(events).isEmpty();
            }
        }
    }

    @Test
    void eventsTellTheVerdictOfAHealthCheck() throws Exception {
        var events = new LinkedBlockingQueue<EngineEvent>();
        try (Subscription following = fixture.engine().events(fixture.labels(), Set.of("health_status"), events::add)) {
            fixture.started(fixture.idle(Images.NGINX)
                    .healthcheck(Healthcheck.shell("true").interval(Duration.ofSeconds(1))));

            assertThat(events.poll(20, TimeUnit.SECONDS)).isNotNull().satisfies(event -> {
                assertThat(event.action()).isEqualTo("health_status");
                assertThat(event.attributes()).containsEntry("health", "healthy");
            });
            assertThat(following.await(Duration.ofMillis(1))).isFalse();
        }
    }

    private String ended(String script) {
        String id = fixture.started(fixture.container(Images.NGINX).entrypoint("sh", "-c", script));
        await().until(() ->
                fixture.engine().container(id).orElseThrow().state().status() == ContainerState.Status.EXITED);
        return id;
    }
}
