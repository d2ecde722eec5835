package me.meeshy.infra.mongo;

import java.net.InetSocketAddress;
import java.util.Optional;
import me.meeshy.infra.Environment;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.RunningService;
import me.meeshy.infra.model.FileGrant;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.secret.SecretValue;

/**
 * Where a running service's server is and how to log in. Its connection string holds the password and is given to the driver
 * only; its text does not.
 */
final class MongoEndpoint {

    private static final String USER = "MONGO_INITDB_ROOT_USERNAME";
    private static final String PASSWORD = "MONGO_INITDB_ROOT_PASSWORD";

    private final String address;
    private final String uri;

    private MongoEndpoint(String address, String uri) {
        this.address = address;
        this.uri = uri;
    }

    /** The connection is direct: a replica set tells its members' names inside the stack, which mean nothing outside. */
    static MongoEndpoint of(RunningEnvironment environment, MongoStore store, String applicationName) {
        RunningService service = environment.service(store.service());
        InetSocketAddress at = service.address(MongoStore.DEFAULT_PORT);
        String host = at.getHostString().contains(":") ? "[" + at.getHostString() + "]" : at.getHostString();
        String place = host + ":" + at.getPort();
        Optional<Credentials> login = credentials(service, store);
        MongoServer server = MongoServer.at("mongodb://" + place + "/?directConnection=true&appName="
                + MongoServer.encode(applicationName) + (login.isEmpty() ? "" : "&authSource=admin"));
        return new MongoEndpoint(
                place,
                login.map(known -> server.login(known.user(), known.password()))
                        .orElse(server)
                        .uri());
    }

    private record Credentials(String user, SecretValue password) {}

    private static Optional<Credentials> credentials(RunningService service, MongoStore store) {
        Environment environment = service.environment();
        if (store.login().isPresent()) {
            MongoStore.Login login = store.login().get();
            return Optional.of(new Credentials(login.user(), SecretValue.read(environment.secretFile(login.secret()))));
        }
        String user = service.service().environment().get(USER);
        if (user == null || user.isEmpty()) {
            return Optional.empty();
        }
        String plain = service.service().environment().get(PASSWORD);
        if (plain != null && !plain.isEmpty()) {
            return Optional.of(new Credentials(user, SecretValue.of(plain)));
        }
        String file = service.service().environment().get(PASSWORD + "_FILE");
        for (FileGrant grant : service.service().secrets()) {
            if (grant.target().equals(file)) {
                return Optional.of(new Credentials(user, SecretValue.read(environment.secretFile(grant.source()))));
            }
        }
        throw new InfraException("the service '" + service.name() + "' of " + environment.name() + " names the user '"
                + user
                + "' in " + USER + ", but neither " + PASSWORD + " nor a secret that is mounted where " + PASSWORD
                + "_FILE says gives the password; name both with MongoStore.credentials(…)");
    }

    /** Holds the password. */
    String uri() {
        return uri;
    }

    @Override
    public String toString() {
        return "MongoEndpoint[" + address + "]";
    }
}
