package me.meeshy.infra.orchestration;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.plan.ServiceFailure;
import me.meeshy.infra.plan.UpFailedException;

/** Starts, stops and restarts containers that are there, and waits until they are ready. */
public final class ServiceControl {

    private final ContainerEngine engine;
    private final Project project;

    /**
     * Controls the containers of a project.
     *
     * @param engine where
     * @param project whose
     */
    public ServiceControl(ContainerEngine engine, Project project) {
        this.engine = engine;
        this.project = project;
    }

    /**
     * The containers of the stack's services that are there, one a service.
     *
     * @return container ids by service, in the stack's order
     */
    public Map<String, String> containers() {
        Map<String, List<ContainerSummary>> byService = ObservedState.containersByService(engine, project);
        var current = new LinkedHashMap<String, String>();
        for (Service service : project.stack().services().values()) {
            ObservedState.current(byService.getOrDefault(service.name(), List.of()), project.containerName(service))
                    .ifPresent(container -> current.put(service.name(), container.id()));
        }
        return current;
    }

    /**
     * All of the project's containers but one-off ones, stopped ones and those of services that the stack does not have
     * included.
     *
     * @return what the engine shows of each, by service, in the order of their numbers
     */
    public Map<String, List<ContainerDetails>> details() {
        var found = new LinkedHashMap<String, List<ContainerDetails>>();
        var questions = new ArrayList<Supplier<Optional<ContainerDetails>>>();
        ObservedState.containersByService(engine, project)
                .values()
                .forEach(ofService ->
                        ofService.forEach(container -> questions.add(() -> engine.container(container.id()))));
        try (var asking = new Concurrently("status")) {
            for (Optional<ContainerDetails> answer : asking.ask(questions)) {
                answer.ifPresent(details -> found.computeIfAbsent(
                                details.labels().getOrDefault(Labels.SERVICE, ""), key -> new ArrayList<>())
                        .add(details));
            }
        }
        found.values()
                .forEach(ofService -> ofService.sort(
                        Comparator.comparing((ContainerDetails details) -> Standing.number(details.labels()))
                                .thenComparing(ContainerDetails::name)));
        return found;
    }

    /**
     * Stops a service.
     *
     * @param service its name
     * @param container its container
     * @param allowed how long it may take; where that is less than its grace period, it is killed then
     */
    public void stop(String service, String container, Duration allowed) {
        Duration grace = Specs.grace(project.stack().service(service));
        new Hooks(engine, project)
                .stop(project.stack().service(service), container, grace.compareTo(allowed) < 0 ? grace : allowed);
    }

    /**
     * Starts a service and waits until it is ready.
     *
     * @param service its name
     * @param container its container
     * @param allowed how long it may take
     */
    public void start(String service, String container, Duration allowed) {
        andAwait("start " + service + " of", allowed, Map.of(service, container), () -> {
            engine.start(container);
            new Hooks(engine, project).afterStart(project.stack().service(service), container, allowed);
        });
    }

    /**
     * Restarts a service, then those that ask to be restarted with it, and waits until all are ready.
     *
     * @param service its name
     * @param container its container
     * @param allowed how long it may take
     */
    public void restart(String service, String container, Duration allowed) {
        Deadline deadline = Deadline.in(allowed);
        String attempt = "restart " + service + " of";
        Duration grace = Specs.grace(project.stack().service(service));
        Service known = project.stack().service(service);
        var hooks = new Hooks(engine, project);
        andAwait(attempt, allowed, Map.of(service, container), () -> {
            hooks.beforeRestart(known, container, grace);
            engine.restart(container, grace);
            hooks.afterStart(known, container, deadline.remainingOrLeast());
        });
        Map<String, String> there = containers();
        for (Service other : project.stack().services().values()) {
            var dependency = other.dependencies().get(service);
            String follower = there.get(other.name());
            if (dependency != null && dependency.restart() && follower != null) {
                if (deadline.passed()) {
                    throw new InfraException("cannot restart " + other.name() + ", which is to be restarted with "
                            + service + ", within " + deadline.inWords() + "; restart it too, or allow more time");
                }
                restart(other.name(), follower, deadline.remaining());
            }
        }
    }

    private void andAwait(String attempt, Duration allowed, Map<String, String> containers, Runnable action) {
        Deadline deadline = Deadline.in(allowed);
        ExecutorService probes = Threads.named("probe");
        try (ContainerWatch watch = ContainerWatch.of(engine, project.name(), event -> {})) {
            action.run();
            var readiness = new Readiness(engine, watch, deadline, probes);
            var failures = new ArrayList<ServiceFailure>();
            for (Map.Entry<String, String> one : containers.entrySet()) {
                boolean toCompletion = DesiredState.runsToCompletion(project.stack(), one.getKey());
                Readiness.Outcome outcome = readiness.await(one.getValue(), toCompletion, false, words -> {});
                outcome.failure()
                        .ifPresent(kind -> failures.add(new ServiceFailure(
                                one.getKey(),
                                project.containerName(one.getKey()),
                                kind,
                                outcome.words(),
                                outcome.exitCode(),
                                List.of())));
            }
            if (!failures.isEmpty()) {
                Instant failedAt = Instant.now();
                throw new UpFailedException(
                        project.environment(),
                        attempt,
                        new LastWords(engine, project).withLines(failures, byName(containers)),
                        "Its container was kept.",
                        List.of(),
                        failedAt,
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(
                    EngineException.Reason.INTERRUPTED,
                    "Gave up waiting to " + attempt + " environment '" + project.environment()
                            + "': the thread was interrupted",
                    e);
        } finally {
            probes.shutdownNow();
        }
    }

    private Map<String, String> byName(Map<String, String> containers) {
        var byName = new LinkedHashMap<String, String>();
        containers.forEach((service, id) -> byName.put(project.containerName(service), id));
        return byName;
    }

    /**
     * Where this process reaches a TCP port of a service.
     *
     * @param service its name
     * @param container its container
     * @param port the port inside the container
     * @return the address
     */
    public InetSocketAddress address(String service, String container, int port) {
        return engine.address(container, port).orElseThrow(() -> {
            boolean runs = engine.container(container)
                    .filter(found -> found.state().running())
                    .isPresent();
            String what = "cannot reach port " + port + " of " + service + " in environment '" + project.environment()
                    + "': ";
            return new InfraException(
                    what + (runs ? Reaching.whyNot(engine.info(), service, port) : "it does not run; start it"));
        });
    }
}
