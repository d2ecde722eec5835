package me.meeshy.infra;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.docker.DockerEngine;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.ServiceBuilder;
import me.meeshy.infra.model.Stack;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A connection and a project name for each test, and all that bears the project's label removed afterwards. */
final class ProjectFixture implements BeforeEachCallback, AfterEachCallback {

    private static final String PROJECT = "com.docker.compose.project";

    private String project = "";
    private @Nullable Infra infra;

    @Override
    public void beforeEach(ExtensionContext context) {
        project = "meeshy-up-" + UUID.randomUUID().toString().substring(0, 8);
        infra = Infra.on(DockerEngine.connect());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try (Infra open = infra()) {
            ContainerEngine engine = open.engine();
            engine.containers(labels()).forEach(container -> engine.remove(container.id(), true));
            engine.networks(labels()).forEach(network -> engine.removeNetwork(network.id()));
            engine.volumes(labels()).forEach(volume -> engine.removeVolume(volume.name()));
        }
    }

    Infra infra() {
        return Objects.requireNonNull(infra, "connected before each test");
    }

    ContainerEngine engine() {
        return infra().engine();
    }

    String project() {
        return project;
    }

    Map<String, String> labels() {
        return Map.of(PROJECT, project);
    }

    Stack.Builder stack() {
        return Stack.builder(project);
    }

    /** A Redis with a health test; ends at once when it is told to. */
    static ServiceBuilder redis(String name) {
        return Service.builder(name, "redis:8-alpine")
                .expose(6379)
                .healthcheck(Healthcheck.command("redis-cli", "ping"));
    }

    /** Runs a line of shell, and ends at once when it is told to. */
    static ServiceBuilder shell(String name, String line) {
        return Service.builder(name, "redis:8-alpine").entrypoint("sh", "-c", "trap 'exit 0' TERM; " + line);
    }

    /** Does nothing until it is told to end. */
    static ServiceBuilder idle(String name) {
        return shell(name, "sleep 1000 & wait");
    }

    /** What the engine has under the project's label. */
    boolean nothingIsLeft() {
        return engine().containers(labels()).isEmpty()
                && engine().networks(labels()).isEmpty()
                && engine().volumes(labels()).isEmpty();
    }
}
