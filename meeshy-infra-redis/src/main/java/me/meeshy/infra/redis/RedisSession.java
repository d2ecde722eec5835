package me.meeshy.infra.redis;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.secret.SecretValue;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.args.FlushMode;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What we ask of a Redis server, over one connection. Jedis heeds neither a deadline over several commands nor an interrupt,
 * so it works in a thread of its own, which is left when it must be.
 */
final class RedisSession {

    private final RedisClient client;

    private RedisSession(RedisClient client) {
        this.client = client;
    }

    /**
     * Connects, asks, and disconnects.
     *
     * @throws RedisException if the server is not reached, does not let us in, refuses, or is too slow
     * @throws InfraException if the thread is interrupted, whose flag is set again
     */
    static <T> T ask(RedisEndpoint endpoint, Duration deadline, Function<RedisSession, T> question) {
        var task = new FutureTask<T>(() -> {
            // left behind, this thread still ends: each of its reads has the deadline for a limit
            try (RedisClient client = connect(endpoint, deadline)) {
                return question.apply(new RedisSession(client));
            }
        });
        var thread = new Thread(task, "meeshy-redis");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new RedisException(
                    "Redis at " + endpoint + " did not answer within " + deadline.toMillis() + " ms", false, e);
        } catch (ExecutionException e) {
            throw failure(endpoint, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InfraException("asking Redis at " + endpoint + " was interrupted", e);
        }
    }

    private static RedisClient connect(RedisEndpoint endpoint, Duration deadline) {
        InetSocketAddress address = endpoint.address();
        int timeoutMillis = (int) Math.min(deadline.toMillis() + 1, Integer.MAX_VALUE);
        var config = DefaultJedisClientConfig.builder()
                .timeoutMillis(timeoutMillis)
                .database(endpoint.database())
                .clientName("meeshy-infra");
        Optional<Path> file = endpoint.passwordFile();
        if (file.isPresent()) {
            config.user(endpoint.user().orElse("default"));
            config.password(SecretValue.read(file.get()).reveal());
        }
        var pool = new ConnectionPoolConfig();
        pool.setMaxTotal(1);
        // no thread that looks after connections that stand for a second
        pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
        return RedisClient.builder()
                .hostAndPort(address.getHostString(), address.getPort())
                .clientConfig(config.build())
                .poolConfig(pool)
                .build();
    }

    private static RuntimeException failure(RedisEndpoint endpoint, Throwable cause) {
        if (cause instanceof InfraException ours) {
            return ours;
        }
        if (!(cause instanceof JedisException)) {
            return new IllegalStateException("asking Redis at " + endpoint + " ended in an unforeseen way", cause);
        }
        // a connection that is refused at its start comes wrapped
        for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
            if (reason instanceof JedisAccessControlException || isNoAuth(reason)) {
                String todo = endpoint.passwordFile().isPresent()
                        ? "check the password in " + endpoint.passwordFile().get()
                        : "it asks for a password: name its secret or file";
                return new RedisException(
                        "Redis at " + endpoint + " does not let us in: " + firstSentence(reason) + "; " + todo,
                        true,
                        cause);
            }
            if (reason instanceof JedisDataException) {
                return new RedisException(
                        "Redis at " + endpoint + " refused a command: " + firstSentence(reason), false, cause);
            }
        }
        return new RedisException("Redis at " + endpoint + " cannot be reached: " + rootMessage(cause), false, cause);
    }

    private static boolean isNoAuth(Throwable reason) {
        return reason instanceof JedisDataException
                && reason.getMessage() != null
                && reason.getMessage().matches("(?s)(NOAUTH|WRONGPASS|NOPERM|ERR AUTH).*");
    }

    /** Redis explains itself at length, on a single line. */
    private static String firstSentence(Throwable reason) {
        return String.valueOf(reason.getMessage()).split("[.] ", 2)[0];
    }

    private static String rootMessage(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    String ping() {
        return client.ping();
    }

    long keys() {
        return client.dbSize();
    }

    RedisInfo info() {
        return RedisInfo.parse(client.info());
    }

    /** Takes every key of the chosen database away at once; their memory is given back afterwards. */
    void flush() {
        client.executeCommand(new CommandArguments(Protocol.Command.FLUSHDB).add(FlushMode.ASYNC));
    }
}
