package me.meeshy.infra.mongo;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.secret.SecretValue;

/**
 * A server whose user and password are kept apart from its connection string, such as in files.
 *
 * <pre>{@code
 * MongoServer production = MongoServer.at("mongodb://db1,db2/?replicaSet=rs0&tls=true")
 *         .loginFromFiles(Path.of("/run/secrets/mongo-user"), Path.of("/run/secrets/mongo-password"));
 * MongoDump.of(production).database("meeshy").to(DumpFile.tarGz(path)).run();
 * }</pre>
 *
 * <p>Immutable, and safe for use by several threads. Its text shows hosts and ports only. (The driver's own log, at its level INFO,
 * names the user, but not the password.)
 */
public final class MongoServer {

    private static final Pattern STRING = Pattern.compile("(mongodb(?:\\+srv)?://)([^/?]*)(.*)", Pattern.DOTALL);

    private final String uri;

    private MongoServer(String uri) {
        this.uri = uri;
    }

    /**
     * Names a server, with nothing to log in by yet.
     *
     * @param uri its connection string
     * @return the server
     * @throws DataException if the connection string is not valid; it is not shown
     */
    public static MongoServer at(String uri) {
        MongoConnection.address(Objects.requireNonNull(uri));
        return new MongoServer(uri);
    }

    /**
     * Logs in as a user with a password. The connection string says how, where it says so: {@code authMechanism},
     * {@code authSource}; default: by SCRAM, as a user of the database in it, else of admin.
     *
     * @param user the name, as it is
     * @param password the password, as it is
     * @return the server with this login
     * @throws IllegalArgumentException if the connection string holds a user already
     */
    public MongoServer login(String user, SecretValue password) {
        Matcher parts = STRING.matcher(uri);
        if (!parts.matches()) {
            throw new IllegalStateException("a connection string that was valid has no hosts");
        }
        if (parts.group(2).contains("@")) {
            throw new IllegalArgumentException(
                    "the connection string of " + MongoConnection.address(uri) + " holds a user already; take it out");
        }
        return new MongoServer(parts.group(1) + encode(user) + ":" + encode(password.reveal()) + "@" + parts.group(2)
                + parts.group(3));
    }

    /**
     * Logs in with what stands in two files, each without the line ends at its end. They are read now.
     *
     * @param user the file of the user's name
     * @param password the file of the password
     * @return the server with this login
     * @throws InfraException if one of them is missing, empty, or cannot be read
     * @throws IllegalArgumentException if the connection string holds a user already
     */
    public MongoServer loginFromFiles(Path user, Path password) {
        return login(SecretValue.read(user).reveal(), SecretValue.read(password));
    }

    /** As a part of a connection string. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The connection string, which holds the password. */
    String uri() {
        return uri;
    }

    @Override
    public String toString() {
        return "MongoServer[" + MongoConnection.address(uri) + "]";
    }
}
