package me.meeshy.infra.orchestration;

import java.time.Duration;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.engine.VolumeSpec;
import me.meeshy.infra.orchestration.UpPlan.Decision;
import me.meeshy.infra.plan.ServiceFailure;
import me.meeshy.infra.plan.UpFailedException;
import me.meeshy.infra.plan.UpOptions;

/**
 * Carries out a plan: what an interrupted replacement left in the way goes first; then images, networks and volumes at once,
 * then every container, each started when what it depends on is as far as it asks for; then new containers take the places of
 * old ones that went on until now. A failure of one is a failure of the whole, and is undone; what is obsolete goes last.
 */
final class UpExecution {

    /** Containers that are made, started or awaited at once: enough for the engine, whatever their number. */
    private static final int WORKERS = 48;

    private static final int PROBES = 24;

    /**
     * How long an old container goes on when the new one is ready. A client that has looked the name up before has both
     * addresses; refused by the new one, it tries the old one 250 ms later (RFC 8305, 5; curl 200 ms), which must still be there.
     */
    private static final Duration OVERLAP = Duration.ofMillis(500);

    private final ContainerEngine engine;
    /** For all that has to be done before the deadline; undoing comes after it. */
    private final ContainerEngine inTime;

    private final UpPlan plan;
    private final UpOptions options;
    private final Deadline deadline;
    private final Attempt attempt = new Attempt();
    private final ContainerSteps steps;
    private final ExecutorService workers = Threads.atMost(WORKERS, "up");
    private final ExecutorService probes = Threads.atMost(PROBES, "probe");
    private final BlockingQueue<Optional<String>> notices = new LinkedBlockingQueue<>();
    private final List<ContainerRun> runs = new ArrayList<>();

    /**
     * Prepares to carry out a plan; changes nothing yet.
     *
     * @param engine where
     * @param plan what
     * @param options how
     * @param deadline by when it must be done
     */
    UpExecution(ContainerEngine engine, UpPlan plan, UpOptions options, Deadline deadline) {
        this.engine = engine;
        this.inTime = engine.within(deadline::remainingOrLeast);
        this.plan = plan;
        this.options = options;
        this.deadline = deadline;
        this.steps = new ContainerSteps(inTime, attempt, deadline, plan.project());
    }

    /**
     * Carries it out.
     *
     * @return whose health tests have passed
     * @throws UpFailedException if a service fails, the deadline passes or the thread is interrupted; what was made is
     *     removed again
     * @throws me.meeshy.infra.model.InfraException if the plan refuses to go on
     */
    ProvenHealth run() {
        plan.orRefuse();
        if (plan.plan().changesNothing() && plan.containers().stream().allMatch(ContainerRun::isSettled)) {
            return ProvenHealth.NONE;
        }
        new Clearance(inTime, plan).ofDiscards();
        try {
            Optional<Failure> failure;
            try (ContainerWatch watch = ContainerWatch.of(
                    inTime, plan.project().name(), event -> notices.add(Optional.of(event.containerId())))) {
                begin(watch);
                failure = await().or(this::swap);
            } catch (EngineException e) {
                failure = Optional.of(engineFailed(e));
            }
            if (failure.isPresent()) {
                throw undone(failure.get());
            }
        } finally {
            workers.shutdownNow();
            probes.shutdownNow();
        }
        new Clearance(engine, plan).ofWhatIsObsolete(attempt);
        return ProvenHealth.of(runs);
    }

    /** What ended the waiting, and when. */
    private record Failure(
            Optional<ServiceFailure> failed, Optional<RuntimeException> cause, boolean interrupted, Instant at) {}

    private void begin(ContainerWatch watch) {
        var readiness = new Readiness(inTime, watch, deadline, probes);
        var resources = new ArrayList<CompletableFuture<?>>();
        CompletableFuture<Void> cleared = plan.replacedNetworks().isEmpty()
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.runAsync(new NetworkReplacement(inTime, plan, attempt)::run, workers);
        for (NetworkSpec network : plan.networks()) {
            resources.add(cleared.thenRunAsync(() -> inTime.createNetwork(marked(network)), workers));
        }
        for (VolumeSpec volume : plan.volumes()) {
            resources.add(CompletableFuture.runAsync(() -> inTime.createVolume(marked(volume)), workers));
        }
        CompletableFuture<Void> made = CompletableFuture.allOf(resources.toArray(CompletableFuture[]::new));
        var pulled = new LinkedHashMap<String, CompletableFuture<Void>>();
        for (String image : plan.pulls()) {
            pulled.put(
                    image,
                    CompletableFuture.runAsync(
                            () -> engine.pull(image, deadline.remainingOrLeast(), options.onPull()), workers));
        }
        Map<String, List<ContainerRun>> byService = new LinkedHashMap<>();
        for (Decision decision : plan.containers()) {
            List<CompletableFuture<?>> first = new ArrayList<>(List.of(made));
            Specs.images(decision.spec())
                    .filter(pulled::containsKey)
                    .map(pulled::get)
                    .forEach(first::add);
            CompletableFuture<?> prepared = CompletableFuture.allOf(first.toArray(CompletableFuture[]::new));
            var run = new ContainerRun(
                    decision,
                    steps,
                    new ContainerRun.Surroundings(
                            readiness, prepared, byService, workers, () -> notices.add(Optional.empty())));
            runs.add(run);
            byService
                    .computeIfAbsent(decision.service(), service -> new ArrayList<>())
                    .add(run);
        }
        runs.forEach(ContainerRun::begin);
    }

    private NetworkSpec marked(NetworkSpec spec) {
        return new NetworkSpec(
                spec.name(),
                spec.driver(),
                spec.driverOptions(),
                spec.internal(),
                spec.attachable(),
                spec.ipv4(),
                spec.ipv6(),
                spec.ipam(),
                attempt.marked(spec.labels()));
    }

    private VolumeSpec marked(VolumeSpec spec) {
        return new VolumeSpec(spec.name(), spec.driver(), spec.driverOptions(), attempt.marked(spec.labels()));
    }

    /** Until all are ready, one has failed, or the deadline has passed. */
    private Optional<Failure> await() {
        try {
            while (true) {
                Optional<ServiceFailure> failed =
                        runs.stream().flatMap(run -> run.failure().stream()).findFirst();
                if (failed.isPresent()) {
                    return Optional.of(new Failure(failed, Optional.empty(), false, Instant.now()));
                }
                if (runs.stream().allMatch(ContainerRun::isReady)) {
                    return lateDeath();
                }
                if (deadline.passed()) {
                    return Optional.of(new Failure(Optional.empty(), Optional.empty(), false, Instant.now()));
                }
                Optional<String> notice = notices.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
                if (notice != null && notice.isPresent()) {
                    Optional<Failure> late = lateDeath(notice.get());
                    if (late.isPresent()) {
                        return late;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new Failure(Optional.empty(), Optional.empty(), true, Instant.now()));
        }
    }

    /** A service that was ready and has ended since. */
    private Optional<Failure> lateDeath(String container) {
        for (ContainerRun run : runs) {
            if (run.container().filter(container::equals).isPresent() && run.isReady() && !run.runsToCompletion()) {
                return lateDeath(run);
            }
        }
        return Optional.empty();
    }

    /** The same, of all of them: one listing shows which may have. */
    private Optional<Failure> lateDeath() {
        var running = new LinkedHashMap<String, ContainerSummary>();
        inTime.containers(Map.of(Labels.PROJECT, plan.project().name()))
                .forEach(container -> running.put(container.id(), container));
        for (ContainerRun run : runs) {
            ContainerSummary found = running.get(run.container().orElse(""));
            boolean runs = found != null && found.status() == ContainerState.Status.RUNNING;
            if (!runs && !run.runsToCompletion()) {
                Optional<Failure> late = lateDeath(run);
                if (late.isPresent()) {
                    return late;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Failure> lateDeath(ContainerRun run) {
        var state = inTime.container(run.container().orElseThrow());
        var status = state.map(found -> found.state().status());
        boolean there = status.isPresent()
                && switch (status.get()) {
                    case RUNNING, RESTARTING, PAUSED -> true;
                    default -> false;
                };
        if (there) {
            return Optional.empty();
        }
        OptionalInt exitCode = state.map(found -> found.state().exitCode()).orElse(OptionalInt.empty());
        String words = "was ready, and ended while others were awaited"
                + (exitCode.isPresent() ? ", with exit code " + exitCode.getAsInt() : "");
        var failure = new ServiceFailure(
                run.service(),
                run.containerName(),
                state.isPresent() ? ServiceFailure.Kind.EXITED : ServiceFailure.Kind.GONE,
                words,
                exitCode,
                List.of());
        return Optional.of(new Failure(Optional.of(failure), Optional.empty(), false, Instant.now()));
    }

    /** All is ready: new containers take the places of those that went on beside them. */
    private Optional<Failure> swap() {
        List<ContainerRun> beside = runs.stream()
                .filter(run -> run.container().filter(steps::runsBeside).isPresent())
                .toList();
        Optional<Failure> meanwhile = beside.isEmpty() ? Optional.empty() : overlapping();
        if (meanwhile.isPresent()) {
            return meanwhile;
        }
        var swaps = new LinkedHashMap<ContainerRun, CompletableFuture<Void>>();
        beside.forEach(run -> swaps.put(
                run,
                CompletableFuture.runAsync(
                        () -> steps.swap(run.decision(), run.container().orElseThrow()), workers)));
        Optional<Failure> first = Optional.empty();
        for (Map.Entry<ContainerRun, CompletableFuture<Void>> swap : swaps.entrySet()) {
            try {
                swap.getValue().join();
            } catch (java.util.concurrent.CompletionException e) {
                RuntimeException cause = e.getCause() instanceof RuntimeException known ? known : e;
                var failed = new ServiceFailure(
                        swap.getKey().service(),
                        swap.getKey().containerName(),
                        ServiceFailure.Kind.REFUSED_BY_ENGINE,
                        "was ready, but could not take the old container's place: " + cause.getMessage(),
                        OptionalInt.empty(),
                        List.of());
                first = first.or(
                        () -> Optional.of(new Failure(Optional.of(failed), Optional.of(cause), false, Instant.now())));
            }
        }
        return first;
    }

    /** Lets old and new run side by side for a while; a new one that ends in it has not taken any place yet. */
    private Optional<Failure> overlapping() {
        try {
            Duration left = deadline.remaining();
            TimeUnit.NANOSECONDS.sleep((left.compareTo(OVERLAP) < 0 ? left : OVERLAP).toNanos());
            return lateDeath();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new Failure(Optional.empty(), Optional.empty(), true, Instant.now()));
        }
    }

    /** The engine answered no more while we watched over what runs. */
    private static Failure engineFailed(EngineException cause) {
        boolean interrupted = cause.reason() == EngineException.Reason.INTERRUPTED;
        return new Failure(Optional.empty(), Optional.of(cause), interrupted, Instant.now());
    }

    private UpFailedException undone(Failure failure) {
        List<ServiceFailure> failures = failures(failure);
        workers.shutdownNow();
        probes.shutdownNow();
        List<ServiceFailure> told = new LastWords(engine, plan.project()).of(failures, runs);
        Undo.Report report = new Undo(engine, attempt, options.keepOnFailure()).run(workers::isTerminated);
        Throwable cause = failure.cause()
                .or(() -> runs.stream()
                        .filter(run -> !failures.isEmpty()
                                && run.service().equals(failures.get(0).service()))
                        .flatMap(run -> run.cause().stream())
                        .findFirst())
                .or(report::engineFailure)
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
        failure.failed().ifPresent(failures::add);
        var waiting = new ArrayList<ServiceFailure>();
        for (ContainerRun run : runs) {
            boolean told = Stream.concat(failures.stream(), waiting.stream())
                    .anyMatch(one -> one.container().equals(run.containerName()));
            if (told || run.isReady()) {
                continue;
            }
            ServiceFailure what = run.failure().orElseGet(() -> run.unready(deadline.inWords()));
            (what.kind() == ServiceFailure.Kind.WAITING ? waiting : failures).add(what);
        }
        failures.addAll(waiting);
        return failures;
    }
}
