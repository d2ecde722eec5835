package me.meeshy.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.RequiresEngine;
import me.meeshy.infra.plan.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The process that brings a project up is killed in the middle: the next up or down puts everything right, whichever point it
 * had reached, and no data is lost. A sample of the points; all of them with {@code -Pfull}.
 */
@RequiresEngine
class UpKilledIT {

    private static final boolean FULL = "full".equals(System.getProperty("meeshy.tests"));
    private static final long SEED = Long.getLong("meeshy.seed", 20_261_124L);
    private static final int SAMPLE = 5;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String LOCK = "me.meeshy.infra.lock";

    @RegisterExtension
    final ProjectFixture fixture = new ProjectFixture();

    @Test
    void upWhenAnUpThatReplacedWasKilledEndsItOrGoesBack() throws Exception {
        prepare();
        int changes = changesOf(2);
        assertThat(changes).as("changes that a replacement makes to the engine").isGreaterThan(8);

        var random = new Random(SEED);
        int generation = 2;
        for (int point : chosen(changes)) {
            String where = "seed " + SEED + ", killed at " + point + " of " + changes;
            int killed = generation + 1;
            crash(killed, point, where);
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
            crash(2, point, "killed at " + point);

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
            crash(1, point, "killed at " + point);

            RunningEnvironment running = fixture.infra().up(UpProcess.environment(fixture.project(), 1), LIMIT);

            assertThat(running.status().allWell()).isTrue();
            assertThat(fixture.engine().containers(fixture.labels())).hasSize(2);
            running.down(Volumes.DELETE);
        }
    }

    @Test
    void upWhenAnotherProcessBringsTheSameProjectUpWaitsForItAndNeitherFails() throws Exception {
        Process other = new ProcessBuilder(UpProcess.command(fixture.project(), 1, 0))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Map<String, String> claimed = Map.of(LOCK, fixture.project());
        long end = System.nanoTime() + LIMIT.toNanos();
        while (fixture.engine().volumes(claimed).isEmpty() && other.isAlive() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }

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

    private void prepare() {
        fixture.infra()
                .up(UpProcess.environment(fixture.project(), 1), LIMIT)
                .service("database")
                .exec(List.of("sh", "-c", "redis-cli set message kept; redis-cli save"), Duration.ofSeconds(10));
    }

    private void asItShouldBe(RunningEnvironment running, int generation, String where) {
        assertThat(fixture.engine().containers(fixture.labels()))
                .as(where)
                .extracting(ContainerSummary::name)
                .containsExactlyInAnyOrder(fixture.project() + "-database-1", fixture.project() + "-web-1");
        for (RunningService service : running.services()) {
            assertThat(service.state().status()).as(where).isEqualTo(ContainerState.Status.RUNNING);
            assertThat(service.exec(List.of("sh", "-c", "echo $GENERATION"), Duration.ofSeconds(10))
                            .standardOutput())
                    .as(where)
                    .isEqualTo("g" + generation + "\n");
        }
        assertThat(running.service("database")
                        .exec(List.of("redis-cli", "get", "message"), Duration.ofSeconds(10))
                        .standardOutput())
                .as(where)
                .isEqualTo("kept\n");
        assertThat(fixture.engine().volumes(Map.of(LOCK, fixture.project())))
                .as("claims of the dead")
                .isEmpty();
    }

    /** Each point before and after a change, or some of them. */
    private static List<Integer> chosen(int changes) {
        var all = new ArrayList<Integer>();
        for (int change = 1; change <= changes; change++) {
            all.add(-change);
            all.add(change);
        }
        if (FULL) {
            return all;
        }
        Collections.shuffle(all, new Random(SEED));
        return all.subList(0, SAMPLE);
    }

    private int changesOf(int generation) throws Exception {
        Process process = new ProcessBuilder(UpProcess.command(fixture.project(), generation, 0))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return Integer.parseInt(output.strip());
    }

    private void crash(int generation, int point, String where) throws Exception {
        Process process = new ProcessBuilder(UpProcess.command(fixture.project(), generation, point))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(where).isEqualTo(UpProcess.CRASHED);
    }
}
