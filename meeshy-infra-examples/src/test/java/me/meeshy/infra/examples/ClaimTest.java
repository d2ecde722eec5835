package me.meeshy.infra.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.Environment;
import me.meeshy.infra.embedded.EmbeddedEngine;
import me.meeshy.infra.engine.VolumeSpec;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimTest {

    private static final Environment CHAT = Environment.of(
            "chat",
            Stack.builder("chat")
                    .service(Service.builder("web", "nginx:alpine").build())
                    .build());

    @TempDir
    Path directory;

    private final EmbeddedEngine engine = EmbeddedEngine.start();
    private Claim claim;

    @BeforeEach
    void makeClaim() {
        claim = Claim.on(engine, CHAT, directory);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void takeWhenSomebodyElsesVolumeIsThereRefusesAndNamesIt() {
        somebodysVolume();

        assertThatThrownBy(claim::take)
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("project 'chat' that this example did not make (volume chat_data)");
        assertThat(claim.held()).isFalse();
    }

    @Test
    void takeWhenNothingIsThereHoldsUntilReleased() {
        claim.take();

        assertThat(claim.held()).isTrue();
        assertThat(Claim.on(engine, CHAT, directory).held()).as("a later run").isTrue();
        claim.release();
        assertThat(claim.held()).isFalse();
    }

    @Test
    void takeWhenHeldAcceptsWhatAnEarlierRunLeft() {
        claim.take();
        somebodysVolume();

        claim.take();

        assertThat(claim.held()).isTrue();
    }

    private void somebodysVolume() {
        engine.createVolume(
                new VolumeSpec("chat_data", Optional.empty(), Map.of(), Map.of("com.docker.compose.project", "chat")));
    }
}
