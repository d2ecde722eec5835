package me.meeshy.infra.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import me.meeshy.infra.engine.EngineInfo;
import me.meeshy.infra.engine.EngineInfo.Reach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachingTest {

    @ParameterizedTest
    @CsvSource({
        "BY_ADDRESS, no address in any network",
        "DOCKER_DESKTOP, Docker Desktop keeps containers in a virtual machine",
        "ROOTLESS, the engine runs rootless with a network of its own",
        "REMOTE, the engine is on another host (far)",
    })
    void whyNotSaysWhatStandsInTheWayAndTheMend(Reach reach, String why) {
        var engine = new EngineInfo("28.5.2", "1.44", "far", "Docker Desktop", reach);

        assertThat(Reaching.whyNot(engine, "database", 27017))
                .contains(why)
                .endsWith("publish it, for instance with publish(27017) on the service database");
    }
}
