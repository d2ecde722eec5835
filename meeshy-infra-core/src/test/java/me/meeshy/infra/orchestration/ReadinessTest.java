package me.meeshy.infra.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerState.Health;
import me.meeshy.infra.engine.ContainerState.Status;
import me.meeshy.infra.engine.EngineEvent;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.plan.ServiceFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReadinessTest {

    private static final Healthcheck CHECK = Healthcheck.shell("ask").interval(Duration.ofSeconds(30));
    private static final RestartPolicy ALWAYS = new RestartPolicy(RestartPolicy.Mode.ALWAYS, 0);
    private static final ExecResult PASSES = new ExecResult(0, "", "");
    private static final ExecResult FAILS = new ExecResult(1, "not yet", "");

    private final AtomicLong now = new AtomicLong();

    @Test
    void awaitWhenOwnTestPassesIsReadyWithoutTheEnginesVerdict() throws Exception {
        var engine = engine(running(Health.STARTING), CHECK, RestartPolicy.NO, () -> PASSES);

        assertThat(await(engine, false, false, Runnable::run).ready()).isTrue();
        assertThat(engine.commands).containsExactly(List.of("/bin/sh", "-c", "ask"));
    }

    @Test
    void awaitWhenTheEngineSaysHealthyDoesNotProbe() throws Exception {
        var engine = engine(running(Health.HEALTHY), CHECK, RestartPolicy.NO, () -> FAILS);

        assertThat(await(engine, false, false, Runnable::run).ready()).isTrue();
        assertThat(engine.commands).isEmpty();
    }

    @Test
    void awaitWhenTheEngineSaysUnhealthyFails() throws Exception {
        var engine = engine(running(Health.UNHEALTHY), CHECK, RestartPolicy.NO, () -> PASSES);

        assertThat(await(engine, false, false, Runnable::run).failure()).contains(Kind.UNHEALTHY);
    }

    @Test
    void awaitWhenItWasUnhealthyBeforeAsksOnceMore() throws Exception {
        var recovered = engine(running(Health.UNHEALTHY), CHECK, RestartPolicy.NO, () -> PASSES);
        var still = engine(running(Health.UNHEALTHY), CHECK, RestartPolicy.NO, () -> FAILS);

        assertThat(await(recovered, false, true, Runnable::run).ready()).isTrue();
        Readiness.Outcome outcome = await(still, false, true, Runnable::run);
        assertThat(outcome.failure()).contains(Kind.UNHEALTHY);
        assertThat(outcome.words()).contains("not yet");
        assertThat(still.commands).hasSize(1);
    }

    @Test
    void awaitWhenTheProbeHangsHearsTheEnginesVerdict() throws Exception {
        var state = new AtomicReference<>(running(Health.STARTING));
        var engine = new ScriptedEngine(
                () -> Optional.of(ScriptedEngine.details(Objects.requireNonNull(state.get()), CHECK, RestartPolicy.NO)),
                () -> PASSES);
        var begun = new CountDownLatch(1);
        Executor hanging = probe -> begun.countDown();
        try (ContainerWatch watch = ContainerWatch.of(engine, "project", event -> {})) {
            var readiness = new Readiness(engine, watch, Deadline.in(Duration.ofMinutes(1)), hanging);
            CompletableFuture<Readiness.Outcome> outcome = CompletableFuture.supplyAsync(() -> {
                try {
                    return readiness.await("id", false, false, words -> {});
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            begun.await();
            state.set(running(Health.UNHEALTHY));
            engine.happen(new EngineEvent("health_status", "id", Map.of()));

            assertThat(outcome.get(5, java.util.concurrent.TimeUnit.SECONDS).failure())
                    .contains(Kind.UNHEALTHY);
        }
    }

    @Test
    void awaitWhenItEndsFailsWithTheExitCode() throws Exception {
        Readiness.Outcome outcome =
                await(engine(exited(3, false), CHECK, RestartPolicy.NO, () -> PASSES), false, false, Runnable::run);

        assertThat(outcome.failure()).contains(Kind.EXITED);
        assertThat(outcome.exitCode()).hasValue(3);
        assertThat(await(engine(exited(137, true), CHECK, RestartPolicy.NO, () -> PASSES), false, false, Runnable::run)
                        .failure())
                .contains(Kind.OUT_OF_MEMORY);
    }

    @Test
    void awaitWhenItIsToCompleteIsReadyOnlyAfterExitCodeZero() throws Exception {
        assertThat(await(engine(exited(0, false), CHECK, RestartPolicy.NO, () -> PASSES), true, false, Runnable::run)
                        .ready())
                .isTrue();
        assertThat(await(engine(exited(0, false), CHECK, RestartPolicy.NO, () -> PASSES), false, false, Runnable::run)
                        .failure())
                .contains(Kind.EXITED);
        assertThat(await(engine(exited(1, false), CHECK, RestartPolicy.NO, () -> PASSES), true, false, Runnable::run)
                        .failure())
                .contains(Kind.EXITED);
    }

    @Test
    void awaitWhenItsPolicyStartsItAgainAllowsTwoEnds() throws Exception {
        var inspections = new AtomicInteger();
        var self = new AtomicReference<ScriptedEngine>();
        var engine = new ScriptedEngine(
                () -> {
                    Objects.requireNonNull(self.get()).happen(new EngineEvent("die", "id", Map.of()));
                    return Optional.of(ScriptedEngine.details(
                            new ContainerState(
                                    Status.RESTARTING,
                                    Health.NONE,
                                    OptionalInt.of(9),
                                    false,
                                    Optional.of(Instant.ofEpochSecond(inspections.incrementAndGet())),
                                    "",
                                    OptionalLong.empty()),
                            Healthcheck.none(),
                            ALWAYS));
                },
                () -> PASSES);
        self.set(engine);

        Readiness.Outcome outcome = await(engine, false, false, Runnable::run);

        assertThat(outcome.failure()).contains(Kind.EXITED);
        assertThat(outcome.words()).contains("again and again");
        assertThat(inspections).hasValue(3);
    }

    @Test
    void awaitWhenItIsGoneSaysSo() throws Exception {
        assertThat(await(new ScriptedEngine(Optional::empty, () -> PASSES), false, false, Runnable::run)
                        .failure())
                .contains(Kind.GONE);
    }

    @Test
    void awaitWhenTheDeadlinePassesTellsWhatTheTestLastSaid() throws Exception {
        var engine = engine(running(Health.STARTING), CHECK, RestartPolicy.NO, () -> {
            now.addAndGet(Duration.ofSeconds(20).toNanos());
            return FAILS;
        });

        Readiness.Outcome outcome = await(engine, false, false, Runnable::run);

        assertThat(outcome.failure()).contains(Kind.NOT_READY);
        assertThat(outcome.words()).contains("within 10 s", "exit code 1: not yet");
    }

    @Test
    void awaitWhenThereIsNoHealthCheckWantsItToRunForAMoment() throws Exception {
        var inspections = new AtomicInteger();
        var self = new AtomicReference<ScriptedEngine>();
        var engine = new ScriptedEngine(
                () -> {
                    Objects.requireNonNull(self.get()).happen(new EngineEvent("start", "id", Map.of()));
                    now.addAndGet(Duration.ofMillis(200).toNanos());
                    inspections.incrementAndGet();
                    return Optional.of(
                            ScriptedEngine.details(running(Health.NONE), Healthcheck.none(), RestartPolicy.NO));
                },
                () -> PASSES);
        self.set(engine);

        assertThat(await(engine, false, false, Runnable::run).ready()).isTrue();
        assertThat(inspections).hasValue(4);
        assertThat(await(engine, false, true, Runnable::run).ready()).isTrue();
        assertThat(inspections).hasValue(5);
    }

    @Test
    void pacingNeverPausesForLessThanTwiceTheLastProbe() {
        var pacing = new ProbePacing();

        assertThat(pacing.after(Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(100));
        assertThat(pacing.after(Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(130));
        assertThat(pacing.after(Duration.ofMillis(1900))).isEqualTo(Duration.ofMillis(3800));
        for (int i = 0; i < 20; i++) {
            assertThat(pacing.after(Duration.ZERO)).isLessThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    /** Ten seconds by a clock that only probes and inspections move, if they do. */
    private Readiness.Outcome await(ScriptedEngine engine, boolean toCompletion, boolean ranBefore, Executor probes)
            throws InterruptedException {
        try (ContainerWatch watch = ContainerWatch.of(engine, "project", event -> {})) {
            return new Readiness(engine, watch, Deadline.in(Duration.ofSeconds(10), now::get), probes)
                    .await("id", toCompletion, ranBefore, words -> {});
        }
    }

    private static ScriptedEngine engine(
            ContainerState state, Healthcheck check, RestartPolicy restart, Supplier<ExecResult> probe) {
        return new ScriptedEngine(() -> Optional.of(ScriptedEngine.details(state, check, restart)), probe);
    }

    private static ContainerState running(Health health) {
        return new ContainerState(
                Status.RUNNING,
                health,
                OptionalInt.empty(),
                false,
                Optional.of(Instant.EPOCH),
                "",
                OptionalLong.empty());
    }

    private static ContainerState exited(int code, boolean oom) {
        return new ContainerState(
                Status.EXITED,
                Health.NONE,
                OptionalInt.of(code),
                oom,
                Optional.of(Instant.EPOCH),
                "",
                OptionalLong.empty());
    }
}
