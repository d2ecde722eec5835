package me.meeshy.infra.orchestration;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.orchestration.UpPlan.Decision;
import me.meeshy.infra.plan.Change.Action;
import me.meeshy.infra.plan.HookFailedException;
import me.meeshy.infra.plan.ServiceFailure;
import me.meeshy.infra.plan.ServiceFailure.Kind;

/**
 * Carries out what was decided for one container, from its making to its readiness. It holds a thread only while there is
 * something to do for it, not while it waits for others: so a few threads are enough for many containers.
 */
final class ContainerRun {

    private final Decision decision;
    private final ContainerSteps steps;
    private final Surroundings surroundings;
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile Optional<String> container = Optional.empty();
    private volatile Optional<ServiceFailure> failure = Optional.empty();
    private volatile Optional<RuntimeException> cause = Optional.empty();
    private volatile Optional<Instant> provenStart = Optional.empty();
    private volatile boolean waiting = true;
    private volatile String phase = "was not begun";

    /**
     * What a run needs of the whole.
     *
     * @param readiness waits for containers
     * @param prepared is done when networks, volumes and the container's image are there
     * @param others the runs of all containers by service
     * @param workers carry out what there is to do
     * @param ended is told when a run has ended, one way or the other
     */
    record Surroundings(
            Readiness readiness,
            CompletableFuture<?> prepared,
            Map<String, List<ContainerRun>> others,
            Executor workers,
            Runnable ended) {}

    ContainerRun(Decision decision, ContainerSteps steps, Surroundings surroundings) {
        this.decision = decision;
        this.steps = steps;
        this.surroundings = surroundings;
    }

    Decision decision() {
        return decision;
    }

    String service() {
        return decision.service();
    }

    String containerName() {
        return decision.spec().name();
    }

    boolean isReady() {
        return ready.isDone() && !ready.isCompletedExceptionally();
    }

    boolean runsToCompletion() {
        return decision.desired().runsToCompletion();
    }

    Optional<String> container() {
        return container;
    }

    /** The start of its container since which its own health test has passed, when we ran it. */
    Optional<Instant> provenStart() {
        return provenStart;
    }

    Optional<ServiceFailure> failure() {
        return failure;
    }

    /** The exception behind the failure, where there is one. */
    Optional<RuntimeException> cause() {
        return cause;
    }

    /** What stands in its way at this moment, where it has not failed by itself. */
    ServiceFailure unready(String deadline) {
        return waiting
                ? failed(Kind.WAITING, awaited().orElse(phase), OptionalInt.empty())
                : failed(Kind.NOT_READY, "was not ready within " + deadline + ": " + phase, OptionalInt.empty());
    }

    /** Whether it is known already that nothing is to be done and nothing to be awaited. */
    static boolean isSettled(Decision decision) {
        if (decision.action() != Action.LEAVE || decision.fallback().isPresent()) {
            return false;
        }
        ContainerSummary existing = decision.existing().orElseThrow();
        if (decision.desired().runsToCompletion()) {
            return existing.status() == ContainerState.Status.EXITED;
        }
        return existing.status() == ContainerState.Status.RUNNING
                && existing.health()
                        .filter(health ->
                                health == ContainerState.Health.HEALTHY || health == ContainerState.Health.NONE)
                        .isPresent();
    }

    /** Begins; returns at once. */
    void begin() {
        if (isSettled(decision)) {
            container = decision.existing().map(ContainerSummary::id);
            waiting = false;
            started.complete(null);
            ready.complete(null);
            surroundings.ended().run();
            return;
        }
        phase = "waits for its image, networks and volumes";
        CompletableFuture<?> prepared =
                decision.isMade() ? surroundings.prepared() : CompletableFuture.completedFuture(null);
        if (decision.isMade() && SharedContainers.needed(decision.desired().service())) {
            // the engine looks for the others when it makes this one
            prepared = CompletableFuture.allOf(prepared, dependencies());
        }
        CompletableFuture<Void> all = prepared.thenRunAsync(this::make, surroundings.workers())
                .thenCompose(made ->
                        decision.action() == Action.LEAVE ? CompletableFuture.completedFuture(null) : dependencies())
                .thenRunAsync(this::startAndAwait, surroundings.workers());
        CompletableFuture<Void> unused = all.whenComplete((done, problem) -> {
            if (problem != null) {
                note(problem);
            }
            surroundings.ended().run();
        });
    }

    private void make() {
        phase = "waits for its container to be made";
        container = Optional.of(steps.made(decision));
        phase = "waits for what it depends on";
    }

    private void startAndAwait() {
        String id = container.orElseThrow();
        waiting = false;
        try {
            if (decision.action() != Action.LEAVE) {
                phase = "is being started";
                steps.start(decision, id);
            }
            started.complete(null);
            phase = "runs, and has not said yet whether it is ready";
            boolean ranBefore = decision.action() == Action.LEAVE || decision.action() == Action.RESTORE;
            Readiness.Outcome outcome =
                    surroundings.readiness().await(id, runsToCompletion(), ranBefore, words -> phase = words);
            if (outcome.ready()) {
                provenStart = outcome.provenStart();
                phase = "is ready";
                ready.complete(null);
            } else {
                fail(failed(outcome.failure().orElseThrow(), outcome.words(), outcome.exitCode()));
            }
        } catch (InterruptedException e) {
            // the attempt is given up; what stands in its way is in the phase
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<Void> dependencies() {
        return CompletableFuture.allOf(conditions().entrySet().stream()
                .flatMap(entry -> surroundings.others().getOrDefault(entry.getKey(), List.of()).stream()
                        .map(other -> other.reached(entry.getValue())))
                .toArray(CompletableFuture[]::new));
    }

    /** What it waits for: what it depends on, and those whose containers the engine must know. */
    private Map<String, Condition> conditions() {
        var conditions = new LinkedHashMap<String, Condition>();
        SharedContainers.neededBy(decision.desired().service())
                .forEach(service -> conditions.put(service, Condition.STARTED));
        decision.desired()
                .service()
                .dependencies()
                .forEach((service, dependency) -> conditions.put(service, dependency.condition()));
        return conditions;
    }

    private CompletableFuture<Void> reached(Condition condition) {
        return condition == Condition.STARTED ? started : ready;
    }

    /** In words, what it waits for at this moment. */
    private Optional<String> awaited() {
        if (container.isEmpty()) {
            return Optional.empty();
        }
        for (Map.Entry<String, Condition> entry : conditions().entrySet()) {
            Condition condition = entry.getValue();
            for (ContainerRun other : surroundings.others().getOrDefault(entry.getKey(), List.of())) {
                CompletableFuture<Void> reached = other.reached(condition);
                if (reached.isCompletedExceptionally()) {
                    return Optional.of("waits for " + entry.getKey() + ", which failed");
                }
                if (!reached.isDone()) {
                    return Optional.of("waits for " + entry.getKey()
                            + switch (condition) {
                                case STARTED -> " to be started";
                                case HEALTHY -> " to be healthy";
                                case COMPLETED -> " to run to completion";
                            });
                }
            }
        }
        return Optional.empty();
    }

    private void note(Throwable problem) {
        Throwable root =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        if (root instanceof DependencyFailed other) {
            // the other one has told what is wrong
            phase = "waits for " + other.service + ", which failed";
        } else if (root instanceof HookFailedException hook) {
            cause = Optional.of(hook);
            fail(failed(Kind.HOOK_FAILED, String.valueOf(hook.getMessage()), OptionalInt.of(hook.exitCode())));
        } else if (root instanceof EngineException refused) {
            if (refused.reason() != EngineException.Reason.INTERRUPTED) {
                cause = Optional.of(refused);
                fail(failed(Kind.REFUSED_BY_ENGINE, String.valueOf(refused.getMessage()), OptionalInt.empty()));
            }
        } else if (root instanceof RuntimeException unexpected) {
            cause = Optional.of(unexpected);
            fail(failed(Kind.REFUSED_BY_ENGINE, "failed in this library: " + unexpected, OptionalInt.empty()));
        } else {
            fail(failed(Kind.REFUSED_BY_ENGINE, "failed in this library: " + root, OptionalInt.empty()));
        }
    }

    private ServiceFailure failed(Kind kind, String words, OptionalInt exitCode) {
        return new ServiceFailure(service(), containerName(), kind, words, exitCode, List.of());
    }

    private void fail(ServiceFailure what) {
        failure = Optional.of(what);
        var inVain = new DependencyFailed(service());
        started.completeExceptionally(inVain);
        ready.completeExceptionally(inVain);
    }

    /** Tells those who wait that they wait in vain. */
    private static final class DependencyFailed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String service;

        DependencyFailed(String service) {
            super(service, null, false, false);
            this.service = service;
        }
    }
}
