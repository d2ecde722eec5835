package me.meeshy.infra.examples;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import me.meeshy.infra.Environment;
import me.meeshy.infra.Infra;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.Volumes;
import me.meeshy.infra.check.Checks;
import me.meeshy.infra.check.Validation;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.redis.RedisChecks;

/** What the README shows under "How it reads", compiled; {@link ReadmeTest} holds the two together. */
final class ReadmeSnippet {

    private ReadmeSnippet() {}

    @SuppressWarnings("try") // closing the connection takes no exception that a reader of the README cares for
    static void snippet() {
        // README: begin
        Environment staging = Environment.load(Path.of("/opt/meeshy/staging")).as(Role.STAGING);

        try (Infra infra = Infra.connect()) {
            System.out.println(infra.plan(staging)); // creates, recreates (and why), leaves; changes nothing
            RunningEnvironment running =
                    infra.up(staging); // ready when it returns, or an exception that says who is not and why

            URI api = running.service("gateway").uri("http", 3000);
            Validation.named("staging")
                    .check("api", Checks.http(api.resolve("/health")).status(200))
                    .check("redis", RedisChecks.ping(running.service("redis")))
                    .within(Duration.ofMinutes(1))
                    .run()
                    .orThrow();

            System.out.println(running.status()); // a table; also toMarkdown(), toJson()
            running.service("gateway").restart();
            running.down(Volumes.DELETE); // refused on Role.PRODUCTION without a consent that names it
        }
        // README: end
    }
}
