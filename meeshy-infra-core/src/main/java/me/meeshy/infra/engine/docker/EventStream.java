package me.meeshy.infra.engine.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import me.meeshy.infra.engine.EngineEvent;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.internal.Json;

/** What happens to containers. */
final class EventStream {

    private static final String WHAT = "follow the engine's events";

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
        var filters = new JsonBody().withList("type", List.of("container"));
        filters.given("label", Labels.filter(labels)).given("event", actions);
        String path = JsonRequests.path("/events", Map.of("since", since, "filters", filters.text()));
        EngineStream<Map<?, ?>> stream =
                new EngineStream<>(WHAT, connection.requests().failures(), event -> consumer.accept(translate(event)));
        OpenAnswer answer = OpenAnswer.to(connection, WHAT, "GET", path);
        stream.onStart(answer);
        try {
            connection.requests().background(WHAT, () -> pass(answer.body(), stream));
        } catch (RuntimeException e) {
            stream.close();
            throw e;
        }
        return stream;
    }

    /** Each event is an object on a line of its own. */
    private static void pass(InputStream events, EngineStream<Map<?, ?>> stream) {
        try (var lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonValues.object(Json.parse(line)).ifPresent(stream::onNext);
            }
            stream.onComplete();
        } catch (IOException | RuntimeException e) {
            stream.onError(e);
        }
    }

    /** The engine puts details behind some actions: {@code health_status: healthy}, and an exec's whole command. */
    static EngineEvent translate(Map<?, ?> event) {
        String action = JsonValues.text(event, "Action")
                .or(() -> JsonValues.text(event, "status"))
                .orElse("");
        int colon = action.indexOf(':');
        Map<?, ?> actor = JsonValues.object(event, "Actor").orElse(Map.of());
        Map<String, String> attributes = JsonValues.texts(actor, "Attributes");
        String word = colon < 0 ? action : action.substring(0, colon);
        if (word.equals("health_status") && colon >= 0) {
            attributes.put("health", action.substring(colon + 1).strip());
        }
        String id = JsonValues.text(actor, "ID")
                .or(() -> JsonValues.text(event, "id"))
                .orElse("");
        return new EngineEvent(word, id, Map.copyOf(attributes), at(event));
    }

    private static Instant at(Map<?, ?> event) {
        return JsonValues.number(event, "timeNano")
                .map(Instant.EPOCH::plusNanos)
                .or(() -> JsonValues.number(event, "time").map(Instant::ofEpochSecond))
                .orElseGet(Instant::now);
    }
}
