package me.meeshy.infra.embedded;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import me.meeshy.infra.engine.EngineException;

/** The containers that there are, no two of one name. */
final class Containers {

    /** How much of an id Docker prints, and takes for the whole. */
    private static final int SHORT_ID = 12;

    private final Map<String, EmbeddedContainer> byId = new LinkedHashMap<>();

    synchronized void add(EmbeddedContainer container) {
        requireFree(container.name(), "cannot create the container " + container.name());
        byId.put(container.id(), container);
    }

    synchronized void rename(EmbeddedContainer container, String name) {
        requireFree(name, "cannot rename " + container.name() + " to " + name);
        container.name(name);
    }

    synchronized void requireFree(String name, String attempt) {
        if (byId.values().stream().anyMatch(other -> other.name().equals(name))) {
            throw new EngineException(
                    EngineException.Reason.CONFLICT, attempt + ": there is a container of that name", null);
        }
    }

    synchronized void remove(EmbeddedContainer container) {
        byId.remove(container.id());
    }

    synchronized List<EmbeddedContainer> all() {
        return List.copyOf(byId.values());
    }

    synchronized Optional<EmbeddedContainer> first(Predicate<EmbeddedContainer> wanted) {
        return byId.values().stream().filter(wanted).findFirst();
    }

    /** By its name, its id or the beginning of its id. */
    Optional<EmbeddedContainer> find(String container) {
        return first(candidate -> candidate.name().equals(container)
                || candidate.id().equals(container)
                || (container.length() >= SHORT_ID && candidate.id().startsWith(container)));
    }

    EmbeddedContainer require(String container) {
        return find(container)
                .orElseThrow(() -> new EngineException(
                        EngineException.Reason.NOT_FOUND,
                        "the embedded engine has no container '" + container + "'",
                        null));
    }
}
