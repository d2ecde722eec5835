package me.meeshy.infra.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import me.meeshy.infra.Environment;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationPlanTest {

    @TempDir
    private Path temporary;

    private TwoEnvironments environments;

    @BeforeEach
    void start() {
        environments = new TwoEnvironments(temporary);
    }

    private MigrationPlan plan() {
        return environments.migration().build().plan(environments.infra());
    }

    private Migration.Builder bare() {
        return Migration.from(environments.staging()).to(environments.production());
    }

    private static FakeStore store(String service, String name) {
        return new FakeStore("none", service, name, false);
    }

    @Test
    void planReadsOnly() {
        plan();

        environments.assertUntouched();
        assertThat(environments.backups()).doesNotExist();
    }

    @Test
    void notMovedNamesAVolumeOnceWithAllWhoUseItAndLeavesOutWhatAStoreMoves() {
        Environment source = Environment.of(
                "staging",
                Stack.builder("meeshy-staging")
                        .service(Service.builder("database", "mongo:8.0")
                                .volume("database_data", "/data/db")
                                .build())
                        .service(Service.builder("keeper", "keeper")
                                .volume("database_data", "/watched")
                                .volume("gateway_uploads", "/kept")
                                .build())
                        .service(Service.builder("gateway", "gateway")
                                .volume("gateway_uploads", "/uploads")
                                .build())
                        .build());

        assertThat(Planning.notMoved(source, List.of(store("database", "database/meeshy"))))
                .containsExactly("volume gateway_uploads (keeper at /kept, gateway at /uploads)");
    }

    @Test
    void planWhenBackupAndCopyTogetherDoNotFitOnTheDiskThatTheyShareRefuses() throws IOException {
        FileStore here = Files.getFileStore(temporary);
        long almostAll = here.getUsableSpace() - 500_000_000;
        environments.database().backupBytes(almostAll / 2);
        environments
                .database()
                .disk(new StorePlan.Disk(almostAll / 2 + 1_000_000_000, here.getUsableSpace(), here.getTotalSpace()));

        assertThat(plan().refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal)
                        .startsWith("the backup may need ")
                        .contains("and the copy beside the live data")
                        .contains("name a folder on another disk"));
        environments.assertUntouched();
    }

    @Test
    void planWhenBackupAndCopyAreOnDifferentDisksCountsEachByItself() throws IOException {
        FileStore here = Files.getFileStore(temporary);
        long almostAll = here.getUsableSpace() - 500_000_000;
        environments.database().backupBytes(almostAll / 2);
        environments
                .database()
                .disk(new StorePlan.Disk(almostAll, here.getUsableSpace(), here.getTotalSpace() + 4_096));

        assertThat(plan().refusals()).isEmpty();
    }

    @Test
    void planSaysWhatWouldHappen() {
        MigrationPlan plan = plan();

        assertThat(plan.ok()).isTrue();
        assertThat(plan.entries()).isEqualTo(1207);
        assertThat(plan.backupBytes()).hasValue(2_000);
        assertThat(plan.notMoved()).containsExactly("volume gateway_uploads (gateway at /uploads)");
        assertThat(plan).hasToString("""
                        Migration staging → production

                        redis: fake 1 → fake 2
                          name   becomes   from  in target now   bytes
                          users  cleared  1,207            207  1.5 kB  from users

                        database/meeshy: fake 1 → fake 2
                          name   becomes    from  in target now   bytes
                          users  replaced  1,207            207  1.5 kB  from users

                        Steps
                          back up production to %s, and read the backup back
                          copy beside the live data, and verify the copy
                          stop gateway, worker
                          make the copy live and park the old data; clear what is derived from it
                          start what was stopped; restart frontend
                          run the validation 'production', and roll back if it fails

                        Not moved
                          volume gateway_uploads (gateway at /uploads)
                        """.formatted(environments.backups()));
    }

    @Test
    void toMarkdownSaysTheSameWithTablesAndLists() {
        environments.database().warn("the copy is not a snapshot");
        environments.database().refuse("it is sharded");

        assertThat(plan().toMarkdown())
                .contains(
                        "## Migration staging → production",
                        "### database/meeshy\nfake 1 → fake 2\n\n| name | becomes | from | in target now | bytes |  |\n"
                                + "|---|---|---:|---:|---:|---|\n| users | replaced | 1,207 | 207 | 1.5 kB | from users |",
                        "1. stop gateway, worker\n",
                        "### Not moved\n- volume gateway_uploads",
                        "### Mind\n- database/meeshy: the copy is not a snapshot",
                        "### Refused\n- database/meeshy: it is sharded");
    }

    @Test
    void planWhenAStoreCannotBeReachedRefusesWithItsWords() {
        environments.timeline().failAt("database/meeshy open", new InfraException("database does not run; start it"));

        MigrationPlan plan = plan();

        assertThat(plan.ok()).isFalse();
        assertThat(plan.refusals()).containsExactly("database/meeshy: database does not run; start it");
        assertThat(plan.toString()).contains("Refused\n  database/meeshy: database does not run; start it");
        assertThatThrownBy(plan::orThrow).isInstanceOf(MigrationRefusedException.class);
    }

    @Test
    void planWhenAServiceHasNoContainerRefuses() {
        environments.engine().remove("meeshy-gateway-1");
        environments.engine().remove("meeshy-frontend-1");

        assertThat(plan().refusals())
                .satisfiesExactly(
                        writer -> assertThat(writer)
                                .isEqualTo("the service 'gateway' has no container in production, which has"
                                        + " [database, redis, worker]"),
                        restarted -> assertThat(restarted).contains("'frontend'"));
    }

    @Test
    void planWhenNoWriterAndNoValidationIsDeclaredSaysWhatThatMeans() {
        var planning = new Planning(
                environments.infra().attach(environments.staging()),
                environments.infra().attach(environments.production()),
                false,
                new Events(event -> {}));

        MigrationPlan plan =
                planning.plan(List.of(), List.of(), List.of(), Optional.empty(), temporary, Duration.ofMinutes(1));

        assertThat(plan.warnings()).singleElement().asString().contains("no writer is declared");
        assertThat(plan.toString())
                .contains("stop no writer: none is declared", "no validation is declared: the new data is kept");
    }

    @Test
    void planWhenTheBackupDoesNotFitRefuses() {
        environments.database().backupBytes(Long.MAX_VALUE / 2);

        assertThat(plan().refusals())
                .singleElement()
                .asString()
                .contains("the backup may need", "left; make room, or name another folder");
    }

    @Test
    void planWhenTheSizeOfTheBackupIsNotKnownWarns() {
        environments.database().backupBytes(-1);

        MigrationPlan plan = plan();

        assertThat(plan.ok()).isTrue();
        assertThat(plan.backupBytes()).isEmpty();
        assertThat(plan.warnings()).singleElement().asString().contains("cannot tell how much room the backup needs");
    }

    @Test
    void planWhenTheFolderForBackupsIsAFileRefuses() throws IOException {
        Files.writeString(environments.backups(), "a file");

        assertThat(plan().refusals()).singleElement().asString().contains("cannot be written to", "is no folder");
    }

    @Test
    void toWhenSourceAndTargetAreTheSameRefuses() {
        Migration.From from = Migration.from(environments.staging());

        assertThatThrownBy(() -> from.to(environments.staging()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("they have the same name or the same project");
        assertThatThrownBy(() -> from.to(environments.staging().named("production")))
                .as("another name for the same containers")
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> from.to(environments.production().named("staging")))
                .as("consent to either would be consent to the other")
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void buildWhenTheCombinationMakesNoSenseSaysWhy() {
        FakeStore database = store("database", "database/meeshy");
        assertThatThrownBy(() -> bare().backupTo(temporary).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("needs a store");
        assertThatThrownBy(() -> bare().store(database).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("backupTo(…)");
        assertThatThrownBy(() -> bare().store(database)
                        .store(store("redis", "database/meeshy"))
                        .backupTo(temporary)
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two stores have the same name");
        assertThatThrownBy(() -> bare().store(database)
                        .backupTo(temporary)
                        .stopWriters("gate")
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no service 'gate'; it has [database, redis, gateway, worker, frontend]");
        assertThatThrownBy(() -> bare().store(database)
                        .backupTo(temporary)
                        .restart("database")
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'database' holds data that is to be moved");
        assertThatThrownBy(() -> bare().within(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bare().serviceDeadline(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("serviceDeadline must be more than zero");
    }

    @Test
    void toStringNamesBothSidesAndTheStores() {
        assertThat(environments
                        .migration()
                        .serviceDeadline(Duration.ofSeconds(5))
                        .build())
                .hasToString("Migration[staging → production, [redis, database/meeshy]]");
    }
}
