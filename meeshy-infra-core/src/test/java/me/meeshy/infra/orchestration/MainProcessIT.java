package me.meeshy.infra.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.engine.docker.DockerEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Seeing a container's main process, where the engine runs on this machine. */
@RequiresEngine
class MainProcessIT {

    private final ContainerEngine engine = DockerEngine.connect();
    private String id = "";

    @AfterEach
    void removeContainer() {
        try (engine) {
            engine.remove(id, true);
        }
    }

    @Test
    void ofARunningContainerEndsWithIt() {
        ContainerDetails container = running();
        MainProcess process = MainProcess.of(container).orElseThrow();

        assertThat(process.hasEnded()).isFalse();
        engine.stop(container.id(), Duration.ofSeconds(10));
        process.awaitEnd(new CompletableFuture<>());

        assertThat(process.hasEnded()).isTrue();
        assertThat(MainProcess.of(engine.container(container.id()).orElseThrow()))
                .as("it runs no more")
                .isEmpty();
    }

    @Test
    void ofANumberThatAnotherProcessHasHereIsNotSeen() {
        ContainerDetails container = running();
        ContainerState state = container.state();
        var elsewhere = new ContainerDetails(
                container.id(),
                container.name(),
                container.image(),
                container.imageId(),
                container.labels(),
                new ContainerState(
                        state.status(),
                        state.health(),
                        state.exitCode(),
                        state.oomKilled(),
                        state.startedAt(),
                        state.error(),
                        OptionalLong.of(ProcessHandle.current().pid())),
                container.healthcheck(),
                container.ports(),
                container.exposed(),
                container.addresses(),
                container.restart(),
                container.volumes());

        assertThat(MainProcess.of(elsewhere)).isEmpty();
    }

    private ContainerDetails running() {
        id = engine.create(ContainerSpec.builder("meeshy-process-" + UUID.randomUUID(), "redis:8-alpine")
                .command(Optional.of(List.of("redis-server")))
                .build());
        engine.start(id);
        ContainerDetails container = engine.container(id).orElseThrow();
        assumeThat(Files.exists(Path.of("/proc/" + container.state().processId().orElseThrow() + "/cgroup")))
                .as("the engine's processes are seen from here")
                .isTrue();
        return container;
    }
}
