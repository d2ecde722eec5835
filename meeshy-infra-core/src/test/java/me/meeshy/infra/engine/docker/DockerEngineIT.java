package me.meeshy.infra.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.Images;
import me.meeshy.infra.engine.RequiresEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@RequiresEngine
class DockerEngineIT {

    @RegisterExtension
    private final EngineFixture fixture = new EngineFixture();

    @Test
    void containersShowWhatWasCreatedWithTheLabels() {
        String id = fixture.engine().create(fixture.idle(Images.NGINX).spec());

        assertThat(fixture.engine().containers(fixture.labels()))
                .singleElement()
                .satisfies(found -> assertThat(found.id()).isEqualTo(id))
                .extracting(ContainerSummary::status)
                .isEqualTo(ContainerState.Status.CREATED);
    }

    @Test
    void containerRunsBetweenStartAndStop() {
        String id = fixture.started(fixture.idle(Images.NGINX).network(fixture.network(), "web"));

        assertThat(fixture.engine().container(id))
                .get()
                .extracting(ContainerDetails::state)
                .extracting(ContainerState::running)
                .isEqualTo(true);
        ExecResult result = fixture.engine().exec(id, List.of("echo", "hello"), Map.of(), 100, Duration.ofSeconds(10));
        assertThat(result).isEqualTo(new ExecResult(0, "hello\n", ""));

        fixture.engine().stop(id, Duration.ofSeconds(5));
        assertThat(fixture.engine().container(id).orElseThrow().state().status())
                .isEqualTo(ContainerState.Status.EXITED);
        fixture.engine().remove(id, true);
        assertThat(fixture.engine().container(id)).isEmpty();
    }
}
