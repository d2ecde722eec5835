package me.meeshy.infra.isolation.shared;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.compose.ComposePlaces;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.orchestration.Project;

/**
 * One of two environments that are compared.
 *
 * @param project what it runs, and where
 * @param directory the directory that its files are in; empty for a stack that was built in Java
 * @param endpoints the addresses under which people reach it
 * @param places where its compose files have what
 */
public record Side(Project project, Optional<Path> directory, Map<String, URI> endpoints, ComposePlaces places) {

    /**
     * Reads the compose files once more, for their places.
     *
     * @param project what it runs, and where
     * @param directory the directory that its files are in; empty for a stack that was built in Java
     * @param endpoints the addresses under which people reach it
     * @return the side
     */
    public static Side of(Project project, Optional<Path> directory, Map<String, URI> endpoints) {
        return new Side(project, directory, endpoints, ComposePlaces.of(project.composeFiles()));
    }

    String name() {
        return project.environment();
    }

    Iterable<Service> services() {
        return project.stack().services().values();
    }
}
