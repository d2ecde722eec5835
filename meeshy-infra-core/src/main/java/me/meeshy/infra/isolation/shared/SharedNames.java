package me.meeshy.infra.isolation.shared;

import static me.meeshy.infra.isolation.shared.Sides.path;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.isolation.Leak;
import me.meeshy.infra.model.Service;

/** The names of projects and containers, of which an engine has each once. */
final class SharedNames {

    private final Sides sides;

    SharedNames(Sides sides) {
        this.sides = sides;
    }

    List<Leak> leaks() {
        var leaks = new ArrayList<Leak>();
        String project = sides.one().project().name();
        if (project.equals(sides.other().project().name())) {
            leaks.add(sides.leak(
                    Leak.Kind.PROJECT_NAME,
                    "both are the project '" + project + "'",
                    path("name"),
                    path("name"),
                    "give one of them another name:, so that an up of one does not replace the other"));
        }
        Map<String, String> others = containers(sides.other());
        containers(sides.one()).forEach((name, service) -> {
            String same = others.get(name);
            if (same != null) {
                leaks.add(sides.leak(
                        Leak.Kind.CONTAINER_NAME,
                        "both have a container named '" + name + "'",
                        path("services", service, "container_name"),
                        path("services", same, "container_name"),
                        "put a suffix behind one of the names, or leave container_name out"));
            }
        });
        return leaks;
    }

    private static Map<String, String> containers(Side side) {
        var services = new LinkedHashMap<String, String>();
        for (Service service : side.services()) {
            services.put(side.project().containerName(service), service.name());
        }
        return services;
    }
}
