package me.meeshy.infra.redis;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import me.meeshy.infra.RunningService;
import me.meeshy.infra.model.InfraException;

/**
 * Where a Redis server is, and what one must know to be let in. The password stays in its file, which is read at each connection.
 *
 * <p>Immutable: each method that changes something returns a changed copy. Thread-safe.
 */
public final class RedisEndpoint {

    /** The port that Redis listens on unless it is told otherwise. */
    public static final int DEFAULT_PORT = 6379;

    private final Place place;
    private final int database;
    private final Optional<String> user;
    private final Optional<Path> passwordFile;

    /** Where the server is; asked at each connection, since a service that was restarted may have another address. */
    private sealed interface Place {

        InetSocketAddress address();

        record OfService(RunningService service, int port) implements Place {
            @Override
            public InetSocketAddress address() {
                return service.address(port);
            }

            @Override
            public String toString() {
                return service.name() + ":" + port;
            }
        }

        record OfHost(String host, int port) implements Place {
            @Override
            public InetSocketAddress address() {
                return InetSocketAddress.createUnresolved(host, port);
            }

            @Override
            public String toString() {
                return host + ":" + port;
            }
        }
    }

    private RedisEndpoint(Place place, int database, Optional<String> user, Optional<Path> passwordFile) {
        this.place = place;
        this.database = database;
        this.user = user;
        this.passwordFile = passwordFile;
    }

    /**
     * The Redis of a service, published or not, at port 6379 of its container; database 0, no password.
     *
     * @param service the service
     * @return the endpoint
     */
    public static RedisEndpoint of(RunningService service) {
        return new RedisEndpoint(
                new Place.OfService(Objects.requireNonNull(service), DEFAULT_PORT),
                0,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * The Redis at an address; database 0, no password.
     *
     * @param host name or address
     * @param port its port
     * @return the endpoint
     * @throws IllegalArgumentException if there is no such port
     */
    public static RedisEndpoint of(String host, int port) {
        return new RedisEndpoint(
                new Place.OfHost(Objects.requireNonNull(host), requirePort(port)),
                0,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * At another port, of the container if this is a service's.
     *
     * @param port the port
     * @return the changed copy
     * @throws IllegalArgumentException if there is no such port
     */
    public RedisEndpoint port(int port) {
        requirePort(port);
        Place moved = place instanceof Place.OfService of
                ? new Place.OfService(of.service(), port)
                : new Place.OfHost(((Place.OfHost) place).host(), port);
        return new RedisEndpoint(moved, database, user, passwordFile);
    }

    /**
     * With another database.
     *
     * @param number from 0 on; 0 if this is not called
     * @return the changed copy
     * @throws IllegalArgumentException if the number is negative
     */
    public RedisEndpoint database(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("a Redis database is numbered from 0 on, not " + number);
        }
        return new RedisEndpoint(place, number, user, passwordFile);
    }

    /**
     * As another user than Redis's {@code default}.
     *
     * @param name the user's name
     * @return the changed copy
     */
    public RedisEndpoint user(String name) {
        return new RedisEndpoint(place, database, Optional.of(name), passwordFile);
    }

    /**
     * With a password.
     *
     * @param file the file that holds it
     * @return the changed copy
     */
    public RedisEndpoint passwordFile(Path file) {
        return new RedisEndpoint(place, database, user, Optional.of(file));
    }

    /**
     * With a password that is a secret of the service's environment.
     *
     * @param key the secret's key in the stack
     * @return the changed copy
     * @throws InfraException if the environment has no such secret, or this is not a service's
     */
    public RedisEndpoint passwordSecret(String key) {
        if (place instanceof Place.OfService of) {
            return passwordFile(of.service().environment().secretFile(key));
        }
        throw new InfraException("the Redis at " + place + " belongs to no environment whose secret '" + key
                + "' could be used; name the file by passwordFile");
    }

    InetSocketAddress address() {
        return place.address();
    }

    int database() {
        return database;
    }

    Optional<String> user() {
        return user;
    }

    Optional<Path> passwordFile() {
        return passwordFile;
    }

    RedisEndpoint withoutPassword() {
        return new RedisEndpoint(place, database, Optional.empty(), Optional.empty());
    }

    private static int requirePort(int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a TCP port is between 1 and 65535, not " + port);
        }
        return port;
    }

    /**
     * Where it is, without the password.
     *
     * @return for instance {@code redis:6379/0}
     */
    @Override
    public String toString() {
        return place + "/" + database;
    }
}
