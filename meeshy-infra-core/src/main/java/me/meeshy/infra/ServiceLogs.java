package me.meeshy.infra;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.orchestration.Labels;
import me.meeshy.infra.orchestration.Project;

/**
 * The logs of several services of an environment, of all unless told otherwise, beginning with the last 100 lines of each
 * container. Immutable: each setter returns a changed copy. Thread-safe.
 *
 * <pre>{@code
 * try (Subscription logs = running.logs().of("gateway", "database").follow(System.out::println)) { … }
 * }</pre>
 */
public final class ServiceLogs {

    private static final int DEFAULT_TAIL = 100;

    private final ContainerEngine engine;
    private final Project project;
    private final Set<String> services;
    private final int tail;

    private ServiceLogs(ContainerEngine engine, Project project, Set<String> services, int tail) {
        this.engine = engine;
        this.project = project;
        this.services = services;
        this.tail = tail;
    }

    static ServiceLogs of(ContainerEngine engine, Project project) {
        return new ServiceLogs(engine, project, Set.of(), DEFAULT_TAIL);
    }

    /**
     * Of some services only.
     *
     * @param names their names
     * @return the changed copy
     */
    public ServiceLogs of(String... names) {
        return new ServiceLogs(engine, project, new LinkedHashSet<>(List.of(names)), tail);
    }

    /**
     * With another number of lines to begin with.
     *
     * @param lines the last so many of each container, 0 or more
     * @return the changed copy
     * @throws IllegalArgumentException if the number is negative
     */
    public ServiceLogs tail(int lines) {
        if (lines < 0) {
            throw new IllegalArgumentException("the last " + lines + " lines are none");
        }
        return new ServiceLogs(engine, project, services, lines);
    }

    /**
     * Follows them until the subscription is closed: also after a container is restarted or replaced, also of containers that
     * are started later, one-off ones included, and across breaks of the connection. Lines of one container come in their
     * order; those of the last second before such a break may come twice.
     *
     * @param consumer is given each line by one thread of ours at a time; the logs wait for it. If it throws, the subscription
     *     ends and {@link Subscription#await} tells why
     * @return the subscription
     * @throws me.meeshy.infra.engine.EngineException if the engine does not answer
     */
    public Subscription follow(Consumer<ServiceLine> consumer) {
        Objects.requireNonNull(consumer);
        var follow = new LogFollow(engine, project.mask(), tail, consumer);
        follow.start(
                EventView.of(engine, project.name()).of(services.toArray(String[]::new)),
                () -> engine.containers(Map.of(Labels.PROJECT, project.name())).stream()
                        .filter(container -> Labels.isMade(container.labels()))
                        .filter(container -> services.isEmpty()
                                || services.contains(container.labels().getOrDefault(Labels.SERVICE, "")))
                        .toList());
        return follow;
    }
}
