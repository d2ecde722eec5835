package me.meeshy.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.UpProcess.Work;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.plan.ProjectBusyException;
import me.meeshy.infra.plan.UpOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two processes that work on one project at once: one waits, or is refused with who holds it. */
@RequiresEngine
@Timeout(120)
class TwoProcessesIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @Test
    void upWhenAnotherProcessBringsTheSameProjectUpWaitsForItAndNeitherFails() throws Exception {
        Process other = claiming(Work.UP);

        RunningEnvironment running = fixture.infra().up(UpProcess.environment(fixture.project(), 2), LIMIT);

        assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(other.exitValue())
                .as("the other up was done before ours began")
                .isZero();
        assertThat(fixture.engine().containers(fixture.labels())).hasSize(2);
        for (RunningService service : running.services()) {
            assertThat(service.exec(List.of("sh", "-c", "echo $GENERATION"), Duration.ofSeconds(10))
                            .standardOutput())
                    .as("ours came last")
                    .isEqualTo("g2\n");
        }
    }

    @Test
    void downWhenAnotherProcessBringsTheSameProjectUpWaitsForItAndThenRemovesAll() throws Exception {
        Process other = claiming(Work.UP);

        fixture.infra().attach(UpProcess.environment(fixture.project(), 1)).down(Volumes.DELETE);

        assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(other.exitValue()).as("its up was not disturbed").isZero();
        assertThat(fixture.nothingIsLeft()).isTrue();
    }

    @Test
    void whateverChangesAProjectWhenAnotherProcessHoldsItIsRefusedWithItsName() throws Exception {
        Environment environment = UpProcess.environment(fixture.project(), 1);
        RunningEnvironment running = fixture.infra().up(environment, LIMIT);
        Process other = claiming(Work.HOLD);
        try {
            refused(other, () -> running.down(Volumes.DELETE, Consent.toDestroyDataOf("up"), SHORT));
            refused(other, () -> running.scale("web", 2, SHORT));
            refused(
                    other,
                    () -> running.run("web", "true").withoutDependencies().run(SHORT));
            refused(
                    other,
                    () -> fixture.infra()
                            .up(
                                    UpProcess.environment(fixture.project(), 2),
                                    UpOptions.builder().deadline(SHORT).build()));
            RunningService web = running.service("web");
            refused(other, () -> web.restart(SHORT));
            refused(other, () -> web.stop(SHORT));
            refused(other, () -> web.start(SHORT));
            refused(other, () -> web.pause(SHORT));
            refused(other, () -> web.unpause(SHORT));
            refused(other, () -> web.kill("TERM", SHORT));
            assertThat(running.status().allWell()).as("nothing was touched").isTrue();
        } finally {
            other.getOutputStream().close();
        }
        assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
        running.down(Volumes.DELETE);
    }

    @Test
    void restartWhenAnotherProcessBringsTheSameProjectUpWaitsForIt() throws Exception {
        RunningEnvironment running = fixture.infra().up(UpProcess.environment(fixture.project(), 1), LIMIT);
        Process other = claiming(Work.UP, 2);

        running.service("web").restart(LIMIT);

        assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(other.exitValue()).as("its up was not disturbed").isZero();
        assertThat(running.status().allWell()).isTrue();
    }

    private void refused(Process holder, org.assertj.core.api.ThrowableAssert.ThrowingCallable change) {
        assertThatThrownBy(change)
                .isInstanceOfSatisfying(ProjectBusyException.class, e -> {
                    assertThat(e.project()).isEqualTo(fixture.project());
                    assertThat(e.holder().pid()).isEqualTo(holder.pid());
                })
                .hasMessageContaining(String.valueOf(holder.pid()));
    }

    /** Another process, as soon as it has claimed the project. */
    private Process claiming(Work work) throws Exception {
        return claiming(work, 1);
    }

    private Process claiming(Work work, int generation) throws Exception {
        Process other = UpProcess.start(fixture.project(), work, generation, 0);
        Map<String, String> claimed = Map.of("me.meeshy.infra.lock", fixture.project());
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() ->
                        !other.isAlive() || !fixture.engine().volumes(claimed).isEmpty());
        return other;
    }
}
