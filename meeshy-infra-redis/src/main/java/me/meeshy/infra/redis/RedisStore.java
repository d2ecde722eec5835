package me.meeshy.infra.redis;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.migration.DataStore;
import me.meeshy.infra.migration.StoreContext;
import me.meeshy.infra.migration.StoreMigration;
import me.meeshy.infra.model.InfraException;

/**
 * A Redis database that holds only what can be made again from other stores, as the first user's does. A migration moves
 * nothing of it: it empties the target's as part of the swap, since what stands there was made from the old data, and empties it
 * again when the old data comes back.
 *
 * <pre>{@code
 * Migration.from(staging).to(production)
 *     .store(MongoStore.of("database", "meeshy"))
 *     .store(RedisStore.cache("redis").passwordSecret("redis-password"))
 * }</pre>
 *
 * <p>Immutable: each method that changes something returns a changed copy. Thread-safe.
 */
public final class RedisStore implements DataStore {

    static final String KIND = "redis";

    private static final String SERVICE = "service";
    private static final String PORT = "port";
    private static final String DATABASE = "database";
    private static final String PASSWORD_SECRET = "passwordSecret";

    private final String service;
    private final int port;
    private final int database;
    private final Optional<String> passwordSecret;

    private RedisStore(String service, int port, int database, Optional<String> passwordSecret) {
        this.service = Objects.requireNonNull(service);
        this.port = port;
        this.database = database;
        this.passwordSecret = passwordSecret;
    }

    /**
     * The cache of a service, at port 6379 of its container; database 0, no password.
     *
     * @param service the service's name in the target's stack
     * @return the store
     */
    public static RedisStore cache(String service) {
        return new RedisStore(service, RedisEndpoint.DEFAULT_PORT, 0, Optional.empty());
    }

    /**
     * At another port of the container.
     *
     * @param number the port; 6379 if this is not called
     * @return the changed copy
     */
    public RedisStore port(int number) {
        return new RedisStore(service, number, database, passwordSecret);
    }

    /**
     * With another database.
     *
     * @param number from 0 on; 0 if this is not called
     * @return the changed copy
     * @throws IllegalArgumentException if the number is negative
     */
    public RedisStore database(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("a Redis database is numbered from 0 on, not " + number);
        }
        return new RedisStore(service, port, number, passwordSecret);
    }

    /**
     * With a password that is a secret of the target's environment.
     *
     * @param key the secret's key in the stack
     * @return the changed copy
     */
    public RedisStore passwordSecret(String key) {
        return new RedisStore(service, port, database, Optional.of(key));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String service() {
        return service;
    }

    /**
     * The service and the number of the database.
     *
     * @return for instance {@code redis/0}
     */
    @Override
    public String name() {
        return service + "/" + database;
    }

    @Override
    public boolean derived() {
        return true;
    }

    @Override
    public Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        settings.put(SERVICE, service);
        settings.put(PORT, String.valueOf(port));
        settings.put(DATABASE, String.valueOf(database));
        passwordSecret.ifPresent(key -> settings.put(PASSWORD_SECRET, key));
        return Map.copyOf(settings);
    }

    static RedisStore restore(Map<String, String> settings) {
        return new RedisStore(
                setting(settings, SERVICE),
                number(settings, PORT),
                number(settings, DATABASE),
                Optional.ofNullable(settings.get(PASSWORD_SECRET)));
    }

    @Override
    public StoreMigration open(StoreContext context) {
        return new CacheMigration(name(), endpoint(context.target()), context);
    }

    private RedisEndpoint endpoint(RunningEnvironment environment) {
        RedisEndpoint plain =
                RedisEndpoint.of(environment.service(service)).port(port).database(database);
        return passwordSecret.map(plain::passwordSecret).orElse(plain);
    }

    private static String setting(Map<String, String> settings, String name) {
        String value = settings.get(name);
        if (value == null) {
            throw new InfraException("the journal's record of a Redis store lacks '" + name + "'; it has "
                    + settings.keySet() + ": was it written by another version?");
        }
        return value;
    }

    private static int number(Map<String, String> settings, String name) {
        String value = setting(settings, name);
        if (!value.matches("\\d{1,9}")) {
            throw new InfraException(
                    "the journal's record of a Redis store has " + name + " '" + value + "', which is no number");
        }
        return Integer.parseInt(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RedisStore store && settings().equals(store.settings());
    }

    @Override
    public int hashCode() {
        return settings().hashCode();
    }

    /**
     * Its name.
     *
     * @return for instance {@code RedisStore[redis/0]}
     */
    @Override
    public String toString() {
        return "RedisStore[" + name() + "]";
    }
}
