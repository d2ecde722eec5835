package me.meeshy.infra;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.EngineEvent;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.orchestration.Labels;

/**
 * What happens to the containers of an environment, one-off ones included. What goes on inside them is left out: the commands
 * that are run there, among them the health checks. Immutable: each setter returns a changed copy. Thread-safe.
 *
 * <pre>{@code
 * try (Subscription events = running.events().of("gateway").follow(event -> {
 *   if (event instanceof ContainerEvent.Ended ended) { … ended.exitCode() … }
 * })) { … }
 * }</pre>
 */
public final class EventView {

    private final ContainerEngine engine;
    private final String project;
    private final Set<String> services;

    private EventView(ContainerEngine engine, String project, Set<String> services) {
        this.engine = engine;
        this.project = project;
        this.services = services;
    }

    static EventView of(ContainerEngine engine, String project) {
        return new EventView(engine, project, Set.of());
    }

    /**
     * Of some services only.
     *
     * @param names their names
     * @return the changed copy
     */
    public EventView of(String... names) {
        return new EventView(engine, project, new LinkedHashSet<>(List.of(names)));
    }

    /**
     * Follows what happens from now on, until the subscription is closed. Where the connection breaks it is made again and
     * again, at most five seconds apart, and what has happened meanwhile is told then as far as the engine remembers it, which
     * is its last 256 events since it was started.
     *
     * @param consumer is given each event by one thread of ours at a time. The engine waits for it a little, and drops events
     *     where it is much too slow: hand on what takes long. If it throws, the subscription ends and
     *     {@link Subscription#await} tells why
     * @return the subscription, which stands
     * @throws me.meeshy.infra.engine.EngineException if the engine does not answer
     */
    public Subscription follow(Consumer<ContainerEvent> consumer) {
        return follow(consumer, () -> {});
    }

    Subscription follow(Consumer<ContainerEvent> consumer, Runnable reconnected) {
        Objects.requireNonNull(consumer);
        var follow =
                new EventFollow(engine, Map.of(Labels.PROJECT, project), event -> tell(event, consumer), reconnected);
        follow.start();
        return follow;
    }

    private void tell(EngineEvent event, Consumer<ContainerEvent> consumer) {
        String service = event.attributes().getOrDefault(Labels.SERVICE, "");
        boolean wanted = services.isEmpty() || services.contains(service);
        if (wanted && Labels.isMade(event.attributes())) {
            translate(service, event).ifPresent(consumer);
        }
    }

    static Optional<ContainerEvent> translate(String service, EngineEvent event) {
        Map<String, String> attributes = event.attributes();
        var origin = new ContainerEvent.Origin(
                service,
                attributes.getOrDefault("name", ""),
                event.containerId(),
                "true".equalsIgnoreCase(attributes.get("com.docker.compose.oneoff")),
                event.at());
        return switch (event.action()) {
            case "create" -> Optional.of(new ContainerEvent.Created(origin));
            case "start" -> Optional.of(new ContainerEvent.Started(origin));
            case "die" -> Optional.of(new ContainerEvent.Ended(origin, number(attributes.get("exitCode"))));
            case "oom" -> Optional.of(new ContainerEvent.OutOfMemory(origin));
            case "kill" -> Optional.of(new ContainerEvent.Signalled(origin, attributes.getOrDefault("signal", "")));
            case "pause" -> Optional.of(new ContainerEvent.Paused(origin));
            case "unpause" -> Optional.of(new ContainerEvent.Unpaused(origin));
            case "destroy" -> Optional.of(new ContainerEvent.Removed(origin));
            case "health_status" ->
                Optional.of(new ContainerEvent.HealthChanged(origin, health(attributes.getOrDefault("health", ""))));
            case "exec_create", "exec_start", "exec_die", "exec_detach", "top", "attach", "detach", "resize" ->
                Optional.empty();
            default -> Optional.of(new ContainerEvent.Other(origin, event.action()));
        };
    }

    private static int number(@org.jspecify.annotations.Nullable String text) {
        try {
            return text == null ? -1 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static ContainerState.Health health(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "healthy" -> ContainerState.Health.HEALTHY;
            case "unhealthy" -> ContainerState.Health.UNHEALTHY;
            case "starting" -> ContainerState.Health.STARTING;
            default -> ContainerState.Health.NONE;
        };
    }
}
