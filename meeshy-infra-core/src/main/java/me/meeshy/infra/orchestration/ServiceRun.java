package me.meeshy.infra.orchestration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.ImageDetails;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Dependency;
import me.meeshy.infra.orchestration.UpPlan.ServiceDecision;
import me.meeshy.infra.plan.Change.Action;
import me.meeshy.infra.plan.ServiceFailure;
import me.meeshy.infra.plan.ServiceFailure.Kind;

/** Carries out what was decided for one service, from its container to its readiness. Runs on a thread of its own. */
final class ServiceRun implements Runnable {

    private final ServiceDecision decision;
    private final ContainerEngine engine;
    private final Attempt attempt;
    private final Project project;
    private final Semaphore engineSlots;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private volatile Optional<String> container = Optional.empty();
    private volatile Optional<ServiceFailure> failure = Optional.empty();
    private volatile Optional<RuntimeException> cause = Optional.empty();
    private volatile boolean waiting = true;
    private volatile String phase = "was not begun";
    private final Surroundings surroundings;

    /**
     * What a run needs of the whole.
     *
     * @param readiness waits for containers
     * @param prepared is done when networks, volumes and the service's image are there
     * @param others the runs of all services by name
     * @param ended is told when a run has ended, one way or the other
     */
    record Surroundings(
            Readiness readiness, CompletableFuture<?> prepared, Map<String, ServiceRun> others, Runnable ended) {}

    ServiceRun(
            ServiceDecision decision,
            ContainerEngine engine,
            Attempt attempt,
            Project project,
            Semaphore engineSlots,
            Surroundings surroundings) {
        this.decision = decision;
        this.engine = engine;
        this.attempt = attempt;
        this.project = project;
        this.engineSlots = engineSlots;
        this.surroundings = surroundings;
    }

    String name() {
        return decision.desired().name();
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
                ? failed(Kind.WAITING, phase, OptionalInt.empty())
                : failed(Kind.NOT_READY, "was not ready within " + deadline + ": " + phase, OptionalInt.empty());
    }

    @Override
    public void run() {
        try {
            bringUp();
        } catch (InterruptedException e) {
            // the attempt is given up; what stands in its way is in the phase
            Thread.currentThread().interrupt();
        } catch (EngineException e) {
            if (e.reason() != EngineException.Reason.INTERRUPTED) {
                cause = Optional.of(e);
                fail(failed(Kind.REFUSED_BY_ENGINE, String.valueOf(e.getMessage()), OptionalInt.empty()));
            }
        } catch (DependencyFailed e) {
            // the other one has told what is wrong
            phase = "waits for " + e.service + ", which failed";
        } catch (RuntimeException e) {
            cause = Optional.of(e);
            fail(failed(Kind.REFUSED_BY_ENGINE, "failed in this library: " + e, OptionalInt.empty()));
        } finally {
            surroundings.ended().run();
        }
    }

    private void bringUp() throws InterruptedException {
        Action action = decision.action();
        String id = action == Action.CREATE || action == Action.RECREATE
                ? created(action)
                : decision.existing().orElseThrow().id();
        container = Optional.of(id);
        if (action != Action.LEAVE) {
            awaitDependencies();
            phase = "is being started";
            waiting = false;
            startAs(action, id);
        }
        waiting = false;
        started.complete(null);
        phase = "runs, and has not said yet whether it is ready";
        Readiness.Outcome outcome =
                surroundings.readiness().await(id, runsToCompletion(), action == Action.LEAVE, words -> phase = words);
        if (outcome.ready()) {
            phase = "is ready";
            ready.complete(null);
        } else {
            fail(failed(outcome.failure().orElseThrow(), outcome.words(), outcome.exitCode()));
        }
    }

    private String created(Action action) throws InterruptedException {
        phase = "waits for its image, networks and volumes";
        try {
            surroundings.prepared().get();
        } catch (ExecutionException e) {
            // the engine refused one of them: its words are the reason
            throw e.getCause() instanceof EngineException refused
                    ? refused
                    : new IllegalStateException("its image, networks or volumes could not be prepared", e);
        }
        phase = "waits for its container to be made";
        return inSlot(() -> engine.create(spec(action)));
    }

    private ContainerSpec spec(Action action) {
        ContainerSpec spec = decision.desired().spec();
        var labels = new LinkedHashMap<>(spec.labels());
        labels.put(Labels.ATTEMPT, attempt.id());
        labels.put(Labels.ROLE, decision.role());
        Optional<ImageDetails> image = engine.image(spec.image());
        image.ifPresent(found -> labels.put(Labels.IMAGE, found.id()));
        String name = spec.name();
        List<MountSpec> mounts = spec.mounts();
        if (action == Action.RECREATE) {
            var old = decision.existing().orElseThrow();
            name = TemporaryName.of(attempt.id(), name);
            labels.put(Labels.REPLACE, old.name());
            Map<String, String> volumes =
                    engine.container(old.id()).map(ContainerDetails::volumes).orElse(Map.of());
            mounts =
                    Specs.withInherited(mounts, image.map(ImageDetails::volumes).orElse(List.of()), volumes);
        }
        return Specs.with(spec, name, labels, mounts);
    }

    private void awaitDependencies() throws InterruptedException {
        for (Map.Entry<String, Dependency> entry :
                decision.desired().service().dependencies().entrySet()) {
            ServiceRun other = surroundings.others().get(entry.getKey());
            if (other == null) {
                // the stack's rules allow that only where the dependency is not required
                continue;
            }
            Condition condition = entry.getValue().condition();
            phase = "waits for " + other.name()
                    + switch (condition) {
                        case STARTED -> " to be started";
                        case HEALTHY -> " to be healthy";
                        case COMPLETED -> " to run to completion";
                    };
            try {
                (condition == Condition.STARTED ? other.started : other.ready).get();
            } catch (ExecutionException e) {
                throw new DependencyFailed(other.name());
            }
        }
    }

    private void startAs(Action action, String id) throws InterruptedException {
        switch (action) {
            case CREATE -> inSlot(() -> start(id));
            case RECREATE -> {
                replace(id);
                inSlot(() -> start(id));
            }
            case START -> {
                attempt.started(id);
                inSlot(() -> start(id));
            }
            case RESTART ->
                inSlot(() -> {
                    engine.restart(id, Specs.grace(decision.desired().service()));
                    return id;
                });
            default -> throw new IllegalStateException("not an action that starts: " + action);
        }
    }

    private String start(String id) {
        engine.start(id);
        return id;
    }

    private void replace(String id) throws InterruptedException {
        var old = decision.existing().orElseThrow();
        String name = decision.desired().spec().name();
        boolean ran = old.status() == ContainerState.Status.RUNNING || old.status() == ContainerState.Status.RESTARTING;
        attempt.replaced(new Attempt.Replaced(old.id(), old.name(), ran));
        engine.stop(old.id(), Specs.grace(decision.desired().service()));
        inSlot(() -> {
            engine.rename(old.id(), TemporaryName.of(old.id(), name));
            engine.rename(id, name);
            return id;
        });
    }

    private String inSlot(java.util.function.Supplier<String> work) throws InterruptedException {
        engineSlots.acquire();
        try {
            return work.get();
        } finally {
            engineSlots.release();
        }
    }

    private ServiceFailure failed(Kind kind, String words, OptionalInt exitCode) {
        return new ServiceFailure(name(), project.containerName(name()), kind, words, exitCode, List.of());
    }

    private void fail(ServiceFailure what) {
        failure = Optional.of(what);
        var inVain = new DependencyFailed(name());
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
