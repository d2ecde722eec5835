package me.meeshy.infra.engine.docker;

import static me.meeshy.infra.engine.docker.DockerEngineIT.assertReason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import me.meeshy.infra.engine.EngineInfo;
import me.meeshy.infra.engine.ImageDetails;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Healthcheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pulls from a registry of our own, so that no other has to be reachable. */
@RequiresEngine
@Timeout(60)
class DockerPullIT {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final DockerEngine engine = DockerEngine.connect();
    private final TinyRegistry registry = new TinyRegistry(Long.toString(System.nanoTime()));

    DockerPullIT() throws IOException {}

    @BeforeEach
    void engineCanReachThisMachine() {
        assumeThat(engine.info().reach())
                .as("only an engine on this machine can pull from it")
                .isEqualTo(EngineInfo.Reach.BY_ADDRESS);
    }

    @AfterEach
    void close() {
        registry.close();
        engine.close();
    }

    @Test
    void pullMakesTheImageAvailable() {
        String reference = registry.reference("image:1");
        assertThat(engine.image(reference)).isEmpty();
        try {
            engine.pull(reference, TEN_SECONDS);

            ImageDetails image = engine.image(reference).orElseThrow();
            assertThat(image.tags()).contains(reference);
            assertThat(image.exposed()).isEqualTo(Set.of(ContainerPort.tcp(8080)));
            assertThat(image.volumes()).isEqualTo(List.of("/data"));
            assertThat(image.healthcheck())
                    .isEqualTo(Optional.of(Healthcheck.command("true").interval(Duration.ofSeconds(5))));
            assertThat(image.labels()).isNotEqualTo(Map.of()).containsKey("mark");
        } finally {
            try (Connection direct = Connection.open(
                    EngineHost.ofEnvironment(), DockerSettings.ofThisProcess(), TEN_SECONDS, TEN_SECONDS)) {
                direct.client().removeImageCmd(reference).exec();
            }
        }
    }

    @Test
    void pullWhenRegistryHasNoSuchImageSaysNotFound() {
        String reference = registry.reference("image:2");

        assertThatThrownBy(() -> engine.pull(reference, TEN_SECONDS))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(reference)
                .hasMessageContaining("manifest")
                .satisfies(e -> assertThat(((EngineException) e).reason())
                        .as(e.getMessage())
                        .isEqualTo(Reason.NOT_FOUND));
    }

    @Test
    void pullWhenDeadlinePassesGivesUpInTime() {
        long start = System.nanoTime();

        assertReason(Reason.TIMEOUT, () -> engine.pull(registry.reference("slow:1"), Duration.ofMillis(500)));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void pullWhenThreadIsInterruptedGivesUpAndKeepsTheFlag() {
        Thread.currentThread().interrupt();

        assertReason(Reason.INTERRUPTED, () -> engine.pull(registry.reference("slow:1"), TEN_SECONDS));

        assertThat(Thread.interrupted()).isTrue();
    }
}
