package me.meeshy.infra.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.mongo.MongoStore;
import me.meeshy.infra.mongo.MongodContainer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testcontainers.containers.GenericContainer;

/**
 * A migration that is interrupted, that runs out of time, whose server goes away, or beside which another one is begun: it
 * ends with a typed error, production is wholly old or wholly new, and the same migration once more ends it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrationInterruptedIT {

    private static final Duration PROMPTLY = Duration.ofSeconds(30);

    private Servers staging;
    private Servers production;
    private RealMigration real;

    @TempDir
    private Path folder;

    @BeforeAll
    void startServers() {
        staging = Servers.start(false);
        production = Servers.start(true, MigrationInterruptedIT::onOnePort);
    }

    /** Started again, a server is to be found where it was. */
    private static void onOnePort(GenericContainer<?> container) {
        try (var free = new ServerSocket(0)) {
            var binding =
                    new PortBinding(Ports.Binding.bindPort(free.getLocalPort()), ExposedPort.tcp(MongodContainer.PORT));
            container.withCreateContainerCmdModifier(
                    command -> Objects.requireNonNull(command.getHostConfig()).withPortBindings(binding));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    void stopServers() {
        if (staging != null) {
            staging.close();
        }
        if (production != null) {
            production.close();
        }
    }

    @BeforeEach
    void fill() {
        real = new RealMigration(staging, production, folder);
    }

    private MigrationFailedException fails(Migration migration) {
        long began = System.nanoTime();
        MigrationFailedException failure = catchThrowableOfType(
                MigrationFailedException.class, () -> migration.run(real.sides(), RealMigration.CONSENT));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PROMPTLY);
        return Objects.requireNonNull(failure, "it did not fail");
    }

    /** Nothing staged or claimed is left, the old data is live in whole, and the writer runs on it. */
    private void assertOldAndAtRest(MigrationFailedException failure) {
        assertThat(failure.report().outcome()).isIn(Outcome.UNDONE, Outcome.ROLLED_BACK);
        assertThat(real.live()).isEqualTo(real.old());
        assertThat(real.all().keySet())
                .noneMatch(name -> name.matches("__mi\\.[a-z0-9]+\\.\\d+.*") || name.startsWith("__mi.claim"));
        assertThat(real.sides().gateway()).isEqualTo("running true, restart ALWAYS");
    }

    private void assertASecondRunSucceeds() {
        assertThat(real.run().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(real.live()).isEqualTo(real.fresh());
    }

    @ParameterizedTest
    @EnumSource(
            value = MigrationStep.class,
            names = {"BACKUP", "STAGE", "VERIFY", "SWAP", "START_SERVICES"})
    void runWhenItsThreadIsInterruptedIsUndoneAndLeavesTheFlag(MigrationStep step) {
        Migration migration =
                real.whenBegins(step, () -> Thread.currentThread().interrupt()).build();

        MigrationFailedException failure = fails(migration);

        assertThat(Thread.interrupted()).as("the flag").isTrue();
        assertThat(failure.report().failedStep()).isPresent();
        assertOldAndAtRest(failure);
        assertASecondRunSucceeds();
    }

    @ParameterizedTest
    @EnumSource(
            value = MigrationStep.class,
            names = {"BACKUP", "STAGE", "VERIFY", "SWAP"})
    void runWhenItsTimeIsUpIsUndoneAndSaysSo(MigrationStep step) {
        var later = new AtomicLong();
        Migration migration = real.whenBegins(
                        step, () -> later.set(Duration.ofHours(2).toNanos()))
                .within(Duration.ofHours(1))
                .nanoTime(() -> System.nanoTime() + later.get())
                .build();

        MigrationFailedException failure = fails(migration);

        assertThat(failure).hasMessageContaining("did not end within");
        assertOldAndAtRest(failure);
        assertThat(real.run().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @ParameterizedTest
    @EnumSource(
            value = MigrationStep.class,
            names = {"STAGE", "VERIFY"})
    void runWhenTheServerIsKilledAndComesBackLosesNothing(MigrationStep step) {
        var killed = new AtomicBoolean();
        Migration migration = real.whenBegins(step, () -> {
                    production.kill();
                    production.startAgain();
                    killed.set(true);
                })
                .build();

        MigrationReport report;
        try {
            // what begins after the server is back may well succeed
            report = migration.run(real.sides(), RealMigration.CONSENT);
        } catch (MigrationFailedException e) {
            report = e.report();
        }
        assertThat(killed).isTrue();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> !real.all().isEmpty());

        assertThat(real.live()).isEqualTo(report.outcome() == Outcome.SUCCEEDED ? real.fresh() : real.old());
        assertASecondRunSucceeds();
        assertThat(real.all().values())
                .contains(real.old().get("users"), real.old().get("AuditLog"));
    }

    @Test
    void runWhenTheSameMigrationRunsIsRefusedAndNamesIt() {
        var refused = new AtomicReference<Throwable>();
        Migration first = real.whenBegins(MigrationStep.STAGE, () -> refused.set(catchThrowable(real::run)))
                .build();

        MigrationReport report = first.run(real.sides(), RealMigration.CONSENT);

        assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(refused.get())
                .isInstanceOf(InfraException.class)
                .hasMessageContaining(report.journalDirectory().toString())
                .hasMessageContaining("is being worked on by a living process");
        assertThat(real.live()).isEqualTo(real.fresh());
    }

    /** As from another machine, which sees neither the journal nor its lock. */
    @Test
    void runWhenAnotherOperatorsMigrationRunsIsRefusedAndNamesIt() {
        var refused = new AtomicReference<Throwable>();
        Migration elsewhere = Migration.from(DatabaseSides.STAGING)
                .to(DatabaseSides.PRODUCTION)
                .store(MongoStore.of("database", Chat.DATABASE))
                .backupTo(folder.resolve("elsewhere"))
                .stopWriters("gateway")
                .build();
        Migration first = real.whenBegins(
                        MigrationStep.STAGE,
                        () -> refused.set(catchThrowable(() -> elsewhere.run(real.sides(), RealMigration.CONSENT))))
                .build();

        MigrationReport report = first.run(real.sides(), RealMigration.CONSENT);

        assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(refused.get())
                .isInstanceOf(MigrationRefusedException.class)
                .hasMessageContaining("the target is held by")
                .hasMessageContaining("run " + report.run());
        assertThat(real.live()).isEqualTo(real.fresh());
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void runWhenTheBackupsFolderIsAFileIsRefusedAndTouchesNothing() {
        Migration migration = Migration.from(DatabaseSides.STAGING)
                .to(DatabaseSides.PRODUCTION)
                .store(MongoStore.of("database", Chat.DATABASE))
                .backupTo(folder.resolve("gateway").resolve("backups"))
                .stopWriters("gateway")
                .build();

        assertThatThrownBy(() -> migration.run(real.sides(), RealMigration.CONSENT))
                .isInstanceOf(MigrationRefusedException.class)
                .hasMessageContaining("the folder for backups")
                .hasMessageContaining("is no folder");
        assertThat(real.all()).isEqualTo(real.old());
    }
}
