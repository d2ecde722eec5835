package me.meeshy.infra.orchestration;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerState.Health;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.plan.ServiceFailure.Kind;

/**
 * Waits until one container is ready: its own health test passes when we run it, or the engine says that it does. Where it
 * has none: until it has been running for half a second, in which most that cannot run have ended. What is to run to
 * completion: until it has ended with exit code 0.
 *
 * <p>The engine's verdict <em>unhealthy</em> and an exit fail at once. A container that its restart policy starts again may
 * end twice: many services end when what they need is not there yet. The third time fails.
 */
final class Readiness {

    /** For how long a container without a health check must run. */
    static final Duration SETTLING = Duration.ofMillis(500);
    /** How long we rely on the engine's events before we ask it again. */
    private static final Duration INSPECTION = Duration.ofSeconds(1);

    private static final int EXITS_ALLOWED = 2;

    private final ContainerEngine engine;
    private final ContainerWatch watch;
    private final Deadline deadline;
    private final Executor probes;

    Readiness(ContainerEngine engine, ContainerWatch watch, Deadline deadline, Executor probes) {
        this.engine = engine;
        this.watch = watch;
        this.deadline = deadline;
        this.probes = probes;
    }

    /**
     * How the waiting ended.
     *
     * @param failure what is wrong; empty if the container is ready
     * @param words what is wrong, for people
     * @param exitCode how it ended, where it did
     * @param provenStart the start since which its own health test is known to have passed; empty if it has none
     */
    record Outcome(Optional<Kind> failure, String words, OptionalInt exitCode, Optional<Instant> provenStart) {

        static final Outcome READY = proven(Optional.empty());

        static Outcome proven(Optional<Instant> start) {
            return new Outcome(Optional.empty(), "", OptionalInt.empty(), start);
        }

        static Outcome failed(Kind kind, String words, OptionalInt exitCode) {
            return new Outcome(Optional.of(kind), words, exitCode, Optional.empty());
        }

        boolean ready() {
            return failure.isEmpty();
        }
    }

    /**
     * Waits for a container that was just started, or was running before.
     *
     * @param container its id
     * @param toCompletion whether it is to end with exit code 0
     * @param ranBefore whether an unhealthy verdict may be an old one, so that a test of ours must fail too
     * @param progress is told what it last said
     */
    Outcome await(String container, boolean toCompletion, boolean ranBefore, Consumer<String> progress)
            throws InterruptedException {
        return new Waiting(container, toCompletion, ranBefore, progress).run();
    }

    private final class Waiting {

        private final String container;
        private final boolean toCompletion;
        private final boolean ranBefore;
        private final Consumer<String> progress;
        private final ProbePacing pacing = new ProbePacing();
        private CompletableFuture<Probe.Result> probing = new CompletableFuture<>();
        private boolean probeUnderWay;
        private boolean probeFailed;
        private long probeBegan;
        private long nextProbe;
        private long runningSince = -1;
        private Optional<Instant> startedAt = Optional.empty();
        private Optional<Instant> probedStart = Optional.empty();
        private Optional<Instant> endedStart = Optional.empty();
        private int exits;
        private String lastSaid = "";

        Waiting(String container, boolean toCompletion, boolean ranBefore, Consumer<String> progress) {
            this.container = container;
            this.toCompletion = toCompletion;
            this.ranBefore = ranBefore;
            this.progress = progress;
        }

        Outcome run() throws InterruptedException {
            nextProbe = deadline.nanoTime();
            while (true) {
                Optional<ContainerDetails> found = engine.container(container);
                long inspectedAt = deadline.nanoTime();
                if (found.isEmpty()) {
                    return Outcome.failed(Kind.GONE, "its container was removed by somebody else", OptionalInt.empty());
                }
                Optional<Outcome> verdict = judge(found.get());
                if (verdict.isPresent()) {
                    return verdict.get();
                }
                Optional<Probe> probe = found.get().state().running() && !toCompletion
                        ? Probe.of(engine, container, found.get().healthcheck())
                        : Optional.empty();
                Optional<Outcome> outcome = untilNextInspection(inspectedAt, probe);
                if (outcome.isPresent()) {
                    return outcome.get();
                }
            }
        }

        /** Probes in the meantime; an event ends it, so that the engine's verdict is heard at once. */
        private Optional<Outcome> untilNextInspection(long inspectedAt, Optional<Probe> probe)
                throws InterruptedException {
            long inspection = inspectedAt + INSPECTION.toNanos();
            if (probe.isEmpty() && runningSince >= 0 && !toCompletion) {
                inspection = Math.min(inspection, runningSince + SETTLING.toNanos());
            }
            while (true) {
                if (probeUnderWay && probing.isDone()) {
                    Optional<Outcome> passed = take(probing.join());
                    if (passed.isPresent()) {
                        return passed;
                    }
                    if (ranBefore) {
                        return Optional.empty();
                    }
                }
                if (deadline.passed()) {
                    return Optional.of(Outcome.failed(Kind.NOT_READY, notReady(), OptionalInt.empty()));
                }
                long now = deadline.nanoTime();
                if (probe.isPresent() && !probeUnderWay && now >= nextProbe) {
                    begin(probe.get(), now);
                }
                long until = probe.isPresent() && !probeUnderWay ? Math.min(inspection, nextProbe) : inspection;
                Duration wait = Duration.ofNanos(
                        Math.min(until - now, deadline.remaining().toNanos()));
                if (watch.await(container, wait) || deadline.nanoTime() >= inspection) {
                    return Optional.empty();
                }
            }
        }

        private void begin(Probe probe, long now) {
            probeUnderWay = true;
            probedStart = startedAt;
            probeBegan = now;
            CompletableFuture<Probe.Result> begun = CompletableFuture.supplyAsync(probe::run, probes);
            probing = begun;
            CompletableFuture<Probe.Result> unused = begun.whenComplete((result, failure) -> watch.wake(container));
        }

        private Optional<Outcome> take(Probe.Result result) {
            probeUnderWay = false;
            if (result.passed()) {
                return Optional.of(Outcome.proven(probedStart));
            }
            long now = deadline.nanoTime();
            probeFailed = true;
            nextProbe = now + pacing.after(Duration.ofNanos(now - probeBegan)).toNanos();
            lastSaid = result.words();
            progress.accept("its health test last ended with " + lastSaid);
            return Optional.empty();
        }

        /** Empty as long as nothing is decided. */
        private Optional<Outcome> judge(ContainerDetails details) {
            ContainerState state = details.state();
            return switch (state.status()) {
                case RUNNING -> running(details);
                case CREATED, RESTARTING -> restarting(state);
                case EXITED -> exited(details);
                case PAUSED, REMOVING, DEAD ->
                    Optional.of(Outcome.failed(
                            Kind.GONE, "its container is " + state.status().engineName(), state.exitCode()));
            };
        }

        private Optional<Outcome> running(ContainerDetails details) {
            if (runningSince < 0 || !startedAt.equals(details.state().startedAt())) {
                runningSince = deadline.nanoTime();
                startedAt = details.state().startedAt();
            }
            if (toCompletion) {
                progress.accept("is still running; another service waits for it to end");
                return Optional.empty();
            }
            Health health = details.state().health();
            if (health == Health.HEALTHY) {
                return Optional.of(Outcome.READY);
            }
            if (health == Health.UNHEALTHY && (!ranBefore || probeFailed)) {
                return Optional.of(Outcome.failed(
                        Kind.UNHEALTHY,
                        "is unhealthy by the engine's verdict" + lastSaidInWords(),
                        OptionalInt.empty()));
            }
            boolean tested = Probe.of(engine, container, details.healthcheck()).isPresent();
            boolean settled = deadline.nanoTime() - runningSince >= SETTLING.toNanos();
            return !tested && (settled || ranBefore) ? Optional.of(Outcome.READY) : Optional.empty();
        }

        private Optional<Outcome> restarting(ContainerState state) {
            runningSince = -1;
            if (state.status() == ContainerState.Status.RESTARTING) {
                return ended(state, true);
            }
            return Optional.empty();
        }

        private Optional<Outcome> exited(ContainerDetails details) {
            runningSince = -1;
            ContainerState state = details.state();
            boolean well = state.exitCode().orElse(-1) == 0;
            if (toCompletion && well) {
                return Optional.of(Outcome.READY);
            }
            boolean again = details.restart().mode() != RestartPolicy.Mode.NO
                    && !(well && details.restart().mode() == RestartPolicy.Mode.ON_FAILURE)
                    && state.error().isEmpty();
            return ended(state, again);
        }

        private Optional<Outcome> ended(ContainerState state, boolean again) {
            if (exits == 0 || !endedStart.equals(state.startedAt())) {
                exits++;
                endedStart = state.startedAt();
            }
            String words = (state.oomKilled() ? "was ended for want of memory" : "ended")
                    + state.exitCode().stream()
                            .mapToObj(code -> " with exit code " + code)
                            .findFirst()
                            .orElse("")
                    + (state.error().isEmpty() ? "" : ": " + state.error());
            progress.accept(words + (again ? "; its restart policy starts it again" : ""));
            if (again && exits <= EXITS_ALLOWED) {
                return Optional.empty();
            }
            Kind kind = state.oomKilled() ? Kind.OUT_OF_MEMORY : Kind.EXITED;
            String often = again ? " again and again" : "";
            return Optional.of(Outcome.failed(kind, words + often, state.exitCode()));
        }

        private String notReady() {
            return "was not ready within " + deadline.inWords()
                    + (probeUnderWay && lastSaid.isEmpty() ? "; its health test has not ended" : lastSaidInWords());
        }

        private String lastSaidInWords() {
            return lastSaid.isEmpty() ? "" : "; its health test last ended with " + lastSaid;
        }
    }
}
