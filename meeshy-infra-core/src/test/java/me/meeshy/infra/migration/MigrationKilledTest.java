package me.meeshy.infra.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import me.meeshy.infra.model.InfraException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process ends before and after each record of the journal, and before and after all that is done to a store or a service.
 * Whatever the moment, a second process ends the migration one way or the other, and nothing is lost.
 */
class MigrationKilledTest {

    /** Makes the moments at which a second process is ended, too; another one must do as well. */
    private static final long SEED = Long.getLong("meeshy.seed", 20261124);

    /** Every so many moments one, unless all tests are asked for. */
    private static final int STRIDE = "full".equals(System.getProperty("meeshy.tests")) ? 1 : 6;

    @TempDir
    private Path temporary;

    private final Random random = new Random(SEED);

    private TwoEnvironments environments(int number) {
        return new TwoEnvironments(temporary.resolve("t" + number));
    }

    /** Ends the process at the moment, and says whether there was one. */
    private static boolean killed(TwoEnvironments environments, int moment, Runnable action) {
        environments.timeline().killAt(moment);
        Throwable thrown = catchThrowable(action::run);
        boolean killed = environments.timeline().moments() >= moment;
        environments.newProcess();
        assertThat(thrown != null || !killed).as("ended at moment %d", moment).isTrue();
        return killed;
    }

    private interface Ending {
        Outcome end(TwoEnvironments environments);
    }

    /** Kills the action at each of its moments, and then ends it; says how many moments there were at least. */
    private int killAtEachMoment(
            Consumer<TwoEnvironments> before, Consumer<TwoEnvironments> action, Ending ending, boolean twice) {
        for (int moment = 1 + random.nextInt(STRIDE); ; moment += STRIDE) {
            TwoEnvironments environments = environments(moment);
            before.accept(environments);
            if (!killed(environments, moment, () -> action.accept(environments))) {
                return moment - STRIDE;
            }
            if (twice) {
                killed(environments, 1 + random.nextInt(20), () -> ending.end(environments));
            }
            try {
                environments.assertAtRest(ending.end(environments));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "killed at moment " + moment + ", seed " + SEED + ", after "
                                + environments.timeline().events(),
                        e);
            }
        }
    }

    private static void doNothing(TwoEnvironments environments) {}

    private static Outcome runAgain(TwoEnvironments environments) {
        return environments.run().outcome();
    }

    private static Outcome resume(TwoEnvironments environments) {
        Path journal = environments.journals().isEmpty() ? Path.of("none") : environments.journal();
        if (!Journal.isIn(journal) || Journal.read(journal).isEmpty()) {
            environments.assertUntouched();
            return Outcome.UNDONE;
        }
        return environments
                .recorded()
                .resume(environments.infra(), environments.production())
                .outcome();
    }

    @Test
    void runAgainWhenKilledAtAnyMomentSucceeds() {
        int moments = killAtEachMoment(
                MigrationKilledTest::doNothing, TwoEnvironments::run, MigrationKilledTest::runAgain, false);

        assertThat(moments).isGreaterThan(80);
    }

    @Test
    void resumeWhenKilledAtAnyMomentFinishesOrUndoes() {
        killAtEachMoment(MigrationKilledTest::doNothing, TwoEnvironments::run, MigrationKilledTest::resume, false);
    }

    @Test
    void resumeWhenItIsItselfKilledFinishesOrUndoes() {
        killAtEachMoment(MigrationKilledTest::doNothing, TwoEnvironments::run, MigrationKilledTest::resume, true);
    }

    @Test
    void resumeWhenKilledWhileItWasRolledBackRollsBack() {
        killAtEachMoment(
                TwoEnvironments::failValidation,
                TwoEnvironments::run,
                environments -> {
                    try {
                        return resume(environments);
                    } catch (MigrationFailedException e) {
                        return e.report().outcome();
                    }
                },
                false);
    }

    @Test
    void resumeWhenARollbackOnRequestIsKilledEndsEitherWay() {
        killAtEachMoment(
                TwoEnvironments::run,
                environments -> environments
                        .recorded()
                        .rollback(environments.infra(), environments.production(), TwoEnvironments.CONSENT),
                MigrationKilledTest::resume,
                true);
    }

    @Test
    void runWhenTheDiscardingOfOldDataWasKilledIsNotKeptOut() {
        killAtEachMoment(
                TwoEnvironments::run,
                environments -> environments
                        .recorded()
                        .discardOldData(environments.infra(), environments.production(), TwoEnvironments.DESTROY),
                MigrationKilledTest::runAgain,
                false);
    }

    @Test
    void resumeWithoutTheValidationWhenKilledAfterTheSwapRollsBack() {
        TwoEnvironments environments = environments(0);
        killAt(environments, "start gateway");

        MigrationReport report =
                Migration.recorded(environments.journal()).resume(environments.infra(), environments.production());

        assertThat(report.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(report.resumed()).isTrue();
        assertThat(report.failure().orElse("")).contains("without its validation 'production'");
        environments.assertAtRest(Outcome.ROLLED_BACK);
    }

    @Test
    void resumeWhenItsValidationFailsRollsBackAndThrows() {
        TwoEnvironments environments = environments(0);
        killAt(environments, "start gateway");
        environments.failValidation();

        assertThatThrownBy(() -> resume(environments))
                .isInstanceOfSatisfying(
                        MigrationFailedException.class,
                        e -> assertThat(e.report().outcome()).isEqualTo(Outcome.ROLLED_BACK))
                .hasMessageContaining("wrong number of users");
        environments.assertAtRest(Outcome.ROLLED_BACK);
    }

    @Test
    void resumeWhenTheRunHadEndedSaysHowAndChangesNothing() {
        TwoEnvironments environments = environments(0);
        environments.run();
        environments.timeline().forget();

        MigrationReport report = environments.recorded().resume(environments.infra(), environments.production());

        assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(environments.timeline().events())
                .allMatch(event -> event.endsWith(" open") || event.endsWith(" release"));
        environments.assertAtRest(Outcome.SUCCEEDED);
    }

    @Test
    void resumeWhenGivenAnotherEnvironmentRefuses() {
        TwoEnvironments environments = environments(0);
        killAt(environments, "database/meeshy stage");
        environments.timeline().forget();

        assertThatThrownBy(() -> environments.recorded().resume(environments.infra(), environments.staging()))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("went to the environment 'production' (project meeshy), not to 'staging'");
        assertThatThrownBy(() -> environments
                        .recorded()
                        .resume(environments.infra(), environments.staging().named("production")))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("(project meeshy-staging)");
        assertThat(environments.timeline().events()).isEmpty();
    }

    @Test
    void resumeWhenAnotherProcessWorksOnItRefuses() {
        TwoEnvironments environments = environments(0);
        killAt(environments, "database/meeshy stage");

        try (Journal held = Journal.open(environments.journal(), JournalListener.NONE, Clock.systemUTC())) {
            assertThat(held.records()).isNotEmpty();
            assertThatThrownBy(() -> resume(environments))
                    .isInstanceOf(InfraException.class)
                    .hasMessageContaining("living process");
            assertThatThrownBy(environments::run)
                    .isInstanceOf(InfraException.class)
                    .hasMessageContaining("living process");
        }
        assertThat(resume(environments)).isEqualTo(Outcome.UNDONE);
    }

    @Test
    void recordedWhenItHadNotBegunSaysThatNothingWasTouched() {
        Path folder = temporary.resolve("migration-1");
        Journal.create(folder, JournalListener.NONE, Clock.systemUTC()).close();

        assertThatThrownBy(() -> Migration.recorded(folder))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("nothing was touched");
    }

    @Test
    void recordedWhenNobodyKnowsTheStoreSaysWhichKind() {
        Path folder = temporary.resolve("migration-1");
        TwoEnvironments environments = environments(0);
        environments.run();
        JournalRecord begun = Journal.read(environments.journal()).get(0);
        var facts = new LinkedHashMap<String, Object>(begun.facts());
        facts.put("stores", List.of(Map.of("kind", "tape", "settings", Map.of())));
        try (Journal journal = Journal.create(folder, JournalListener.NONE, Clock.systemUTC())) {
            journal.record(RunFacts.BEGUN, facts);
        }

        assertThatThrownBy(() -> Migration.recorded(folder))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("a store of the kind 'tape'");
    }

    @Test
    void recordedTellsOfARunWithoutTouchingAnything() {
        TwoEnvironments environments = environments(0);
        killAt(environments, "database/meeshy stage");
        environments.timeline().forget();

        RecordedMigration recorded = Migration.recorded(environments.journal());

        assertThat(recorded.target()).isEqualTo("production");
        assertThat(recorded.outcome()).isEqualTo(Optional.empty());
        assertThat(recorded).hasToString("RecordedMigration[" + recorded.run() + " in " + environments.journal() + "]");
        assertThat(environments.timeline().events()).isEmpty();
    }

    /** Ends the process right before something happens. */
    private static void killAt(TwoEnvironments environments, String event) {
        environments.timeline().doBefore(event, () -> environments.timeline().killAt(1));
        Throwable thrown = catchThrowable(environments::run);
        assertThat(thrown).isNotNull();
        environments.timeline().failNoMore();
        environments.newProcess();
    }
}
