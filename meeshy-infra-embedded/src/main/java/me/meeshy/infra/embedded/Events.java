package me.meeshy.infra.embedded;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import me.meeshy.infra.engine.EngineEvent;
import me.meeshy.infra.engine.Subscription;

/** Tells those who want to know what happens to containers. */
final class Events {

    private record Listener(Map<String, String> labels, Set<String> actions, Feed<EngineEvent> feed) {

        boolean wants(EngineEvent event) {
            return (actions.isEmpty() || actions.contains(event.action())) && Labels.fit(labels, event.attributes());
        }
    }

    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();

    Subscription subscribe(Map<String, String> labels, Set<String> actions, Consumer<EngineEvent> consumer) {
        var feed = new Feed<EngineEvent>("events", consumer, this::forget);
        listeners.add(new Listener(Map.copyOf(labels), Set.copyOf(actions), feed));
        return feed;
    }

    private void forget(Feed<EngineEvent> feed) {
        listeners.removeIf(listener -> listener.feed == feed);
    }

    void tell(String action, EmbeddedContainer container, Map<String, String> more) {
        var attributes = new LinkedHashMap<>(container.spec().labels());
        attributes.put("name", container.name());
        attributes.put("image", container.spec().image());
        attributes.putAll(more);
        var event = new EngineEvent(action, container.id(), Map.copyOf(attributes));
        listeners.stream().filter(listener -> listener.wants(event)).forEach(listener -> listener.feed.offer(event));
    }

    void end() {
        listeners.forEach(listener -> listener.feed.end());
    }
}
