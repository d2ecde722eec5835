package me.meeshy.infra.examples;

import java.nio.file.Path;
import java.time.Duration;
import me.meeshy.infra.Consent;
import me.meeshy.infra.Environment;
import me.meeshy.infra.Infra;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.Volumes;
import me.meeshy.infra.check.Validation;
import me.meeshy.infra.check.ValidationReport;
import me.meeshy.infra.examples.data.Dataset;
import me.meeshy.infra.examples.data.MeeshyData;
import me.meeshy.infra.examples.progress.Display;
import me.meeshy.infra.migration.Migration;
import me.meeshy.infra.migration.MigrationReport;
import me.meeshy.infra.mongo.MongoStore;
import me.meeshy.infra.plan.Plan;
import me.meeshy.infra.redis.RedisStore;

/**
 * The main job, its steps in their order: both environments up, staging validated, its data migrated to production (which is backed up before
 * and validated after), staging thrown away.
 */
final class MainJob {

    private static final Duration DOWN_WITHIN = Duration.ofMinutes(2);

    private final Infra infra;
    private final MeeshyDirectories directories;
    private final MeeshyEnvironments environments;
    private final Display display;
    private final boolean standIn;

    /**
     * Makes the secrets that are missing, and loads both environments.
     *
     * @param infra where they run
     * @param directories where their files are
     * @param display is shown each step
     * @param standIn whether MongoDB is an in-process stand-in, which takes plain data only
     */
    MainJob(Infra infra, MeeshyDirectories directories, Display display, boolean standIn) {
        this.infra = infra;
        this.directories = directories;
        this.display = display;
        this.standIn = standIn;
        directories.requirePresent().generateSecrets();
        this.environments = MeeshyEnvironments.in(directories);
    }

    /** Does the whole job; production runs on afterwards, staging is gone. */
    MigrationReport run() {
        Prepared prepared = prepare();
        Environment staging = environments.staging();
        validate(MeeshyChecks.of(prepared.staging(), certificate(prepared.staging(), directories.staging())));
        MigrationReport report = migrate(prepared.production());
        display.print(prepared.production().status().toString());
        try (MeeshyDatabase database = MeeshyDatabase.of(prepared.production())) {
            // what staging has, and what production keeps of its own
            display.print("production holds " + database.content() + "; " + MeeshyData.KEPT + " was kept");
        }
        clear(staging, directories.staging());
        return report;
    }

    /** Brings both environments up, each with its data. */
    Prepared prepare() {
        Environment production = environments.production();
        // whoever tests in staging must not meet production by mistake
        display.print(production.isolationFrom(environments.staging()).orThrow().toString());
        claim(environments.staging(), directories.staging()).take();
        claim(environments.production(), directories.production()).take();
        var prepared = new Prepared(up(environments.staging()), up(environments.production()));
        seed(prepared.staging(), standIn ? MeeshyData.staging().plain() : MeeshyData.staging());
        seed(prepared.production(), standIn ? MeeshyData.production().plain() : MeeshyData.production());
        return prepared;
    }

    /**
     * Both environments, running.
     *
     * @param staging with the new data
     * @param production with the old
     */
    record Prepared(RunningEnvironment staging, RunningEnvironment production) {}

    private RunningEnvironment up(Environment environment) {
        Plan plan = infra.plan(environment);
        if (!plan.changesNothing()) {
            display.print(plan.toString());
        }
        try (var step = display.begin("bring " + environment.name() + " up")) {
            RunningEnvironment running = infra.up(environment);
            step.done(running.services().size() + " services are ready");
            return running;
        }
    }

    private void seed(RunningEnvironment running, Dataset dataset) {
        try (var step = display.begin("fill " + running.environment().name() + " with made-up data");
                MeeshyDatabase database = MeeshyDatabase.of(running)) {
            boolean filled =
                    database.seedIfEmpty(dataset, done -> step.advance("documents", done, dataset.documents()));
            step.done((filled ? "" : "there was something in it: ") + database.content());
        }
    }

    private void validate(Validation validation) {
        ValidationReport report;
        try (var step = display.begin("validate " + validation.name())) {
            report = validation.run().orThrow();
            step.done(report.rows().size() + " checks hold");
        }
        display.print(report.toString());
    }

    private MigrationReport migrate(RunningEnvironment production) {
        Validation productionValidation = MeeshyChecks.of(production, certificate(production, directories.production()))
                .check("users", MeeshyChecks.users(production, MeeshyData.USERS));
        try (var shown = new MigrationDisplay(display)) {
            Migration migration = Migration.from(environments.staging())
                    .to(environments.production())
                    .store(MongoStore.of(MeeshyEnvironments.DATABASE_SERVICE, MeeshyEnvironments.DATABASE)
                            .keep(MeeshyData.KEPT))
                    .store(RedisStore.cache("redis").passwordSecret("redis-password"))
                    .backupTo(directories.backups())
                    .stopWriters("gateway", "translator")
                    .restart("gateway")
                    .validate(productionValidation)
                    .onProgress(shown)
                    .build();
            display.print(migration.plan(infra).toString());
            return migration.run(
                    infra, Consent.toReplaceDataOf(environments.production().name()));
        }
    }

    /** Takes both environments down with their data, as far as this example made them. */
    void clear() {
        clear(environments.staging(), directories.staging());
        clear(environments.production(), directories.production());
    }

    private void clear(Environment environment, Path directory) {
        Claim claim = claim(environment, directory);
        if (claim.held()) {
            try (var step = display.begin("take " + environment.name() + " down with its data")) {
                infra.attach(environment)
                        .down(Volumes.DELETE, Consent.toDestroyDataOf(environment.name()), DOWN_WITHIN);
                claim.release();
                step.done("nothing is left of it");
            }
        }
    }

    private Claim claim(Environment environment, Path directory) {
        return Claim.on(infra.engine(), environment, directory);
    }

    private Path certificate(RunningEnvironment running, Path directory) {
        return ServedCertificate.of(
                infra,
                running.service("traefik"),
                directories.certificate(directory),
                directory.resolve("secrets/stand-in-certificate.pem"));
    }
}
