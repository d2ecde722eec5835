package me.meeshy.infra.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import me.meeshy.infra.Consent;
import me.meeshy.infra.model.InfraException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with a migration that ended: it is rolled back, and what it parked is destroyed. */
class MigrationLaterTest {

    @TempDir
    private Path temporary;

    private TwoEnvironments environments;
    private MigrationReport report;

    @BeforeEach
    void migrate() {
        environments = new TwoEnvironments(temporary);
        report = environments.run();
        environments.timeline().forget();
    }

    private MigrationReport rollback() {
        return Migration.recorded(report.journalDirectory())
                .rollback(environments.infra(), environments.production(), TwoEnvironments.CONSENT);
    }

    private MigrationReport discard() {
        return Migration.recorded(report.journalDirectory())
                .discardOldData(environments.infra(), environments.production(), TwoEnvironments.DESTROY);
    }

    @Test
    void rollbackMakesTheOldDataLiveAgainWithTheWritersStopped() {
        MigrationReport rolledBack = report.rollback(TwoEnvironments.CONSENT);

        assertThat(rolledBack.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(rolledBack.run()).isEqualTo(report.run());
        assertThat(rolledBack.failure()).hasValue("it was rolled back on request");
        assertThat(environments.timeline().events())
                .containsSubsequence(
                        "redis acquire",
                        "database/meeshy acquire",
                        "policy gateway no",
                        "stop gateway",
                        "database/meeshy prove quiet",
                        "database/meeshy roll back",
                        "redis clear again",
                        "policy gateway unless-stopped",
                        "start gateway",
                        "restart frontend",
                        "database/meeshy release");
        environments.assertAtRest(Outcome.ROLLED_BACK);
        assertThat(environments.database().parked()).hasValue(FakeData.NEW);
    }

    @Test
    void rollbackFromTheJournalDoesTheSame() {
        assertThat(Migration.recorded(report.journalDirectory()).outcome()).hasValue(Outcome.SUCCEEDED);

        var told = new ArrayList<MigrationEvent>();
        MigrationReport rolledBack = Migration.recorded(report.journalDirectory())
                .onProgress(told::add)
                .within(Duration.ofMinutes(1))
                .rollback(environments.infra(), environments.production(), TwoEnvironments.CONSENT);

        assertThat(rolledBack.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(told).hasAtLeastOneElementOfType(MigrationEvent.StepUndone.class);
        environments.assertAtRest(Outcome.ROLLED_BACK);
        assertThat(Migration.recorded(report.journalDirectory()).outcome()).hasValue(Outcome.ROLLED_BACK);
    }

    @Test
    void rollbackWithoutConsentForThisTargetTouchesNothing() {
        for (Consent consent : List.of(Consent.toReplaceDataOf("staging"), TwoEnvironments.DESTROY)) {
            assertThatThrownBy(() -> report.rollback(consent))
                    .isInstanceOf(InfraException.class)
                    .hasMessageContaining("refused to replace the data of the environment 'production'");
        }
        assertThat(environments.timeline().events()).isEmpty();
    }

    @Test
    void rollbackTwiceRefusesTheSecondTime() {
        rollback();

        assertThatThrownBy(this::rollback)
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("cannot roll back")
                .hasMessageContaining("rolled back: the old data is live again");
        environments.assertAtRest(Outcome.ROLLED_BACK);
    }

    @Test
    void rollbackWhenTheOldDataIsDiscardedRefuses() {
        discard();

        assertThatThrownBy(this::rollback)
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("its old data is discarded; restore the backup instead");
        environments.assertAtRest(Outcome.SUCCEEDED);
    }

    @Test
    void rollbackWhenTheStoreCannotBringTheOldDataBackStopsNobodyAndIsNotStuck() {
        environments
                .timeline()
                .failAt("database/meeshy require roll back", new InfraException("a later run replaced the data"));

        assertThatThrownBy(this::rollback)
                .isInstanceOf(InfraException.class)
                .isNotInstanceOf(MigrationFailedException.class)
                .hasMessage("a later run replaced the data");

        assertThat(environments.timeline().events()).doesNotContain("stop gateway", "database/meeshy roll back");
        environments.assertAtRest(Outcome.SUCCEEDED);
        assertThat(Migration.recorded(report.journalDirectory()).outcome()).hasValue(Outcome.SUCCEEDED);
        environments.timeline().failNoMore();
        assertThat(rollback().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    }

    @Test
    void rollbackWhenSomebodyElseWritesKeepsTheNewDataAndStartsTheWritersAgain() {
        environments.timeline().failAt("database/meeshy prove quiet", new InfraException("mongosh writes"));

        assertThatThrownBy(this::rollback).isInstanceOf(InfraException.class).hasMessage("mongosh writes");

        environments.assertAtRest(Outcome.SUCCEEDED);
        environments.timeline().failNoMore();
        assertThat(rollback().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    }

    @Test
    void rollbackWhenAnotherRunHoldsTheTargetLeavesItAlone() {
        environments.database().acquire("another");

        assertThatThrownBy(this::rollback).isInstanceOf(InfraException.class).hasMessage("held by the run another");

        assertThat(environments.database().heldBy()).isEqualTo("another");
        assertThat(environments.cache().heldBy()).isEmpty();
        assertThat(environments.timeline().events()).doesNotContain("stop gateway");
    }

    @Test
    void rollbackWhenItFailsHalfwayIsEndedByResume() {
        environments.timeline().failAt("database/meeshy roll back", new InfraException("the database is gone"));
        assertThatThrownBy(this::rollback)
                .isInstanceOf(MigrationFailedException.class)
                .hasMessageContaining("the database is gone");
        assertThat(environments.runs("gateway")).isFalse();
        environments.timeline().failNoMore();

        MigrationReport ended = environments.recorded().resume(environments.infra(), environments.production());

        assertThat(ended.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        environments.assertAtRest(Outcome.ROLLED_BACK);
    }

    @Test
    void discardOldDataDestroysWhatIsParkedAndNothingElse() {
        MigrationReport discarded = report.discardOldData(TwoEnvironments.DESTROY);

        assertThat(discarded.parkedDiscarded()).isTrue();
        assertThat(report.parkedDiscarded()).isFalse();
        assertThat(discarded.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(environments.database().parked()).isEmpty();
        assertThat(environments.timeline().events())
                .containsOnlyOnce("database/meeshy discard parked")
                .doesNotContain("redis discard parked", "stop gateway");
        environments.assertAtRest(Outcome.SUCCEEDED);
    }

    @Test
    void discardOldDataAfterARollbackDestroysTheNewData() {
        rollback();
        assertThat(discard().outcome()).isEqualTo(Outcome.ROLLED_BACK);

        assertThat(environments.database().live()).isEqualTo(FakeData.OLD);
        assertThat(environments.database().parked()).isEmpty();
    }

    @Test
    void discardOldDataWithoutConsentToDestroyTouchesNothing() {
        for (Consent consent : List.of(Consent.toDestroyDataOf("staging"), TwoEnvironments.CONSENT)) {
            assertThatThrownBy(() -> report.discardOldData(consent))
                    .isInstanceOf(InfraException.class)
                    .hasMessageContaining("refused to destroy data of the environment 'production'");
        }
        assertThat(environments.timeline().events()).isEmpty();
        assertThat(environments.database().parked()).hasValue(FakeData.OLD);
    }

    @Test
    void discardOldDataWhenItFailsGivesTheTargetFree() {
        environments.timeline().failAt("database/meeshy discard parked", new InfraException("it is live"));

        assertThatThrownBy(this::discard).isInstanceOf(InfraException.class).hasMessage("it is live");

        environments.assertAtRest(Outcome.SUCCEEDED);
    }

    @Test
    void discardOldDataWhenTheMigrationHasNotEndedRefuses() {
        environments.failValidation();
        environments.timeline().failAt("database/meeshy roll back", new InfraException("the database is gone"));
        assertThatThrownBy(this::rollback).isInstanceOf(MigrationFailedException.class);

        assertThatThrownBy(this::discard)
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("it has not ended; resume it first");
        assertThatThrownBy(this::rollback)
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("has not ended; resume it first");
        assertThat(environments.timeline().events()).doesNotContain("database/meeshy discard parked");
    }

    @Test
    void rollbackAfterAnotherMigrationBeganIsUpToTheStoreToRefuse() {
        environments
                .timeline()
                .failAt("database/meeshy park new", new InfraException("a later run replaced what this one made live"));

        assertThatThrownBy(this::rollback)
                .isInstanceOf(MigrationFailedException.class)
                .hasMessageContaining("a later run replaced what this one made live");
        assertThat(environments.database().live()).isEqualTo(FakeData.NEW);
    }
}
