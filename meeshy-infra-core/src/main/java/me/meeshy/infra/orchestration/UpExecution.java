package me.meeshy.infra.orchestration;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.engine.VolumeSpec;
import me.meeshy.infra.plan.Change;
import me.meeshy.infra.plan.ServiceFailure;
import me.meeshy.infra.plan.UpFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out a plan: images, networks and volumes at once, then every container; each is started when what it depends on is
 * as far as it asks for. A failure of one is a failure of the whole, and is undone.
 */
final class UpExecution {

    private static final Logger LOG = LoggerFactory.getLogger(UpExecution.class);
    /** More at once only makes the engine slower. */
    private static final int ENGINE_SLOTS = 16;

    private final ContainerEngine engine;
    private final UpPlan plan;
    private final Deadline deadline;
    private final Attempt attempt = new Attempt();
    private final ExecutorService workers = Threads.named("up");
    private final ExecutorService probes = Threads.named("probe");
    private final BlockingQueue<Optional<String>> notices = new LinkedBlockingQueue<>();
    private final Map<String, ServiceRun> runs = new LinkedHashMap<>();

    /**
     * Prepares to carry out a plan; changes nothing yet.
     *
     * @param engine where
     * @param plan what
     * @param deadline by when it must be done
     */
    UpExecution(ContainerEngine engine, UpPlan plan, Deadline deadline) {
        this.engine = engine;
        this.plan = plan;
        this.deadline = deadline;
    }

    /**
     * Carries it out.
     *
     * @throws UpFailedException if a service fails, the deadline passes or the thread is interrupted; what was made is
     *     removed again
     * @throws me.meeshy.infra.model.InfraException if the plan refuses to go on
     */
    void run() {
        plan.orRefuse();
        try {
            Optional<Failure> failure;
            try (ContainerWatch watch = ContainerWatch.of(
                    engine, plan.project().name(), event -> notices.add(Optional.of(event.containerId())))) {
                begin(watch);
                failure = await();
            }
            if (failure.isPresent()) {
                throw undone(failure.get());
            }
        } finally {
            workers.shutdownNow();
            probes.shutdownNow();
        }
        clearAway();
    }

    /** What ended the waiting, and when. */
    private record Failure(Optional<ServiceFailure> cause, boolean interrupted, Instant at) {}

    private void begin(ContainerWatch watch) {
        var readiness = new Readiness(engine, watch, deadline, probes);
        var resources = new ArrayList<CompletableFuture<?>>();
        for (NetworkSpec network : plan.networks()) {
            resources.add(CompletableFuture.runAsync(() -> engine.createNetwork(labelled(network)), workers));
        }
        for (VolumeSpec volume : plan.volumes()) {
            resources.add(CompletableFuture.runAsync(() -> engine.createVolume(labelled(volume)), workers));
        }
        CompletableFuture<Void> made = CompletableFuture.allOf(resources.toArray(CompletableFuture[]::new));
        var pulled = new LinkedHashMap<String, CompletableFuture<Void>>();
        for (String image : plan.pulls()) {
            pulled.put(image, CompletableFuture.runAsync(() -> engine.pull(image, deadline.remaining()), workers));
        }
        var slots = new Semaphore(ENGINE_SLOTS);
        plan.services().forEach((name, decision) -> {
            CompletableFuture<?> image = pulled.get(decision.desired().spec().image());
            CompletableFuture<?> prepared = image == null ? made : CompletableFuture.allOf(made, image);
            runs.put(
                    name,
                    new ServiceRun(
                            decision,
                            engine,
                            attempt,
                            plan.project(),
                            slots,
                            new ServiceRun.Surroundings(
                                    readiness, prepared, runs, () -> notices.add(Optional.empty()))));
        });
        runs.values().forEach(workers::execute);
    }

    private NetworkSpec labelled(NetworkSpec spec) {
        return new NetworkSpec(
                spec.name(), spec.driver(), spec.driverOptions(), spec.internal(), withAttempt(spec.labels()));
    }

    private VolumeSpec labelled(VolumeSpec spec) {
        return new VolumeSpec(spec.name(), spec.driver(), spec.driverOptions(), withAttempt(spec.labels()));
    }

    private Map<String, String> withAttempt(Map<String, String> labels) {
        var all = new LinkedHashMap<>(labels);
        all.put(Labels.ATTEMPT, attempt.id());
        return all;
    }

    /** Until all are ready, one has failed, or the deadline has passed. */
    private Optional<Failure> await() {
        try {
            while (true) {
                Optional<ServiceFailure> failed = runs.values().stream()
                        .flatMap(run -> run.failure().stream())
                        .findFirst();
                if (failed.isPresent()) {
                    return Optional.of(new Failure(failed, false, Instant.now()));
                }
                if (runs.values().stream().allMatch(ServiceRun::isReady)) {
                    return lateDeath(Optional.empty());
                }
                if (deadline.passed()) {
                    return Optional.of(new Failure(Optional.empty(), false, Instant.now()));
                }
                Optional<String> notice = notices.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
                if (notice != null && notice.isPresent()) {
                    Optional<Failure> late = lateDeath(notice);
                    if (late.isPresent()) {
                        return late;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new Failure(Optional.empty(), true, Instant.now()));
        }
    }

    /** A service that was ready and has ended since; of one container, or of all. */
    private Optional<Failure> lateDeath(Optional<String> container) {
        for (ServiceRun run : runs.values()) {
            boolean asked = container.isEmpty() || container.equals(run.container());
            if (!asked || !run.isReady() || run.runsToCompletion()) {
                continue;
            }
            var state = engine.container(run.container().orElseThrow());
            var status = state.map(found -> found.state().status());
            boolean there = status.isPresent()
                    && switch (status.get()) {
                        case RUNNING, RESTARTING, PAUSED -> true;
                        default -> false;
                    };
            if (!there) {
                OptionalInt exitCode =
                        state.map(found -> found.state().exitCode()).orElse(OptionalInt.empty());
                String words = "was ready, and ended while others were awaited"
                        + (exitCode.isPresent() ? ", with exit code " + exitCode.getAsInt() : "");
                var failure = new ServiceFailure(
                        run.name(),
                        plan.project().containerName(run.name()),
                        state.isPresent() ? ServiceFailure.Kind.EXITED : ServiceFailure.Kind.GONE,
                        words,
                        exitCode,
                        List.of());
                return Optional.of(new Failure(Optional.of(failure), false, Instant.now()));
            }
        }
        return Optional.empty();
    }

    private UpFailedException undone(Failure failure) {
        List<ServiceFailure> failures = failures(failure);
        workers.shutdownNow();
        probes.shutdownNow();
        List<ServiceFailure> told = new LastWords(engine, plan.project()).of(failures, runs);
        Undo.Report report = new Undo(engine, attempt).run(workers::isTerminated);
        Throwable cause = runs.values().stream()
                .filter(run ->
                        !failures.isEmpty() && run.name().equals(failures.get(0).service()))
                .flatMap(run -> run.cause().stream())
                .findFirst()
                .orElse(null);
        String attempted = failure.interrupted() ? "bring up, since the thread was interrupted," : "bring up";
        return new UpFailedException(
                plan.project().environment(),
                attempted,
                told,
                report.words(),
                report.leftBehind(),
                failure.at(),
                cause);
    }

    private List<ServiceFailure> failures(Failure failure) {
        var failures = new ArrayList<ServiceFailure>();
        failure.cause().ifPresent(failures::add);
        var waiting = new ArrayList<ServiceFailure>();
        for (ServiceRun run : runs.values()) {
            boolean told = failures.stream().anyMatch(one -> one.service().equals(run.name()));
            if (told || run.isReady()) {
                continue;
            }
            ServiceFailure what = run.failure().orElseGet(() -> run.unready(deadline.inWords()));
            (what.kind() == ServiceFailure.Kind.WAITING ? waiting : failures).add(what);
        }
        failures.addAll(waiting);
        return failures;
    }

    /** What was replaced goes once all is well. */
    private void clearAway() {
        var old = new ArrayList<String>();
        attempt.replaced().forEach(replaced -> old.add(replaced.container()));
        plan.leftovers().stream().map(ContainerSummary::id).forEach(old::add);
        for (String container : old) {
            try {
                // its anonymous volumes are the new container's now
                engine.remove(container, false);
            } catch (RuntimeException e) {
                LOG.warn(
                        "The replaced container {} of project {} could not be removed; the next up removes it: {}",
                        container,
                        plan.project().name(),
                        e.getMessage());
            }
        }
        if (plan.plan().changesNothing()) {
            LOG.debug("Project {} ran already as it should", plan.project().name());
        } else {
            long changed = plan.plan().changes(Change.Kind.SERVICE).stream()
                    .filter(Change::changesSomething)
                    .count();
            LOG.info(
                    "Project {} is up; {} services were made or started",
                    plan.project().name(),
                    changed);
        }
    }
}
