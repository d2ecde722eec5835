package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.model.Namespaces;
import me.meeshy.infra.model.Service;

/**
 * The containers whose namespaces, mounts or names a service shares. The engine binds a container to
 * another one when it is made, so that it must be made anew when the other is.
 */
final class SharedContainers {

    private static final String SERVICE = "service:";

    private final Project project;

    SharedContainers(Project project) {
        this.project = project;
    }

    Namespaces namespaces(Service service) {
        Namespaces ours = service.namespaces();
        Namespaces.Builder resolved = ours.toBuilder();
        resolved(ours.network()).ifPresent(resolved::network);
        resolved(ours.ipc()).ifPresent(resolved::ipc);
        resolved(ours.pid()).ifPresent(resolved::pid);
        return resolved.build();
    }

    private Optional<String> resolved(Optional<String> mode) {
        return mode.filter(text -> text.startsWith(SERVICE))
                .map(text -> "container:" + project.containerName(text.substring(SERVICE.length())));
    }

    List<String> volumesFrom(Service service) {
        return service.volumesFrom().stream()
                .map(from -> (from.container() ? from.source() : project.containerName(from.source()))
                        + (from.readOnly() ? ":ro" : ""))
                .toList();
    }

    /** The services whose mounts it sees. */
    List<Service> sources(Service service) {
        return service.volumesFrom().stream()
                .filter(from -> !from.container())
                .map(from -> project.stack().service(from.source()))
                .toList();
    }

    /** As compose has it, a linked container is found under its own names, too: those that it would have without a fixed one. */
    List<String> links(Service service) {
        var links = new ArrayList<String>();
        service.naming().links().forEach((name, other) -> {
            String container = project.containerName(other);
            String usualName = project.name() + "-" + other + "-1";
            for (String alias : new LinkedHashSet<>(List.of(name, usualName, other + "-1"))) {
                links.add(container + ":" + alias);
            }
        });
        service.naming().externalLinks().forEach((name, container) -> links.add(container + ":" + name));
        return links;
    }

    /** The services whose namespaces it lives in: it cannot outlive their containers. */
    static Set<String> namespacesOf(Service service) {
        Namespaces namespaces = service.namespaces();
        var services = new LinkedHashSet<String>();
        for (Optional<String> mode : List.of(namespaces.network(), namespaces.ipc(), namespaces.pid())) {
            mode.filter(text -> text.startsWith(SERVICE))
                    .ifPresent(text -> services.add(text.substring(SERVICE.length())));
        }
        return services;
    }

    /** All services whose containers must be there before its own is made. */
    static Set<String> neededBy(Service service) {
        Set<String> services = namespacesOf(service);
        services.addAll(service.naming().links().values());
        service.volumesFrom().stream().filter(from -> !from.container()).forEach(from -> services.add(from.source()));
        return services;
    }

    /** Whether the engine wants other containers of the project to be there before this one is made. */
    static boolean needed(Service service) {
        return !namespacesOf(service).isEmpty()
                || !service.naming().links().isEmpty()
                || service.volumesFrom().stream().anyMatch(from -> !from.container());
    }
}
