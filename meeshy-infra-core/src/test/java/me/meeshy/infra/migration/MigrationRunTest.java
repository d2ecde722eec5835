package me.meeshy.infra.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import me.meeshy.infra.Consent;
import me.meeshy.infra.check.CheckResult;
import me.meeshy.infra.check.Validation;
import me.meeshy.infra.model.InfraException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationRunTest {

    @TempDir
    private Path temporary;

    private TwoEnvironments environments;
    private Timeline timeline;

    @BeforeEach
    void start() {
        environments = new TwoEnvironments(temporary);
        timeline = environments.timeline();
    }

    private MigrationFailedException fails() {
        return Objects.requireNonNull(catchThrowableOfType(MigrationFailedException.class, environments::run));
    }

    /** What happened to the target from one event on. */
    private List<String> eventsFrom(String event) {
        List<String> events = timeline.events();
        assertThat(events).contains(event);
        return events.subList(events.indexOf(event), events.size());
    }

    @Test
    void runDoesAllStepsInTheirOrder() {
        MigrationReport report = environments.run();

        assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(eventsFrom("redis acquire"))
                .containsExactly(
                        "redis acquire",
                        "database/meeshy acquire",
                        "database/meeshy backup",
                        "database/meeshy stage",
                        "database/meeshy verify",
                        "policy gateway no",
                        "stop gateway",
                        "policy worker no",
                        "redis prove quiet",
                        "database/meeshy prove quiet",
                        // and once more, since another process may have resumed here
                        "redis prove quiet",
                        "database/meeshy prove quiet",
                        "database/meeshy park",
                        "database/meeshy swap",
                        // what is derived follows, although it was declared first
                        "redis clear",
                        "policy gateway unless-stopped",
                        "start gateway",
                        "policy worker on-failure",
                        "restart frontend",
                        "database/meeshy compare",
                        "redis release",
                        "database/meeshy release");
        environments.assertAtRest(Outcome.SUCCEEDED);
    }

    @Test
    void runAnnouncesEachStepInTheJournalBeforeItIsBegun() {
        environments.run();

        assertThat(Journal.read(environments.journal()))
                .extracting(record -> record.what() + record.facts().getOrDefault("step", ""))
                .containsExactly(
                        "begun",
                        "stepPREFLIGHT",
                        "stepBACKUP",
                        "stepSTAGE",
                        "stepVERIFY",
                        "stepSTOP_WRITERS",
                        "writer",
                        "writer",
                        "stepSWAP",
                        "swap",
                        "stepCLEAR_CACHES",
                        "stepSTART_SERVICES",
                        "writers-back",
                        "restart",
                        "stepVALIDATE",
                        "commit",
                        "finished",
                        "released");
    }

    @Test
    void runTellsOfEachStepAndOfTheProgressWithinIt() {
        var told = new ArrayList<MigrationEvent>();
        environments.migration().onProgress(told::add).build().run(environments.infra(), TwoEnvironments.CONSENT);

        assertThat(told)
                .filteredOn(MigrationEvent.StepStarted.class::isInstance)
                .extracting(MigrationEvent::step)
                .containsExactly(MigrationStep.values());
        assertThat(told)
                .filteredOn(MigrationEvent.StepFinished.class::isInstance)
                .extracting(MigrationEvent::step)
                .containsExactly(MigrationStep.values());
        assertThat(told).contains(new MigrationEvent.Progress(MigrationStep.STAGE, "database/meeshy", "users", 1, 2));
        assertThat(told)
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                MigrationEvent.Note.class,
                                note -> assertThat(note.text()).contains("validation 'production' holds")));
    }

    @Test
    void runWhenTheConsumerOfProgressFailsGoesOn() {
        MigrationReport report = environments
                .migration()
                .onProgress(event -> {
                    throw new IllegalStateException("the consumer's own affair");
                })
                .build()
                .run(environments.infra(), TwoEnvironments.CONSENT);

        assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
        environments.assertAtRest(Outcome.SUCCEEDED);
    }

    @ParameterizedTest
    @CsvSource({
        "redis acquire, PREFLIGHT",
        "database/meeshy acquire, PREFLIGHT",
        "database/meeshy backup, BACKUP",
        "database/meeshy stage, STAGE",
        "database/meeshy verify, VERIFY",
        "policy gateway no, STOP_WRITERS",
        "stop gateway, STOP_WRITERS",
        "policy worker no, STOP_WRITERS",
        "database/meeshy prove quiet, STOP_WRITERS",
    })
    void runWhenAnythingFailsBeforeTheSwapLeavesTheOldDataLive(String event, MigrationStep step) {
        timeline.failAt(event, new InfraException("no luck"));

        MigrationFailedException failure = fails();

        assertThat(failure)
                .hasMessageContaining("staging → production failed in the step '" + step.title() + "': no luck")
                .hasMessageContaining("it is undone: the old data was live all the time")
                .hasMessageContaining(environments.journal().toString())
                .hasRootCauseMessage("no luck");
        assertThat(failure.report().outcome()).isEqualTo(Outcome.UNDONE);
        assertThat(failure.report().failedStep()).hasValue(step);
        assertThat(failure.report().problems()).isEmpty();
        assertThat(timeline.events()).doesNotContain("database/meeshy park", "redis clear");
        environments.assertAtRest(Outcome.UNDONE);
        assertThat(environments.database().parked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "database/meeshy park, SWAP",
        "database/meeshy swap, SWAP",
        "redis clear, CLEAR_CACHES",
        "policy gateway unless-stopped, START_SERVICES",
        "restart frontend, START_SERVICES",
    })
    void runWhenAnythingFailsFromTheSwapOnMakesTheOldDataLiveAgain(String event, MigrationStep step) {
        timeline.failAt(event, new InfraException("no luck"));
        // only once: it is done again when it is undone
        timeline.doBefore("database/meeshy roll back", timeline::failNoMore);

        MigrationFailedException failure = fails();

        assertThat(failure).hasRootCauseMessage("no luck");
        assertThat(failure.report().failedStep()).hasValue(step);
        assertThat(failure.report().outcome()).isEqualTo(Outcome.ROLLED_BACK);
        environments.assertAtRest(Outcome.ROLLED_BACK);
    }

    @Test
    void runWhenTheValidationFailsUndoesInTheOppositeOrder() {
        environments.failValidation();

        MigrationFailedException failure = fails();

        assertThat(failure)
                .hasMessageContaining("failed in the step 'validate'")
                .hasMessageContaining("wrong number of users")
                .hasMessageContaining("rolled back: the old data is live again");
        assertThat(failure.report().outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(eventsFrom("restart frontend"))
                .containsExactly(
                        "restart frontend",
                        "policy gateway no",
                        "stop gateway",
                        "policy worker no",
                        "database/meeshy park new",
                        "database/meeshy roll back",
                        "redis clear again",
                        "policy gateway unless-stopped",
                        "start gateway",
                        "policy worker on-failure",
                        "restart frontend",
                        "database/meeshy discard staged",
                        "redis release",
                        "database/meeshy release");
        environments.assertAtRest(Outcome.ROLLED_BACK);
        assertThat(environments.database().parked())
                .as("the new data, to look at")
                .hasValue(FakeData.NEW);
    }

    @Test
    void runWhenAWriterDiesOfTheNewDataStartsItAgainOnTheOld() {
        environments.validateWithin(Duration.ofMillis(200));
        timeline.doBefore("restart frontend", () -> {
            environments.engine().crash("meeshy-gateway-1");
            environments.failValidation();
        });

        fails();

        environments.assertAtRest(Outcome.ROLLED_BACK);
    }

    @Test
    void runWhenTheRollBackFailsTooKeepsTheFirstErrorAndStartsNoWriter() {
        environments.failValidation();
        timeline.failAt("database/meeshy roll back", new InfraException("the database is gone"));

        MigrationFailedException failure = fails();

        assertThat(failure)
                .hasMessageContaining("failed in the step 'validate'")
                .hasMessageContaining("wrong number of users")
                .hasMessageContaining("could not undo the step 'swap': the database is gone")
                .hasMessageContaining("incomplete: run it again");
        assertThat(failure.getCause()).hasMessageContaining("wrong number of users");
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(suppressed -> assertThat(suppressed).hasMessage("the database is gone"));
        assertThat(failure.report().outcome()).isEqualTo(Outcome.INCOMPLETE);
        assertThat(environments.runs("gateway")).isFalse();
        assertThat(environments.database().heldBy())
                .as("nobody else may touch it")
                .isNotEmpty();

        timeline.failNoMore();
        MigrationReport resumed = environments.recorded().resume(environments.infra(), environments.production());

        assertThat(resumed.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(resumed.failure().orElse("")).contains("wrong number of users");
        environments.assertAtRest(Outcome.ROLLED_BACK);
    }

    @Test
    void resumeWhenItStillCannotBeUndoneSaysSo() {
        environments.failValidation();
        timeline.failAt("database/meeshy roll back", new InfraException("the database is gone"));
        fails();

        assertThatThrownBy(() -> environments.recorded().resume(environments.infra(), environments.production()))
                .isInstanceOfSatisfying(
                        MigrationFailedException.class,
                        e -> assertThat(e.report().outcome()).isEqualTo(Outcome.INCOMPLETE))
                .hasMessageContaining("could not undo the step 'swap': the database is gone");
        assertThat(environments.runs("gateway")).isFalse();
    }

    @Test
    void runWhenAWriterDoesNotStartOnTheOldDataSaysSoAndGivesTheOthersBack() {
        environments.failValidation();
        timeline.doBefore(
                "database/meeshy roll back",
                () -> timeline.failAt("start gateway", new InfraException("gateway has no memory")));

        MigrationFailedException failure = fails();

        assertThat(failure.report().outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(failure.report().problems()).containsExactly("could not start gateway: gateway has no memory");
        assertThat(environments.database().live()).isEqualTo(FakeData.OLD);
        assertThat(environments.policy("worker").maximumRetries()).isEqualTo(3);
        assertThat(environments.database().heldBy()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"database/meeshy compare", "redis release"})
    void runWhenWhatFollowsTheDecisionFailsKeepsTheNewData(String event) {
        timeline.failAt(event, new InfraException("no luck"));

        MigrationReport report = environments.run();

        assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(report.problems()).singleElement().asString().contains("no luck");
        assertThat(environments.database().live()).isEqualTo(FakeData.NEW);
    }

    @Test
    void runWhenTheTargetCouldNotBeGivenFreeIsNotInTheNextRunsWay() {
        timeline.failAt("redis release", new InfraException("no luck"));
        environments.run();
        timeline.failNoMore();

        assertThat(environments.run().outcome()).isEqualTo(Outcome.SUCCEEDED);

        environments.assertAtRest(Outcome.SUCCEEDED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"database/meeshy backup", "database/meeshy stage", "database/meeshy swap", "restart frontend"})
    void runWhenInterruptedUndoesWhatItDidAndKeepsTheFlag(String event) {
        timeline.doBefore(event, Thread.currentThread()::interrupt);

        MigrationFailedException failure = fails();

        assertThat(Thread.interrupted()).as("the flag").isTrue();
        assertThat(failure.report().problems()).isEmpty();
        environments.assertAtRest(failure.report().outcome());
    }

    @Test
    void runWhenTimeIsUpUndoesAndSaysHowToAllowMore() {
        assertThatThrownBy(() -> environments
                        .migration()
                        .within(Duration.ofNanos(1))
                        .build()
                        .run(environments.infra(), TwoEnvironments.CONSENT))
                .isInstanceOf(MigrationFailedException.class)
                .hasMessageContaining("within(…)");
        environments.assertAtRest(Outcome.UNDONE);
    }

    @Test
    void runWhenAnErrorIsThrownUndoesAsForAnyFailure() {
        timeline.doBefore("database/meeshy verify", () -> {
            throw new OutOfMemoryError("too large");
        });

        MigrationFailedException failure = fails();

        assertThat(failure).hasRootCauseInstanceOf(OutOfMemoryError.class);
        environments.assertAtRest(Outcome.UNDONE);
    }

    @Test
    void runWhenTheContainerOfAWriterIsGoneMeanwhileRollsBackAndSaysWhich() {
        timeline.doBefore("database/meeshy swap", () -> environments.engine().remove("meeshy-gateway-1"));

        MigrationFailedException failure = fails();

        assertThat(failure).hasMessageContaining("no container of a service 'gateway'");
        assertThat(failure.report().outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(failure.report().problems()).singleElement().asString().contains("find the container of gateway");
        assertThat(environments.database().live()).isEqualTo(FakeData.OLD);
    }

    @Test
    void runWhenSomebodyStartsAWriterBeforeTheSwapStopsItAgain() {
        environments
                .migration()
                .onProgress(event -> {
                    if (event instanceof MigrationEvent.StepFinished finished
                            && finished.step() == MigrationStep.STOP_WRITERS) {
                        environments.engine().start("meeshy-gateway-1");
                    }
                })
                .build()
                .run(environments.infra(), TwoEnvironments.CONSENT);

        assertThat(timeline.events().stream().filter("stop gateway"::equals)).hasSize(2);
        environments.assertAtRest(Outcome.SUCCEEDED);
    }

    @Test
    void runWithoutConsentForThisTargetTouchesNothing() {
        Migration migration = environments.migration().build();
        for (Consent consent : List.of(Consent.toReplaceDataOf("staging"), Consent.toDestroyDataOf("production"))) {
            assertThatThrownBy(() -> migration.run(environments.infra(), consent))
                    .isInstanceOf(InfraException.class)
                    .hasMessageContaining("refused to replace the data of the environment 'production'");
        }
        assertThat(timeline.events()).isEmpty();
        assertThat(environments.journals()).isEmpty();
    }

    @Test
    void runWhenAStoreRefusesTouchesNothingAndMakesNoJournal() {
        environments.database().refuse("it is sharded", "it is encrypted");

        assertThatThrownBy(environments::run)
                .isInstanceOfSatisfying(
                        MigrationRefusedException.class,
                        e -> assertThat(e.plan().refusals()).hasSize(2))
                .hasMessage("the migration staging → production was refused, and nothing was touched:"
                        + " database/meeshy: it is sharded; database/meeshy: it is encrypted");
        environments.assertUntouched();
        assertThat(environments.journals()).isEmpty();
    }

    @Test
    void runWhenAnotherRunHoldsTheTargetIsUndoneAndLeavesItHeld() {
        environments.database().acquire("another");

        MigrationFailedException failure = fails();

        assertThat(failure).hasMessageContaining("held by the run another");
        assertThat(environments.database().heldBy()).isEqualTo("another");
        assertThat(environments.cache().heldBy()).isEmpty();
    }

    @Test
    void runWhenAStoreCannotBeOpenedLetsOthersWorkOnTheRun() {
        timeline.doBefore(
                "database/meeshy plan",
                () -> timeline.failAt("database/meeshy open", new InfraException("no route to it")));
        assertThatThrownBy(environments::run).isInstanceOf(InfraException.class).hasMessage("no route to it");
        timeline.failNoMore();

        assertThat(environments.run().outcome()).isEqualTo(Outcome.SUCCEEDED);
        environments.assertAtRest(Outcome.SUCCEEDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {TwoEnvironments.SECRET, TwoEnvironments.STAGING_SECRET})
    void runWhenALibraryPutsASecretIntoItsMessageHidesIt(String secret) {
        var told = new ArrayList<MigrationEvent>();
        timeline.failAt("database/meeshy stage", new IllegalStateException("mongodb://root:" + secret + "@host"));

        MigrationFailedException failure = Objects.requireNonNull(catchThrowableOfType(
                MigrationFailedException.class,
                () -> environments
                        .migration()
                        .onProgress(told::add)
                        .build()
                        .run(environments.infra(), TwoEnvironments.CONSENT)));

        assertThat(failure.getMessage()).contains("<hidden>").doesNotContain(secret);
        MigrationReport report = failure.report();
        assertThat(report + report.toMarkdown() + report.toJson() + told).doesNotContain(secret);
        assertThat(environments.journal().resolve("journal")).content().doesNotContain(secret);
        var printed = new StringWriter();
        failure.printStackTrace(new PrintWriter(printed));
        assertThat(printed.toString()).contains("<hidden>").doesNotContain(secret);
    }

    @Test
    void runWhenAValidationSaysASecretHidesIt() {
        var told = new ArrayList<MigrationEvent>();
        Migration migration = environments
                .migration()
                .onProgress(told::add)
                .validate(Validation.named("production")
                        .check("script", deadline -> CheckResult.fails("cannot log in with " + TwoEnvironments.SECRET))
                        .within(Duration.ofMillis(1)))
                .build();

        MigrationFailedException failure = Objects.requireNonNull(catchThrowableOfType(
                MigrationFailedException.class, () -> migration.run(environments.infra(), TwoEnvironments.CONSENT)));

        var printed = new StringWriter();
        failure.printStackTrace(new PrintWriter(printed));
        assertThat(told.toString()).contains("cannot log in with <hidden>");
        assertThat(printed + told.toString() + failure.report()).doesNotContain(TwoEnvironments.SECRET);
        environments.assertAtRest(Outcome.ROLLED_BACK);
    }
}
