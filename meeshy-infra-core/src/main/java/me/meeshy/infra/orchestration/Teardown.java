package me.meeshy.infra.orchestration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.VolumeDetails;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Volume;

/**
 * Takes a project down: containers in reverse order of their dependencies, then networks, then volumes if asked to. Only what
 * bears the project's label is touched, and nothing external.
 */
public final class Teardown {

    private final ContainerEngine engine;
    private final Project project;
    private final boolean deleteVolumes;
    private final boolean removeOrphans;
    private final Deadline deadline;
    private final List<String> removed = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();

    /**
     * Prepares to take a project down; changes nothing yet.
     *
     * @param engine where
     * @param project what
     * @param deleteVolumes whether its volumes go, too
     * @param removeOrphans whether containers of services that the stack does not have go, too
     * @param allowed how long it may take
     */
    public Teardown(
            ContainerEngine engine, Project project, boolean deleteVolumes, boolean removeOrphans, Duration allowed) {
        this.engine = engine;
        this.project = project;
        this.deleteVolumes = deleteVolumes;
        this.removeOrphans = removeOrphans;
        this.deadline = Deadline.in(allowed);
    }

    /**
     * What became of it.
     *
     * @param removed what was removed, for instance {@code container meeshy-redis-1}
     * @param kept what was kept, with the reason
     */
    public record Result(List<String> removed, List<String> kept) {}

    /**
     * Takes it down.
     *
     * @return what was removed and what was kept
     * @throws me.meeshy.infra.plan.ProjectBusyException if another process works on the project until the deadline
     * @throws InfraException if the engine refuses, or the deadline passes; what was taken down stays down
     */
    public Result run() {
        return ProjectLock.holding(engine, project.name(), deadline.remainingOrLeast(), this::runAlone);
    }

    private Result runAlone() {
        ExecutorService threads = Threads.named("down");
        try {
            Set<String> anonymous = removeContainers(threads);
            List<VolumeDetails> notes = deleteVolumes ? DiscardedVolumes.notes(engine, project) : List.of();
            notes.forEach(note -> anonymous.addAll(DiscardedVolumes.names(note)));
            List<CompletableFuture<Void>> rest = removeNetworks(threads);
            rest.add(CompletableFuture.runAsync(() -> engine.removeVolume(FingerprintKey.volumeOf(project)), threads));
            if (deleteVolumes) {
                rest.addAll(removeVolumes(threads, anonymous));
            }
            await(rest);
            notes.forEach(note -> engine.removeVolume(note.name()));
        } finally {
            threads.shutdownNow();
        }
        synchronized (removed) {
            return new Result(List.copyOf(removed), List.copyOf(kept));
        }
    }

    /** Each service's containers are stopped once those of all services that depend on it have ended: those are removed meanwhile. */
    private Set<String> removeContainers(ExecutorService threads) {
        var byService = new LinkedHashMap<String, List<ContainerSummary>>();
        var orphans = new ArrayList<ContainerSummary>();
        for (ContainerSummary container : engine.containers(Map.of(Labels.PROJECT, project.name()))) {
            String service = container.labels().getOrDefault(Labels.SERVICE, "");
            if (!Labels.isMade(container.labels())) {
                kept("container " + container.name() + ": it was made by hand, from an image of the project's");
            } else if (project.stack().services().containsKey(service)) {
                byService.computeIfAbsent(service, key -> new ArrayList<>()).add(container);
            } else if (removeOrphans && !project.inactiveServices().contains(service)) {
                orphans.add(container);
            } else {
                kept("container " + container.name()
                        + (project.inactiveServices().contains(service)
                                ? ": none of the profiles of its service '" + service + "' is enabled"
                                : ": the stack has no service '" + service + "'; removed with removeOrphans()"));
            }
        }
        Set<String> anonymous = Collections.synchronizedSet(new LinkedHashSet<>());
        var stopped = new LinkedHashMap<String, CompletableFuture<Void>>();
        project.stack().services().keySet().forEach(service -> stopped.put(service, new CompletableFuture<>()));
        var work = new ArrayList<CompletableFuture<Void>>();
        for (ContainerSummary orphan : orphans) {
            work.add(CompletableFuture.runAsync(
                    () -> {
                        engine.stop(orphan.id(), shorter(Specs.DEFAULT_GRACE, deadline.remaining()));
                        remove(engine.container(orphan.id()), orphan, anonymous);
                    },
                    threads));
        }
        for (Service service : project.stack().services().values()) {
            CompletableFuture<?>[] dependents = project.stack().services().values().stream()
                    .filter(other -> other.dependencies().containsKey(service.name()))
                    .map(other -> stopped.get(other.name()))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture<Void> ready = CompletableFuture.allOf(dependents);
            var stops = new ArrayList<CompletableFuture<?>>();
            for (ContainerSummary container : byService.getOrDefault(service.name(), List.of())) {
                CompletableFuture<Optional<ContainerDetails>> details =
                        ready.thenApplyAsync(all -> engine.container(container.id()), threads);
                CompletableFuture<Optional<MainProcess>> process = details.thenApply(
                        found -> found.filter(any -> isAwaited(service)).flatMap(MainProcess::of));
                CompletableFuture<Void> stop = process.thenAcceptAsync(seen -> stop(service, container), threads);
                stops.add(process.thenComposeAsync(seen -> seen.isEmpty() ? stop : endOf(seen.get(), stop), threads));
                work.add(stop.thenAcceptBothAsync(
                        details, (done, found) -> remove(found, container, anonymous), threads));
            }
            CompletableFuture<Void> ownStopped = Objects.requireNonNull(stopped.get(service.name()));
            // also after a failure: the others are not to stay for it
            CompletableFuture<Boolean> unused = ready.thenCompose(
                            all -> CompletableFuture.allOf(stops.toArray(CompletableFuture[]::new)))
                    .handle((all, failure) -> ownStopped.complete(null));
        }
        await(work);
        return anonymous;
    }

    /**
     * Whether others end after it, so that its end is worth being looked for. Not where commands run before the stop: a process
     * that ends meanwhile may be followed by another one of its container.
     */
    private static boolean isAwaited(Service service) {
        return !service.dependencies().isEmpty() && service.preStop().isEmpty();
    }

    /** Seen by ourselves or told by the engine, whichever comes first. */
    private static CompletableFuture<Void> endOf(MainProcess process, CompletableFuture<Void> stop) {
        process.awaitEnd(stop);
        return process.hasEnded() ? CompletableFuture.completedFuture(null) : stop;
    }

    private void stop(Service service, ContainerSummary container) {
        new Hooks(engine, project).stop(service, container.id(), shorter(Specs.grace(service), deadline.remaining()));
    }

    private void remove(Optional<ContainerDetails> details, ContainerSummary container, Set<String> anonymous) {
        if (deleteVolumes) {
            var names = new LinkedHashSet<String>();
            details.map(ContainerDetails::volumes).orElse(Map.of()).values().stream()
                    .filter(AnonymousVolume::isOne)
                    .forEach(names::add);
            anonymous.addAll(names);
            if (DiscardedVolumes.outlive(container)) {
                DiscardedVolumes.note(engine, project, names);
            }
        }
        engine.remove(container.id(), deleteVolumes);
        removed("container " + container.name());
    }

    private List<CompletableFuture<Void>> removeNetworks(ExecutorService threads) {
        var work = new ArrayList<CompletableFuture<Void>>();
        for (Network network : project.stack().networks().values()) {
            String name = network.engineName(project.name());
            if (!network.external()) {
                work.add(CompletableFuture.runAsync(
                        () -> engine.network(name).ifPresent(found -> {
                            if (isOurs(found.labels())) {
                                removeUnlessUsed("network " + name, () -> engine.removeNetwork(found.id()));
                            } else {
                                kept("network " + name + ": it was not made for this project");
                            }
                        }),
                        threads));
            }
        }
        return work;
    }

    private List<CompletableFuture<Void>> removeVolumes(ExecutorService threads, Set<String> anonymous) {
        var work = new ArrayList<CompletableFuture<Void>>();
        for (Volume volume : project.stack().volumes().values()) {
            String name = volume.engineName(project.name());
            if (!volume.external()) {
                work.add(CompletableFuture.runAsync(
                        () -> engine.volume(name).ifPresent(found -> {
                            if (isOurs(found.labels())) {
                                removeUnlessUsed("volume " + name, () -> engine.removeVolume(name));
                            } else {
                                kept("volume " + name + ": it was not made for this project");
                            }
                        }),
                        threads));
            }
        }
        for (String name : anonymous) {
            // most went with their containers
            work.add(CompletableFuture.runAsync(
                    () -> engine.volume(name)
                            .ifPresent(found -> removeUnlessUsed("volume " + name, () -> engine.removeVolume(name))),
                    threads));
        }
        return work;
    }

    private void removeUnlessUsed(String what, Runnable removal) {
        try {
            removal.run();
            removed(what);
        } catch (EngineException e) {
            if (e.reason() != EngineException.Reason.CONFLICT) {
                throw e;
            }
            kept(what + ": it is in use (" + e.getMessage() + ")");
        }
    }

    private boolean isOurs(Map<String, String> labels) {
        return project.name().equals(labels.get(Labels.PROJECT));
    }

    /** All of it, even if some fail; then the first failure is thrown with the others attached. */
    private void await(List<CompletableFuture<Void>> work) {
        Optional<RuntimeException> first = Optional.empty();
        for (CompletableFuture<Void> one : work) {
            try {
                one.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                RuntimeException failure = e.getCause() instanceof RuntimeException known
                        ? known
                        : new InfraException("cannot take down environment '" + project.environment() + "': " + e, e);
                first.ifPresent(earlier -> earlier.addSuppressed(failure));
                first = first.isPresent() ? first : Optional.of(failure);
            } catch (TimeoutException e) {
                throw new InfraException(
                        "environment '" + project.environment() + "' was not down within " + deadline.inWords()
                                + "; what was removed so far: " + removed() + "; call down again, or allow more time",
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EngineException(
                        EngineException.Reason.INTERRUPTED,
                        "Gave up taking down environment '" + project.environment()
                                + "': the thread was interrupted; what was removed so far: " + removed(),
                        e);
            }
        }
        if (first.isPresent()) {
            throw first.get();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private List<String> removed() {
        synchronized (removed) {
            return List.copyOf(removed);
        }
    }

    private void removed(String what) {
        synchronized (removed) {
            removed.add(what);
        }
    }

    private void kept(String what) {
        synchronized (removed) {
            kept.add(what);
        }
    }
}
