package me.meeshy.infra.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.Consent;
import me.meeshy.infra.internal.Json;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class MigrationReportTest {

    private static final StoreReport DATABASE = new StoreReport(
            "database/meeshy",
            List.of(
                    new StoreReport.Item("User", StorePlan.Action.REPLACE, 1207, 1_500_000, "8f3a"),
                    new StoreReport.Item("a|b", StorePlan.Action.PARK, 3, 0, "")),
            Optional.of(Path.of("backups", "old.tar.gz")),
            List.of(new StoreReport.LateWrites("User", 1, 2, 3, true, List.of("added late-key"))),
            List.of(new StoreReport.LateWrites("Message", 4, 0, 0, false, List.of())),
            Optional.of("__mi.r1.*"),
            List.of("the copy was a snapshot"));

    private static MigrationReport report(Outcome outcome, boolean discarded) {
        boolean failed = outcome != Outcome.SUCCEEDED;
        return new MigrationReport(
                new MigrationReport.Facts(
                        "r1",
                        "staging",
                        "production",
                        outcome,
                        failed ? Optional.of(MigrationStep.VALIDATE) : Optional.empty(),
                        failed ? Optional.of("wrong number of users") : Optional.empty(),
                        List.of(DATABASE, StoreReport.of("redis", List.of(), List.of())),
                        List.of("volume gateway_uploads (gateway at /uploads)"),
                        List.of("could not start gateway: no memory"),
                        failed,
                        discarded,
                        Instant.parse("2026-11-24T06:43:49Z"),
                        Duration.ofSeconds(83),
                        Path.of("backups", "migration-1")),
                new MigrationReport.Later() {
                    @Override
                    public MigrationReport rollback(Consent consent) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public MigrationReport discardOldData(Consent consent) {
                        throw new UnsupportedOperationException();
                    }
                });
    }

    @Test
    void toStringSaysAllThatMatters() {
        assertThat(report(Outcome.SUCCEEDED, false)).hasToString("""
                        Migration staging → production (r1) succeeded: the new data is live, the old data is parked, after 83 s

                        database/meeshy
                          name            entries   bytes  content hash
                          User  replaced    1,207  1.5 MB  8f3a
                          a|b   parked          3

                        redis

                        Written to the old data after its backup (it is parked, not in the new data)
                          database/meeshy User: 1 added, 2 changed, 3 removed: added late-key

                        Written to the new data before it was rolled back (it is parked)
                          database/meeshy Message: at least 4 added, 0 changed, 0 removed

                        Kept
                          database/meeshy: backup backups/old.tar.gz
                          database/meeshy: parked: __mi.r1.*
                          database/meeshy: the copy was a snapshot

                        Not moved
                          volume gateway_uploads (gateway at /uploads)

                        To look after
                          could not start gateway: no memory
                        """);
    }

    @Test
    void toStringWhenItFailedSaysWhyAndThatItWasResumed() {
        assertThat(report(Outcome.ROLLED_BACK, true).toString())
                .startsWith("Migration staging → production (r1) rolled back: the old data is live again, after 83 s;"
                        + " it was resumed\nWhy: wrong number of users\n")
                .contains("what was parked is destroyed")
                .doesNotContain("parked: __mi");
    }

    @Test
    void toMarkdownSaysAllThatMattersAndEscapesItsTables() {
        assertThat(report(Outcome.ROLLED_BACK, false).toMarkdown())
                .startsWith("## Migration staging → production (r1) rolled back")
                .contains(
                        "\nWhy: wrong number of users\n",
                        """
                        ### database/meeshy

                        | name |  | entries | bytes | content hash |
                        |---|---|---:|---:|---|
                        | User | replaced | 1,207 | 1.5 MB | 8f3a |
                        | a\\|b | parked | 3 |  |  |
                        """,
                        "### Written to the old data after its backup",
                        "- database/meeshy: backup backups/old.tar.gz",
                        "### To look after\n- could not start gateway: no memory");
    }

    @Test
    void toJsonHoldsTheSameForPrograms() {
        Object json = Json.parse(report(Outcome.ROLLED_BACK, false).toJson());

        assertThat(json)
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("run", "r1")
                .containsEntry("source", "staging")
                .containsEntry("target", "production")
                .containsEntry("outcome", "ROLLED_BACK")
                .containsEntry("failedStep", "VALIDATE")
                .containsEntry("failure", "wrong number of users")
                .containsEntry("began", "2026-11-24T06:43:49Z")
                .containsEntry("resumed", true)
                .containsEntry("journal", "backups/migration-1")
                .containsEntry("problems", List.of("could not start gateway: no memory"))
                .containsEntry("notMoved", List.of("volume gateway_uploads (gateway at /uploads)"))
                .hasEntrySatisfying("tookMillis", took -> assertThat(took).hasToString("83000"))
                .hasEntrySatisfying(
                        "stores",
                        stores -> assertThat(stores)
                                .asInstanceOf(InstanceOfAssertFactories.LIST)
                                .first()
                                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                                .containsEntry("store", "database/meeshy")
                                .containsEntry("backup", "backups/old.tar.gz")
                                .containsEntry("parked", "__mi.r1.*")
                                .containsEntry(
                                        "lateWrites",
                                        List.of("database/meeshy User: 1 added, 2 changed, 3 removed: added late-key"))
                                .hasEntrySatisfying(
                                        "items",
                                        items -> assertThat(items)
                                                .asInstanceOf(InstanceOfAssertFactories.LIST)
                                                .first()
                                                .isInstanceOf(Map.class)
                                                .asString()
                                                .contains("name=User", "action=REPLACE", "count=1207", "hash=8f3a")));
    }

    @Test
    void accessorsGiveWhatTheRunFound() {
        MigrationReport report = report(Outcome.SUCCEEDED, false);

        assertThat(report.stores()).first().isEqualTo(DATABASE);
        assertThat(report.notMoved()).hasSize(1);
        assertThat(report.began()).isEqualTo("2026-11-24T06:43:49Z");
        assertThat(report.took()).isEqualTo(Duration.ofSeconds(83));
        assertThat(report.source()).isEqualTo("staging");
    }

    @Test
    void everyStepSaysWhatItGuarantees() {
        assertThat(MigrationStep.values())
                .extracting(MigrationStep::guarantee)
                .doesNotHaveDuplicates()
                .allSatisfy(guarantee -> assertThat(guarantee).isNotBlank());
    }
}
