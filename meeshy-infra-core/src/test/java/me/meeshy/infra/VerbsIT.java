package me.meeshy.infra;

import static me.meeshy.infra.ProjectFixture.idle;
import static me.meeshy.infra.ProjectFixture.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerState.Status;
import me.meeshy.infra.engine.ContainerStats;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineException.Reason;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Service;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is done to a service that runs, one container or several. */
@RequiresEngine
@Timeout(90)
@SuppressWarnings("try") // a subscription is only held open
class VerbsIT {

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    private RunningEnvironment up(Service... services) {
        var stack = fixture.stack();
        for (Service service : services) {
            stack.service(service);
        }
        return fixture.infra().up(Environment.of("verbs", stack.build()));
    }

    @Test
    void scaleGoesUpAndDownTheHighestNumbersFirst() {
        RunningEnvironment running = up(idle("worker").build(), idle("other").build());
        String first = running.service("worker").containerId();
        String other = running.service("other").containerId();

        running.scale("worker", 3);

        assertThat(names(running)).containsExactly("worker-1", "worker-2", "worker-3");
        running.service("worker").pause();
        assertThat(states(running)).containsOnly(Status.PAUSED).hasSize(3);
        running.service("worker").unpause();
        assertThat(states(running)).containsOnly(Status.RUNNING).hasSize(3);

        running.scale("worker", 1);

        assertThat(names(running)).containsExactly("worker-1");
        assertThat(running.service("worker").containerId()).isEqualTo(first);
        assertThat(running.service("other").containerId()).isEqualTo(other);
    }

    private List<String> names(RunningEnvironment running) {
        return running.service("worker").containerIds().stream()
                .map(id -> fixture.engine().container(id).orElseThrow().name())
                .map(name -> name.substring(fixture.project().length() + 1))
                .toList();
    }

    private List<Status> states(RunningEnvironment running) {
        return running.service("worker").containerIds().stream()
                .map(id -> fixture.engine().container(id).orElseThrow().state().status())
                .toList();
    }

    @Test
    void scaleRefusesWhatOnlyOneContainerCanHaveAndUnknownServices() {
        RunningEnvironment running = up(
                idle("named").containerName(fixture.project() + "-the-one").build(),
                idle("worker").build());

        assertThatThrownBy(() -> running.scale("named", 2))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("the-one")
                .hasMessageContaining("fixed");
        assertThatThrownBy(() -> running.scale("wroker", 2))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("[named, worker]");
        assertThat(running.services()).hasSize(2);
    }

    @Test
    void killSendsTheSignalAndAwaitEndTellsTheExitCode() {
        RunningEnvironment running = up(
                shell("catcher", "trap 'exit 42' HUP; touch /tmp/ready; while true; do sleep 0.1; done")
                        .build(),
                idle("stubborn").build());
        RunningService catcher = running.service("catcher");
        Awaitility.await()
                .until(() -> catcher.exec("test", "-e", "/tmp/ready").run().exitCode() == 0);

        assertThatThrownBy(() -> catcher.awaitEnd(Duration.ofMillis(300)))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
        catcher.kill("SIGHUP");

        assertThat(catcher.awaitEnd(Duration.ofSeconds(10)))
                .containsExactly(new ContainerExit(fixture.project() + "-catcher-1", 42, false));
        running.service("stubborn").kill("SIGKILL");
        ContainerExit killed =
                running.service("stubborn").awaitEnd(Duration.ofSeconds(10)).get(0);
        assertThat(killed.signal()).hasValue(9);
        assertThat(killed.well()).isFalse();
        assertThatThrownBy(() -> catcher.kill("SIGHUP")).isInstanceOf(EngineException.class);
        assertThatThrownBy(catcher::pause).isInstanceOf(EngineException.class);
        catcher.start(Duration.ofSeconds(20));
        assertThat(catcher.state()).extracting(ContainerState::running).isEqualTo(true);
        assertThatThrownBy(() -> catcher.kill("SIGNONSENSE"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("SIGNONSENSE");
    }

    @Test
    void pauseAndUnpauseDoNothingWhenItIsSoAlready() {
        RunningService worker = up(idle("worker").build()).service("worker");

        worker.unpause();
        worker.pause();
        worker.pause();
        assertThat(worker.state().status()).isEqualTo(Status.PAUSED);
        worker.unpause();
        worker.unpause();
        assertThat(worker.state().status()).isEqualTo(Status.RUNNING);
    }

    @Test
    void statsAndProcessesTellWhatItUses() {
        RunningEnvironment running = up(shell("busy", "head -c 3000000 /dev/zero > /tmp/x; while true; do :; done")
                .build());
        RunningService busy = running.service("busy");

        ContainerStats once = busy.stats();

        assertThat(once.memoryBytes()).isPositive();
        assertThat(once.memoryLimitBytes()).isPresent();
        assertThat(once.processes()).isPositive();
        assertThat(once.cpuPercent().orElse(0)).isBetween(0.5, 800.0);
        assertThat(once.networkReceivedBytes()).isNotNegative();
        var measured = new CopyOnWriteArrayList<ContainerStats>();
        try (Subscription following = busy.followStats(measured::add)) {
            Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> measured.size() >= 2);
        }
        assertThat(measured.get(1).at()).isAfter(measured.get(0).at());
        assertThat(busy.processes().titles()).contains("PID", "CMD");
        assertThat(busy.processes().rows().toString()).contains("while true");
        assertThat(busy.processes().toString()).doesNotContain("while");
    }
}
