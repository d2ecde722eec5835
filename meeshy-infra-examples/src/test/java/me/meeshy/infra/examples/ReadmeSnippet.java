package me.meeshy.infra.examples;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import me.meeshy.infra.Consent;
import me.meeshy.infra.Environment;
import me.meeshy.infra.Infra;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.Volumes;
import me.meeshy.infra.check.Checks;
import me.meeshy.infra.check.Validation;
import me.meeshy.infra.migration.Migration;
import me.meeshy.infra.migration.MigrationReport;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.mongo.MongoDump;
import me.meeshy.infra.mongo.MongoRestore;
import me.meeshy.infra.mongo.MongoStore;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.redis.RedisChecks;
import me.meeshy.infra.redis.RedisEndpoint;
import me.meeshy.infra.redis.RedisStore;

/** What the README shows under "How it reads", compiled; {@link ReadmeTest} holds the two together. */
final class ReadmeSnippet {

    private ReadmeSnippet() {}

    static void snippet(Validation productionValidation, Path dump) {
        // README: begin
        Environment production =
                Environment.load(Path.of("/opt/meeshy/production")).as(Role.PRODUCTION);
        Environment staging = Environment.load(Path.of("/opt/meeshy/staging")).as(Role.STAGING);

        try (Infra infra = Infra.connect()) {
            System.out.println(infra.plan(staging)); // creates, recreates (and why), leaves; changes nothing
            RunningEnvironment running = infra.up(staging); // ready when it returns, or says who is not and why
            running.service("gateway").logs().tail(50).lines().forEach(System.out::println);
            running.service("gateway").restart();
            System.out.println(running.status()); // a table; also toMarkdown(), toJson()

            URI api = running.service("gateway").uri("http", 3000);
            RedisEndpoint redis = RedisEndpoint.of(running.service("redis")).passwordSecret("redis-password");
            Validation.named("staging")
                    .check("api", Checks.http(api.resolve("/health")).status(200))
                    .check("redis", RedisChecks.ping(redis))
                    .within(Duration.ofMinutes(1))
                    .run()
                    .orThrow();

            Migration migration = Migration.from(staging)
                    .to(production)
                    .store(MongoStore.of("database", "meeshy")
                            .keep("AuditLog")) // else what only the target has is parked
                    .store(RedisStore.cache("redis").passwordSecret("redis-password")) // flushed as part of the swap
                    .backupTo(Path.of("/opt/meeshy/production/backups"))
                    .stopWriters("gateway", "translator")
                    .validate(productionValidation)
                    .build();
            System.out.println(migration.plan(infra)); // reads only
            MigrationReport report = migration.run(infra, Consent.toReplaceDataOf(production.name()));
            report.discardOldData(Consent.toDestroyDataOf(production.name())); // or report.rollback(…); also later

            running.down(Volumes.DELETE); // refused on Role.PRODUCTION without a consent that names it
        }

        MongoDump.of("mongodb://localhost:27018")
                .database("meeshy")
                .to(DumpFile.tarGz(dump))
                .run();
        MongoRestore.from(dump)
                .to("mongodb://localhost:27017")
                .rename("users", "User")
                .run();
        // README: end
    }
}
