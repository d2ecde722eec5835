package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.command.EventsCmd;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import com.github.dockerjava.api.model.EventType;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import me.meeshy.infra.engine.EngineEvent;
import me.meeshy.infra.engine.Subscription;
import org.jspecify.annotations.Nullable;

/** What happens to containers. */
final class EventStream {

    private EventStream() {}

    static Subscription open(
            Connection connection, Map<String, String> labels, Set<String> actions, Consumer<EngineEvent> consumer) {
        // The engine answers before it listens to itself; what happens between is in its memory, and asked for by time.
        return open(connection, labels, actions, connection.clock().now(), consumer);
    }

    static Subscription open(
            Connection connection,
            Map<String, String> labels,
            Set<String> actions,
            String since,
            Consumer<EngineEvent> consumer) {
        List<String> filter = Labels.filter(labels);
        EventsCmd command = connection
                .client()
                .eventsCmd()
                .withEventTypeFilter(EventType.CONTAINER)
                .withSince(since);
        if (!filter.isEmpty()) {
            command.withLabelFilter(filter.toArray(String[]::new));
        }
        if (!actions.isEmpty()) {
            command.withEventFilter(actions.toArray(String[]::new));
        }
        EngineStream<Event> stream = new EngineStream<>(
                "follow the engine's events",
                connection.requests().failures(),
                event -> consumer.accept(translate(event)));
        command.exec(stream);
        stream.awaitStart(connection.requests().limit());
        return stream;
    }

    /** The engine puts details behind some actions: {@code health_status: healthy}, and an exec's whole command. */
    static EngineEvent translate(Event event) {
        String action = event.getAction() == null ? String.valueOf(event.getStatus()) : event.getAction();
        int colon = action.indexOf(':');
        @Nullable EventActor actor = event.getActor();
        Map<String, String> attributes = new HashMap<>();
        if (actor != null && actor.getAttributes() != null) {
            actor.getAttributes().forEach((name, value) -> attributes.put(name, value == null ? "" : value));
        }
        String word = colon < 0 ? action : action.substring(0, colon);
        if (word.equals("health_status") && colon >= 0) {
            attributes.put("health", action.substring(colon + 1).strip());
        }
        String id = actor == null || actor.getId() == null ? String.valueOf(event.getId()) : actor.getId();
        return new EngineEvent(word, id, Map.copyOf(attributes), at(event));
    }

    private static Instant at(Event event) {
        if (event.getTimeNano() != null) {
            return Instant.EPOCH.plusNanos(event.getTimeNano());
        }
        return event.getTime() == null ? Instant.now() : Instant.ofEpochSecond(event.getTime());
    }
}
