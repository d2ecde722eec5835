package me.meeshy.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.PullPolicy;
import me.meeshy.infra.model.PullPolicy.Mode;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.plan.Change;
import me.meeshy.infra.plan.Change.Action;
import me.meeshy.infra.plan.Change.Kind;
import me.meeshy.infra.plan.Plan;
import me.meeshy.infra.plan.UpFailedException;
import me.meeshy.infra.plan.UpOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An image whose registry does not answer: whether it is asked shows in whether the up fails. */
@RequiresEngine
class PullPolicyIT {

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    private String image = "";

    @BeforeEach
    void tag() throws Exception {
        image = "127.0.0.1:1/" + fixture.project() + ":1";
        ComposeCli.docker(Path.of("."), "tag", "redis:8-alpine", image);
    }

    @AfterEach
    void untag() throws Exception {
        ComposeCli.docker(Path.of("."), "rmi", "--force", image);
    }

    private Environment environment(PullPolicy policy) {
        return Environment.of(
                "pulls",
                fixture.stack()
                        .service(Service.builder("web", image)
                                .entrypoint("sleep", "1000")
                                .stopGracePeriod(Duration.ZERO)
                                .pullPolicy(policy)
                                .build())
                        .build());
    }

    private Plan plan(PullPolicy policy) {
        return fixture.infra().plan(environment(policy));
    }

    @Test
    void upWhenThePolicyIsAlwaysOrTheImageTooOldAsksTheRegistryAndThePlanSaysSo() {
        for (PullPolicy policy : List.of(PullPolicy.of(Mode.ALWAYS), PullPolicy.every(Duration.ofNanos(1)))) {
            assertThat(plan(policy).changes()).first().satisfies(change -> {
                assertThat(change.action()).isEqualTo(Action.PULL);
                assertThat(change.reasons()).singleElement().asString().contains("the pull policy of web is ");
            });
            assertThatThrownBy(() -> fixture.infra().up(environment(policy), Duration.ofMinutes(1)))
                    .isInstanceOf(UpFailedException.class)
                    .hasMessageContaining("pull image " + image)
                    .hasMessageContaining("web")
                    .hasCauseInstanceOf(EngineException.class);
        }
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void upWhenTheImageIsYoungEnoughOrTheOptionsForbidItDoesNotAsk() {
        PullPolicy daily = PullPolicy.every(Duration.ofDays(1));
        assertThat(plan(daily).changes()).extracting(Change::kind).doesNotContain(Kind.IMAGE);
        fixture.infra().up(environment(daily), Duration.ofMinutes(1));

        fixture.infra()
                .up(
                        environment(PullPolicy.of(Mode.ALWAYS)),
                        UpOptions.builder().pull(UpOptions.Pull.NEVER).build());

        // how an image came does not make a container another one
        assertThat(plan(daily).changesNothing()).isTrue();
        assertThat(plan(PullPolicy.of(Mode.NEVER)).changesNothing()).isTrue();
    }

    @Test
    void upWhenThePolicyIsNeverAndTheImageMissingIsRefused() throws Exception {
        untag();
        Environment never = environment(PullPolicy.of(Mode.NEVER));

        assertThatThrownBy(() -> fixture.infra().up(never, Duration.ofMinutes(1)))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("refuse")
                .hasMessageContaining(image)
                .hasMessageContaining("pulling was forbidden");
        assertThat(fixture.nothingIsLeft()).isTrue();
        tag();
    }
}
