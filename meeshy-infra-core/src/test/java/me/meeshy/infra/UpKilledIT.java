package me.meeshy.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import me.meeshy.infra.UpProcess.Work;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.plan.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The process that brings a project up or takes it down is killed in the middle: the next up or down puts everything right, whichever
 * point it had reached, and no data is lost. A sample of the points; all of them with {@code -Pfull}.
 */
@RequiresEngine
class UpKilledIT {

    private static final boolean FULL = "full".equals(System.getProperty("meeshy.tests"));
    private static final long SEED = Long.getLong("meeshy.seed", 20_261_124L);
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String LOCK = "me.meeshy.infra.lock";

    private final Random random = new Random(SEED);

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @Test
    void upWhenAnUpThatReplacedWasKilledEndsItOrGoesBack() throws Exception {
        prepare();
        int changes = UpProcess.changes(fixture.project(), Work.UP, 2);
        assertThat(changes).as("changes that a replacement makes to the engine").isGreaterThan(8);

        killedAndMended(Work.UP, changes, 4);
    }

    @Test
    void upWhenAnUpWasKilledWhileItTookBackWhatFailedEndsItOrGoesBack() throws Exception {
        prepare();
        int changes = UpProcess.changes(fixture.project(), Work.FAILING_UP, 2);
        asItShouldBe(fixture.infra().attach(UpProcess.environment(fixture.project(), 1)), 1, "undone");
        assertThat(changes).as("changes of an up that fails").isGreaterThan(12);

        killedAndMended(Work.FAILING_UP, changes, 2);
    }

    /** The replaced generation is live before each; afterwards now it, now the new one is asked for. */
    private void killedAndMended(Work work, int changes, int sample) throws Exception {
        int generation = 2;
        for (int point : UpProcess.points(changes, sample, random)) {
            String where = "seed " + SEED + ", killed at " + point + " of " + changes;
            int killed = generation + 1;
            UpProcess.crash(fixture.project(), work, killed, point, where);
            generation = random.nextBoolean() ? killed : generation;

            Environment next = UpProcess.environment(fixture.project(), generation);
            RunningEnvironment running = fixture.infra().up(next, LIMIT);

            asItShouldBe(running, generation, where);
            Plan plan = fixture.infra().plan(next);
            assertThat(plan.changesNothing()).as(where + "\n" + plan).isTrue();
            generation = killed;
        }
    }

    @Test
    void downWhenAnUpWasKilledRemovesAllThatItLeft() throws Exception {
        for (int point : FULL ? List.of(-3, 4, -7, 9, -11) : List.of(9)) {
            prepare();
            UpProcess.crash(fixture.project(), Work.UP, 2, point, "killed at " + point);

            DownReport report = fixture.infra()
                    .attach(UpProcess.environment(fixture.project(), 2))
                    .down();

            assertThat(report.kept()).isEmpty();
            assertThat(fixture.engine().containers(fixture.labels())).isEmpty();
            assertThat(fixture.engine().networks(fixture.labels())).isEmpty();
            assertThat(fixture.engine().volumes(fixture.labels()))
                    .extracting(volume -> volume.name())
                    .containsExactly(fixture.project() + "_data");
            assertThat(fixture.engine().volumes(Map.of(LOCK, fixture.project())))
                    .isEmpty();
        }
    }

    @Test
    void upWhenTheFirstUpWasKilledGoesOn() throws Exception {
        for (int point : FULL ? List.of(1, -2, 3, -4, 5, 6, -7) : List.of(-4)) {
            UpProcess.crash(fixture.project(), Work.UP, 1, point, "killed at " + point);

            RunningEnvironment running = fixture.infra().up(UpProcess.environment(fixture.project(), 1), LIMIT);

            assertThat(running.status().allWell()).isTrue();
            assertThat(fixture.engine().containers(fixture.labels())).hasSize(2);
            running.down(Volumes.DELETE);
        }
    }

    @Test
    void upAndDownWhenADownWasKilledFinishWhatTheyAreToDo() throws Exception {
        Environment environment = UpProcess.environment(fixture.project(), 1);
        prepare();
        int changes = UpProcess.changes(fixture.project(), Work.DOWN, 1);
        assertThat(changes).as("changes that a down makes to the engine").isGreaterThan(6);

        boolean up = true;
        for (int point : UpProcess.points(changes, 2, random)) {
            prepare();
            String where = "seed " + SEED + ", down killed at " + point + " of " + changes;
            UpProcess.crash(fixture.project(), Work.DOWN, 1, point, where);

            if (up) {
                RunningEnvironment running = fixture.infra().up(environment, LIMIT);
                asItShouldRun(running, 1, where);
                assertThat(fixture.infra().plan(environment).changesNothing())
                        .as(where)
                        .isTrue();
            } else {
                DownReport report = fixture.infra().attach(environment).down(Volumes.DELETE);
                assertThat(report.kept()).as(where).isEmpty();
                assertThat(fixture.nothingIsLeft()).as(where).isTrue();
                assertThat(fixture.engine().volumes(Map.of(LOCK, fixture.project())))
                        .as(where)
                        .isEmpty();
            }
            up = !up;
        }
    }

    /** The engine does not remove with a container what that took over from the one before it. */
    @Test
    void downWithVolumesWhenOneWasKilledRemovesTheVolumesWithoutANameThatItLeft() throws Exception {
        Set<String> unnamed = replaced();
        int changes = UpProcess.changes(fixture.project(), Work.DOWN_WITH_VOLUMES, 2);
        assertThat(unnamed)
                .hasSize(1)
                .allMatch(volume -> fixture.engine().volume(volume).isEmpty());

        for (int point : UpProcess.points(changes, 4, random)) {
            unnamed = replaced();
            String where = "seed " + SEED + ", down with volumes killed at " + point + " of " + changes;
            UpProcess.crash(fixture.project(), Work.DOWN_WITH_VOLUMES, 2, point, where);

            DownReport report = fixture.infra()
                    .attach(UpProcess.environment(fixture.project(), 2))
                    .down(Volumes.DELETE);

            assertThat(report.kept()).as(where).isEmpty();
            assertThat(unnamed)
                    .as(where)
                    .allMatch(volume -> fixture.engine().volume(volume).isEmpty());
            assertThat(fixture.nothingIsLeft()).as(where).isTrue();
        }
    }

    /** After a replacement: the volumes without a name that the new container took over. */
    private Set<String> replaced() {
        prepare();
        RunningEnvironment running = fixture.infra().up(UpProcess.environment(fixture.project(), 2), LIMIT);
        return fixture
                .engine()
                .container(running.service("database").containerId())
                .orElseThrow()
                .volumes()
                .values()
                .stream()
                .filter(volume -> volume.matches("[0-9a-f]{64}"))
                .collect(Collectors.toSet());
    }

    private void prepare() {
        fixture.infra()
                .up(UpProcess.environment(fixture.project(), 1), LIMIT)
                .service("database")
                .exec(
                        List.of(
                                "sh",
                                "-c",
                                "redis-cli set message kept && redis-cli save && echo too > /scratch/file && sync"),
                        Duration.ofSeconds(10));
    }

    private void asItShouldBe(RunningEnvironment running, int generation, String where) {
        asItShouldRun(running, generation, where);
        assertThat(answer(running.service("database"), "cat", "/scratch/file"))
                .as(where + ": its anonymous volume")
                .isEqualTo("too\n");
    }

    private void asItShouldRun(RunningEnvironment running, int generation, String where) {
        assertThat(fixture.engine().containers(fixture.labels()))
                .as(where)
                .extracting(ContainerSummary::name)
                .containsExactlyInAnyOrder(fixture.project() + "-database-1", fixture.project() + "-web-1");
        for (RunningService service : running.services()) {
            assertThat(service.state().status()).as(where).isEqualTo(ContainerState.Status.RUNNING);
            assertThat(answer(service, "sh", "-c", "echo $GENERATION"))
                    .as(where)
                    .isEqualTo("g" + generation + "\n");
        }
        assertThat(answer(running.service("database"), "redis-cli", "get", "message"))
                .as(where)
                .isEqualTo("kept\n");
        assertThat(fixture.engine().volumes(Map.of(LOCK, fixture.project())))
                .as("claims of the dead")
                .isEmpty();
    }

    private static String answer(RunningService service, String... command) {
        return service.exec(List.of(command), Duration.ofSeconds(10)).standardOutput();
    }
}
