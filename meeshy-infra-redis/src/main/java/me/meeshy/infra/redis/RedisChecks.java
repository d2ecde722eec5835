package me.meeshy.infra.redis;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import me.meeshy.infra.RunningService;
import me.meeshy.infra.check.Check;
import me.meeshy.infra.check.CheckResult;

/**
 * Checks of a Redis server.
 *
 * <pre>{@code
 * Validation.named("staging")
 *     .check("redis", RedisChecks.ping(running.service("redis")))
 *     .check("redis memory", RedisChecks.memoryBelow(RedisEndpoint.of(running.service("redis")), 0.8))
 *     .run();
 * }</pre>
 *
 * <p>One attempt of any of them takes at most 5 s. They change nothing.
 */
public final class RedisChecks {

    private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(5);

    /** What a server is in a replication. */
    public enum ReplicationRole {
        /** It takes writes; also a server that nobody replicates. */
        PRIMARY,
        /** It follows a primary and is read-only. */
        REPLICA
    }

    private RedisChecks() {}

    /**
     * That the server of a service answers.
     *
     * @param service a service that asks for no password, on port 6379
     * @return the check
     */
    public static Check ping(RunningService service) {
        return ping(RedisEndpoint.of(service));
    }

    /**
     * That the server answers.
     *
     * @param redis the server
     * @return the check
     */
    public static Check ping(RedisEndpoint redis) {
        return asking(redis, session -> {
            String answer = session.ping();
            return new CheckResult(answer.equals("PONG"), "Redis at " + redis + ": " + answer);
        });
    }

    /**
     * That the server lets us in with the password and nobody without one.
     *
     * @param redis the server, with the file of the password
     * @return the check
     * @throws IllegalArgumentException if the endpoint has no password
     */
    public static Check authentication(RedisEndpoint redis) {
        if (redis.passwordFile().isEmpty()) {
            throw new IllegalArgumentException(
                    "whether Redis at " + redis + " accepts a password can be checked only with one");
        }
        return deadline -> {
            RedisSession.ask(redis, attempt(deadline), RedisSession::ping);
            try {
                RedisSession.ask(redis.withoutPassword(), attempt(deadline), RedisSession::ping);
            } catch (RedisException e) {
                if (e.accessDenied()) {
                    return CheckResult.holds("Redis at " + redis + " lets in with the password only");
                }
                throw e;
            }
            return CheckResult.fails("Redis at " + redis + " lets everybody in, without a password too");
        };
    }

    /**
     * That the server uses less memory than a number of bytes.
     *
     * @param redis the server
     * @param bytes the limit
     * @return the check
     */
    public static Check memoryBelow(RedisEndpoint redis, long bytes) {
        return asking(redis, session -> {
            long used = session.info().number("used_memory");
            return new CheckResult(
                    used < bytes, "Redis at " + redis + " uses " + used + " bytes, allowed are less than " + bytes);
        });
    }

    /**
     * That the server uses less than a part of the memory that it may use; without a limit of its own ({@code maxmemory}) it
     * does not hold.
     *
     * @param redis the server
     * @param fraction such as 0.8, more than 0 and at most 1
     * @return the check
     * @throws IllegalArgumentException if the fraction is not between 0 and 1
     */
    public static Check memoryBelow(RedisEndpoint redis, double fraction) {
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException("a part of maxmemory is more than 0 and at most 1, not " + fraction);
        }
        return asking(redis, session -> {
            RedisInfo info = session.info();
            long used = info.number("used_memory");
            long limit = info.number("maxmemory");
            if (limit == 0) {
                return CheckResult.fails("Redis at " + redis + " uses " + used
                        + " bytes and has no limit (maxmemory is 0) to compare them with");
            }
            return new CheckResult(
                    used < fraction * limit,
                    String.format(
                            Locale.ROOT,
                            "Redis at %s uses %d of %d bytes (%.1f %%), allowed are less than %.1f %%",
                            redis,
                            used,
                            limit,
                            100.0 * used / limit,
                            100 * fraction));
        });
    }

    /**
     * That nothing is wrong with what the server writes to its disk: it is not loading, its last snapshot succeeded, and where it
     * keeps an append-only file, the last write and rewrite of that did too.
     *
     * @param redis the server
     * @return the check
     */
    public static Check persistence(RedisEndpoint redis) {
        return asking(redis, session -> {
            RedisInfo info = session.info();
            boolean appends = info.number("aof_enabled") == 1;
            String state = "loading " + info.number("loading") + ", last snapshot "
                    + info.text("rdb_last_bgsave_status")
                    + (appends
                            ? ", last append " + info.text("aof_last_write_status") + ", last rewrite "
                                    + info.text("aof_last_bgrewrite_status")
                            : ", no append-only file");
            boolean ok = info.number("loading") == 0
                    && info.text("rdb_last_bgsave_status").equals("ok")
                    && (!appends
                            || (info.text("aof_last_write_status").equals("ok")
                                    && info.text("aof_last_bgrewrite_status").equals("ok")));
            return new CheckResult(ok, "Redis at " + redis + ": " + state);
        });
    }

    /**
     * That the server has a role in its replication. A replica holds only while its link to the primary is up.
     *
     * @param redis the server
     * @param expected the role
     * @return the check
     */
    public static Check role(RedisEndpoint redis, ReplicationRole expected) {
        return asking(redis, session -> {
            RedisInfo info = session.info();
            ReplicationRole seen = info.isReplica() ? ReplicationRole.REPLICA : ReplicationRole.PRIMARY;
            String link = info.isReplica() ? ", link to its primary " + info.text("master_link_status") : "";
            boolean ok = seen == expected
                    && (!info.isReplica() || info.text("master_link_status").equals("up"));
            return new CheckResult(
                    ok, "Redis at " + redis + " is " + word(seen) + link + ", expected " + word(expected));
        });
    }

    /**
     * That the endpoint's database holds a number of keys.
     *
     * @param redis the server and the database
     * @param atLeast how many at least
     * @param atMost how many at most
     * @return the check
     * @throws IllegalArgumentException if no number is in that range
     */
    public static Check keys(RedisEndpoint redis, long atLeast, long atMost) {
        if (atLeast < 0 || atMost < atLeast) {
            throw new IllegalArgumentException("no number of keys is between " + atLeast + " and " + atMost);
        }
        return asking(redis, session -> {
            long keys = session.keys();
            return new CheckResult(
                    keys >= atLeast && keys <= atMost,
                    "Redis at " + redis + " holds " + keys + " keys, expected " + atLeast + " to " + atMost);
        });
    }

    private static Check asking(RedisEndpoint redis, Function<RedisSession, CheckResult> question) {
        return deadline -> RedisSession.ask(redis, attempt(deadline), question);
    }

    private static Duration attempt(Duration deadline) {
        return deadline.compareTo(ATTEMPT_LIMIT) < 0 ? deadline : ATTEMPT_LIMIT;
    }

    private static String word(ReplicationRole role) {
        return role == ReplicationRole.PRIMARY ? "a primary" : "a replica";
    }
}
