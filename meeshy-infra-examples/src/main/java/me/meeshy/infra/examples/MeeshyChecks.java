package me.meeshy.infra.examples;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import me.meeshy.infra.Environment;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.check.Check;
import me.meeshy.infra.check.CheckResult;
import me.meeshy.infra.check.Checks;
import me.meeshy.infra.check.Validation;
import me.meeshy.infra.redis.RedisChecks;
import me.meeshy.infra.redis.RedisEndpoint;

/** What must hold of one of Meeshy's environments. */
final class MeeshyChecks {

    private static final int HTTPS_PORT = 443;
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private MeeshyChecks() {}

    /**
     * Over HTTPS as users come, by the environment's own script, and its cache.
     *
     * @param running the environment
     * @param certificate the one that it serves, which nobody else vouches for
     */
    static Validation of(RunningEnvironment running, Path certificate) {
        Environment environment = running.environment();
        String name = environment.name();
        InetSocketAddress traefik = running.service("traefik").address(HTTPS_PORT);
        return Validation.named(name)
                .check("frontend", https(environment.endpoint("frontend"), traefik, certificate))
                .check("api", https(environment.endpoint("api").resolve("/health"), traefik, certificate))
                .check(
                        "redis",
                        RedisChecks.ping(
                                RedisEndpoint.of(running.service("redis")).passwordSecret("redis-password")))
                .check("script", Checks.script(environment, Path.of("scripts", "validate-" + name + ".sh")))
                .within(WITHIN);
    }

    /** That a database holds so many users, by the plain driver. */
    static Check users(RunningEnvironment running, long expected) {
        return deadline -> {
            try (MeeshyDatabase database = MeeshyDatabase.of(running)) {
                long users = database.database().getCollection("User").countDocuments();
                return users == expected
                        ? CheckResult.holds(users + " users")
                        : CheckResult.fails("expected " + expected + " users, found " + users);
            }
        };
    }

    private static Check https(URI uri, InetSocketAddress traefik, Path certificate) {
        return Checks.http(uri).status(200).resolve(uri.getHost(), traefik).trust(certificate);
    }
}
