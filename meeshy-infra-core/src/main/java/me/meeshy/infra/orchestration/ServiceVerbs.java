package me.meeshy.infra.orchestration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.plan.UpOptions;

/** What is done to all containers of a service at once. */
public final class ServiceVerbs {

    private final ContainerEngine engine;
    private final Project project;
    private final String service;

    /**
     * Verbs for a service.
     *
     * @param engine where
     * @param project whose
     * @param service its name
     */
    public ServiceVerbs(ContainerEngine engine, Project project, String service) {
        this.engine = engine;
        this.project = project;
        this.service = service;
    }

    /**
     * The service's containers.
     *
     * @return their ids, by their numbers
     */
    public List<String> containers() {
        List<ContainerSummary> all =
                ObservedState.containersByService(engine, project).getOrDefault(service, List.of());
        var known = Objects.requireNonNull(project.stack().services().get(service));
        return Standing.of(number -> project.containerName(known, number), 1, all).values().stream()
                .flatMap(standing -> standing.current().stream())
                .map(ContainerSummary::id)
                .toList();
    }

    /** Freezes them. */
    public void pause() {
        all(engine::pause);
    }

    /** Lets them go on. */
    public void unpause() {
        all(engine::unpause);
    }

    /**
     * Sends them a signal.
     *
     * @param signal such as {@code SIGHUP}
     */
    public void kill(String signal) {
        all(container -> engine.kill(container, signal));
    }

    /**
     * Stops them.
     *
     * @param allowed how long it may take; where that is less than the grace period, they are killed then
     */
    public void stop(Duration allowed) {
        Duration grace = Specs.grace(project.stack().service(service));
        var known = project.stack().service(service);
        all(container ->
                new Hooks(engine, project).stop(known, container, grace.compareTo(allowed) < 0 ? grace : allowed));
    }

    private void all(Consumer<String> verb) {
        List<String> containers = containers();
        if (containers.isEmpty()) {
            throw new EngineException(
                    EngineException.Reason.NOT_FOUND,
                    "Service " + service + " of environment '" + project.environment()
                            + "' has no container any more; bring it up",
                    null);
        }
        try (var threads = new Concurrently("verb")) {
            var work = new ArrayList<Runnable>();
            containers.forEach(container -> work.add(() -> verb.accept(container)));
            threads.run(work);
        }
    }

    /**
     * Gives a service another number of containers.
     *
     * @param engine where
     * @param project whose
     * @param service its name
     * @param containers how many
     * @param allowed how long it may take
     */
    public static void scale(
            ContainerEngine engine, Project project, String service, int containers, Duration allowed) {
        if (!project.stack().services().containsKey(service)) {
            throw new InfraException("cannot scale service '" + service + "' in environment '" + project.environment()
                    + "': its stack has the services "
                    + project.stack().services().keySet());
        }
        UpOptions options = UpOptions.builder()
                .services(service)
                .replicas(service, containers)
                .deadline(allowed)
                .build();
        Convergence.up(engine, project, options);
    }
}
