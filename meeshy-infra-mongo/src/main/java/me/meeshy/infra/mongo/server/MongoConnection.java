package me.meeshy.infra.mongo.server;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ServerDescription;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.SourceServer;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.RawBsonDocument;
import org.bson.UuidRepresentation;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** A client of one deployment, whose address never shows its credentials. Safe for use by several threads. */
public final class MongoConnection implements AutoCloseable {

    private static final int SERVER_SELECTION_SECONDS = 15;

    /** Where a server was waited for in vain, the next one does not wait as long again: this is enough to find one that is back. */
    private static final int LOOK_SECONDS = 3;

    private static final BsonDocument PING = new BsonDocument("ping", new BsonInt32(1));
    private static final int MOST_SOCKETS = 16;
    private static final int UUID_WIRE_VERSION = 17;
    private static final int UNAUTHORIZED = 13;
    private static final Pattern QUOTED_COMMAND =
            Pattern.compile("(not authorized on .* to execute command) \\{ (\\w+):(.*)", Pattern.DOTALL);
    /** A reply is waited for a little longer than the server is told to work, so that its own error comes first. */
    private static final int GRACE_SECONDS = 10;
    /** As the driver writes it into messages; a user's name may hold quotes, too. */
    private static final Pattern LOGIN =
            Pattern.compile("MongoCredential\\{.*?password=<hidden>, mechanismProperties=<hidden>\\}", Pattern.DOTALL);

    private final MongoClient client;
    private final String address;
    private final Deadline deadline;
    private final BsonDocument hello;
    private final boolean direct;
    private final ReplyBuffers replyBuffers = new ReplyBuffers();
    private volatile boolean lost;

    private MongoConnection(MongoClient client, String address, boolean direct, Deadline deadline) {
        this.deadline = deadline;
        this.client = client;
        this.address = address;
        this.direct = direct;
        this.hello = run("admin", new BsonDocument("hello", new BsonInt32(1)));
    }

    /** Connects to what takes writes, or directly to what the string says so of. */
    public static MongoConnection open(String uri, Deadline deadline) {
        ConnectionString parsed = parse(uri);
        return open(settings(parsed, deadline), address(parsed), deadline);
    }

    /** Connects to the member that the string's read preference chooses, and to no other from then on. */
    public static MongoConnection openForReading(String uri, Deadline deadline) {
        ConnectionString parsed = parse(uri);
        MongoClientSettings given = settings(parsed, deadline);
        MongoClientSettings chosen = PreferredMember.of(parsed, given, deadline);
        String address = chosen.equals(given)
                ? address(parsed)
                : chosen.getClusterSettings().getHosts().get(0).toString();
        return open(chosen, address, deadline);
    }

    private static MongoConnection open(MongoClientSettings settings, String address, Deadline deadline) {
        boolean direct = settings.getClusterSettings().getMode() == ClusterConnectionMode.SINGLE;
        MongoClient client = MongoClients.create(settings);
        try {
            return new MongoConnection(client, address, direct, deadline);
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private static MongoClientSettings settings(ConnectionString parsed, Deadline deadline) {
        int timeout = (int) Math.min(
                Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(deadline.remainingNanos()) + GRACE_SECONDS * 1_000L);
        return MongoClientSettings.builder()
                .applyConnectionString(parsed)
                .applicationName(parsed.getApplicationName() == null ? "meeshy-infra" : parsed.getApplicationName())
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .applyToClusterSettings(cluster -> {
                    if (parsed.getServerSelectionTimeout() == null) {
                        cluster.serverSelectionTimeout(SERVER_SELECTION_SECONDS, TimeUnit.SECONDS);
                    }
                })
                .applyToConnectionPoolSettings(pool -> pool.maxSize(MOST_SOCKETS))
                .applyToSocketSettings(socket -> socket.readTimeout(timeout, TimeUnit.MILLISECONDS))
                .build();
    }

    /** The hosts and ports of a connection string, without credentials. */
    public static String address(String uri) {
        return address(parse(uri));
    }

    static String address(ConnectionString parsed) {
        return String.join(",", parsed.getHosts());
    }

    /** The driver's own message may quote the string, password and all: it is neither shown nor kept as a cause. */
    private static ConnectionString parse(String uri) {
        try {
            return new ConnectionString(uri);
        } catch (IllegalArgumentException e) {
            throw new DataException(
                    "The connection string is not valid (it is not shown, as it may hold a password); expected"
                            + " mongodb://[user:password@]host[:port][/database][?options], both user and password"
                            + " URL-encoded");
        }
    }

    /**
     * The driver's client. Where the server was waited for in vain the last time, it is looked for briefly, once for each call:
     * what is left to do after a server has gone is much, and would else wait the whole time each.
     *
     * @throws DataException if it is still not there
     */
    public MongoClient client() {
        if (lost) {
            try {
                client.withTimeout(LOOK_SECONDS, TimeUnit.SECONDS)
                        .getDatabase("admin")
                        .runCommand(PING, ReadPreference.primary());
                lost = false;
            } catch (MongoException e) {
                throw failed("looking for the server again", "admin", e);
            }
        }
        return client;
    }

    /** Whether the server was waited for in vain the last time. */
    public boolean lost() {
        return lost;
    }

    /** Hosts and ports, without credentials. */
    public String address() {
        return address;
    }

    /** What the server answered to {@code hello} when the connection was opened. */
    public BsonDocument hello() {
        return hello;
    }

    /** By when the work that it was opened for must have ended. */
    public Deadline deadline() {
        return deadline;
    }

    /** What cursors read into, one after the other. */
    ReplyBuffers replyBuffers() {
        return replyBuffers;
    }

    /** Whether renameCollection and drop take a collection's UUID: from MongoDB 6.0. */
    public boolean takesUuids() {
        return hello.getNumber("maxWireVersion", new BsonInt32(0)).intValue() >= UUID_WIRE_VERSION;
    }

    public boolean replicaSet() {
        return hello.containsKey("setName");
    }

    /** Which server it leads to, as far as one can be named, and what that was when it was opened. */
    public SourceServer server() {
        String named = direct || !hello.containsKey("me")
                ? address
                : hello.getString("me").getValue();
        if (hello.getBoolean("isWritablePrimary", BsonBoolean.FALSE).getValue()) {
            return new SourceServer(
                    named,
                    replicaSet()
                            ? SourceServer.Role.PRIMARY
                            : sharded() ? SourceServer.Role.OTHER : SourceServer.Role.STANDALONE);
        }
        boolean secondary = hello.getBoolean("secondary", BsonBoolean.FALSE).getValue();
        return new SourceServer(named, secondary ? SourceServer.Role.SECONDARY : SourceServer.Role.OTHER);
    }

    public boolean sharded() {
        return hello.containsKey("msg")
                && "isdbgrid".equals(hello.getString("msg").getValue());
    }

    public String serverVersion() {
        return run("admin", new BsonDocument("buildInfo", new BsonInt32(1)))
                .getString("version")
                .getValue();
    }

    public BsonDocument run(String database, Bson command) {
        BsonDocument reply;
        try {
            reply = client().getDatabase(database).runCommand(command, ReadPreference.primary(), BsonDocument.class);
        } catch (MongoException e) {
            throw failed(commandName(command), database, e);
        }
        WriteConcerns.requireConfirmed(commandName(command), database, address, reply);
        return reply;
    }

    /** Runs a command in a session, and takes the reply as the bytes it is. */
    public RawBsonDocument runRaw(ClientSession session, String database, Bson command) {
        try {
            return client().getDatabase(database)
                    .runCommand(session, command, ReadPreference.primary(), RawBsonDocument.class);
        } catch (MongoException e) {
            throw failed(commandName(command), database, e);
        }
    }

    public DataException failed(String what, String namespace, MongoException cause) {
        // it may be a socket that was waited for, where many are in use
        if (cause instanceof MongoTimeoutException && nobodyIsThere()) {
            lost = true;
        }
        return failed(address, what, namespace, cause);
    }

    private boolean nobodyIsThere() {
        ClusterDescription seen = client.getClusterDescription();
        return direct
                ? seen.getServerDescriptions().stream().noneMatch(ServerDescription::isOk)
                : ReadPreference.primary().choose(seen).isEmpty();
    }

    static DataException failed(String address, String what, String namespace, MongoException cause) {
        if (cause instanceof MongoSecurityException) {
            return cause.getCause() instanceof MongoException broken && Retry.worthwhile(broken)
                    ? failed(address, what, namespace, broken)
                    : refused(address, what, namespace, withoutUser(cause), cause.getCause());
        }
        if (cause instanceof MongoTimeoutException) {
            return failedWithoutUser(address, what, namespace, new MongoTimeoutException(withoutUser(cause)));
        }
        if (cause instanceof MongoCommandException command && cause.getCode() == UNAUTHORIZED) {
            return unauthorized(address, what, namespace, command);
        }
        return failedWithoutUser(address, what, namespace, cause);
    }

    /** The server quotes the command, and with it the documents: neither the text is shown, nor the driver's exception kept. */
    private static DataException unauthorized(
            String address, String what, String namespace, MongoCommandException cause) {
        Matcher quoted = QUOTED_COMMAND.matcher(String.valueOf(cause.getErrorMessage()));
        boolean bypasses = quoted.find() && quoted.group(3).contains("bypassDocumentValidation: true");
        return new DataException(
                what + " on " + namespace + " at " + address + " failed: "
                        + quoted.replaceFirst("$1 $2" + (bypasses ? " (with bypassDocumentValidation)" : ""))
                        + "; grant the user this right, or name another user",
                null,
                namespace,
                UNAUTHORIZED);
    }

    /** The driver's view of a cluster quotes what went wrong last at each server, and that may be somebody's login. */
    private static String withoutUser(MongoException cause) {
        return LOGIN.matcher(String.valueOf(cause.getMessage())).replaceAll("the login");
    }

    private static DataException failedWithoutUser(
            String address, String what, String namespace, MongoException cause) {
        int code = cause instanceof MongoCommandException ? cause.getCode() : 0;
        String reason = cause instanceof MongoCommandException command
                ? command.getErrorMessage() + " (" + command.getErrorCode() + " " + command.getErrorCodeName() + ")"
                : cause.getMessage();
        if (Retry.worthwhile(cause)) {
            reason += "; see that the server is up and can be reached, then run again";
        }
        return new DataException(
                what + " on " + namespace + " at " + address + " failed: " + reason, cause, namespace, code);
    }

    /** The driver's own exception, which names the user, is not kept. */
    private static DataException refused(
            String address, String what, String namespace, String text, @Nullable Throwable cause) {
        MongoCommandException answer = cause instanceof MongoCommandException command ? command : null;
        String reason = answer != null ? answer.getErrorMessage() : cause != null ? cause.getMessage() : text;
        return new DataException(
                what + " on " + namespace + " at " + address + " failed: authentication was refused: " + reason
                        + "; check user, password, authSource and authMechanism",
                cause,
                namespace,
                answer != null ? answer.getErrorCode() : 0);
    }

    private static String commandName(Bson command) {
        return command instanceof BsonDocument document
                ? document.keySet().stream().limit(1).collect(Collectors.joining())
                : "a command";
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return "MongoConnection[" + address + "]";
    }
}
