package me.meeshy.infra.engine.docker;

import static me.meeshy.infra.engine.docker.ShownValues.list;
import static me.meeshy.infra.engine.docker.ShownValues.map;
import static me.meeshy.infra.engine.docker.ShownValues.networkMode;
import static me.meeshy.infra.engine.docker.ShownValues.normal;
import static me.meeshy.infra.engine.docker.ShownValues.shortId;
import static me.meeshy.infra.engine.docker.ShownValues.text;
import static me.meeshy.infra.engine.docker.ShownValues.withoutNetworks;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The networks that a container is in, and under which names. */
final class NetworkComparison {

    private final Map<?, ?> request;
    private final Map<?, ?> container;
    private final Differences differences;

    NetworkComparison(Map<?, ?> request, Map<?, ?> container, Differences differences) {
        this.request = request;
        this.container = container;
        this.differences = differences;
    }

    void compare(Map<String, ? extends Map<?, ?>> wanted) {
        Map<?, ?> found = map(map(container.get("NetworkSettings")).get("Networks"));
        if (withoutNetworks(networkMode(request))) {
            return;
        }
        Set<String> names = new LinkedHashSet<>(wanted.keySet());
        found.keySet().forEach(name -> names.add(text(name)));
        for (String name : names) {
            Map<?, ?> asked = wanted.get(name);
            boolean there = found.containsKey(name);
            if (asked == null || !there) {
                // a container without networks of its own is in the engine's default one
                if (!(asked == null && wanted.isEmpty() && name.equals("bridge"))) {
                    differences.add("networks." + name);
                }
                continue;
            }
            Map<?, ?> endpoint = map(found.get(name));
            Set<Object> aliases = new HashSet<>(list(endpoint.get("Aliases")));
            Set<Object> given = new HashSet<>(list(asked.get("Aliases")));
            // the engine's own: the id's beginning, and a hostname that was asked for
            aliases.removeIf(alias -> !given.contains(alias) && ofEngine(alias));
            boolean same = aliases.equals(given)
                    && Objects.equals(normal(asked.get("IPAMConfig")), normal(endpoint.get("IPAMConfig")));
            if (!same) {
                differences.add("networks." + name);
            }
        }
    }

    private boolean ofEngine(Object alias) {
        return alias.equals(shortId(container))
                || alias.equals(map(container.get("Config")).get("Hostname"));
    }
}
