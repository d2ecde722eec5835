package me.meeshy.infra.mongo.swap;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.MongoConnection;
import org.bson.BsonArray;
import org.bson.BsonDocument;

/**
 * Who else is connected to a server, as {@code $currentOp} tells it. Whoever writes to the database, or holds a transaction
 * open, is in the way. So is whoever is merely connected from elsewhere, since the next thing it does may be a write: a database
 * UI counts. A client on the server's own host, such as the health test inside its container, is only in the way if it writes.
 */
public final class ForeignClients implements Company {

    private static final Set<String> WRITING_OPERATIONS = Set.of("insert", "update", "remove");
    private static final Set<String> WRITING_COMMANDS = Set.of(
            "insert",
            "update",
            "delete",
            "findAndModify",
            "findandmodify",
            "bulkWrite",
            "create",
            "createIndexes",
            "drop",
            "renameCollection",
            "collMod");

    /** With which a swap changes names, options and views. */
    private static final Set<String> CHANGING_COMMANDS = Set.of("renameCollection", "collMod", "create", "drop");

    private static final String SILENT = " that has not said who it is";

    private final MongoConnection connection;
    private final String database;
    private final String ourName;
    private final Set<String> tolerated;

    public ForeignClients(MongoConnection connection, String database, String ourName, Set<String> tolerated) {
        this.connection = connection;
        this.database = database;
        this.ourName = ourName;
        this.tolerated = tolerated;
    }

    /** Those that are in the way now, each in words. */
    public List<String> inTheWay() {
        var found = new LinkedHashSet<String>();
        for (BsonDocument each : operations()) {
            if (isForeign(each)) {
                String client = CurrentOperations.text(each, "client");
                if (each.containsKey("transaction")) {
                    found.add(describe(each) + " holds a transaction open");
                } else if (writes(each)) {
                    found.add(describe(each) + " writes (" + CurrentOperations.text(each, "op") + " on "
                            + CurrentOperations.text(each, "ns") + ")");
                } else if (!isLocal(client) && !tolerated.contains(CurrentOperations.text(each, "appName"))) {
                    found.add(describe(each) + " is connected");
                }
            }
        }
        return List.copyOf(found);
    }

    /**
     * Those that are still in the way once they were given time to leave. The driver loses sight of a socket where a client is closed in the moment in which it
     * connects (seen with 5.14): it stays open, and says nothing, until it is collected as garbage, and is not to be taken for somebody else's.
     */
    public List<String> inTheWayAfter(Patience patience) {
        Patience.Waiting waiting = patience.begin();
        List<String> found = inTheWay();
        boolean collected = false;
        while (!found.isEmpty() && waiting.again()) {
            if (!collected && found.stream().anyMatch(client -> client.contains(SILENT))) {
                System.gc();
                collected = true;
            }
            found = inTheWay();
        }
        return found;
    }

    @Override
    public List<String> leftovers() {
        var found = new ArrayList<String>();
        for (BsonDocument each : operations()) {
            BsonDocument command = CurrentOperations.command(each);
            if (CurrentOperations.text(each, "appName").equals(ourName)
                    && CurrentOperations.isActive(each)
                    && !command.isEmpty()
                    && CHANGING_COMMANDS.contains(command.getFirstKey())) {
                found.add(CurrentOperations.describe(command));
            }
        }
        return found;
    }

    @Override
    public String blockers() {
        try {
            var found = new ArrayList<String>();
            for (BsonDocument each : operations()) {
                if (isForeign(each) && (each.containsKey("transaction") || writes(each))) {
                    found.add(describe(each)
                            + (each.containsKey("transaction") ? " holds a transaction open" : " writes"));
                } else if (CurrentOperations.text(each, "msg").startsWith("Index Build")) {
                    found.add("an index build runs on " + CurrentOperations.text(each, "ns"));
                }
            }
            return found.isEmpty() ? "" : " (in its way: " + String.join("; ", new LinkedHashSet<>(found)) + ")";
        } catch (DataException e) {
            return " (what is in its way could not be found out: " + e.getMessage() + ")";
        }
    }

    private List<BsonDocument> operations() {
        return CurrentOperations.ofAll(connection);
    }

    /** Not ours, and not one of the server's own threads or the connections of its replica set. */
    private boolean isForeign(BsonDocument operation) {
        String driver = CurrentOperations.text(
                operation.getDocument("clientMetadata", new BsonDocument()).getDocument("driver", new BsonDocument()),
                "name");
        return !CurrentOperations.text(operation, "client").isEmpty()
                && !CurrentOperations.text(operation, "appName").equals(ourName)
                && !driver.startsWith("NetworkInterfaceTL")
                && !driver.startsWith("MongoDB Internal");
    }

    private boolean writes(BsonDocument operation) {
        if (!CurrentOperations.isActive(operation)
                || !CurrentOperations.text(operation, "ns").startsWith(database + ".")) {
            return false;
        }
        BsonDocument command = CurrentOperations.command(operation);
        boolean aggregatesInto = command.getArray("pipeline", new BsonArray()).stream()
                .filter(stage -> stage.isDocument())
                .anyMatch(stage -> stage.asDocument().containsKey("$out")
                        || stage.asDocument().containsKey("$merge"));
        return WRITING_OPERATIONS.contains(CurrentOperations.text(operation, "op"))
                || (!command.isEmpty() && WRITING_COMMANDS.contains(command.getFirstKey()))
                || aggregatesInto;
    }

    private static boolean isLocal(String client) {
        return client.startsWith("127.")
                || client.startsWith("[::1]")
                || client.startsWith("::1")
                || client.startsWith("/");
    }

    private static String describe(BsonDocument operation) {
        String client = CurrentOperations.text(operation, "client");
        String name = CurrentOperations.text(operation, "appName");
        String driver = CurrentOperations.text(
                operation.getDocument("clientMetadata", new BsonDocument()).getDocument("driver", new BsonDocument()),
                "name");
        String host = client.contains(":") ? client.substring(0, client.lastIndexOf(':')) : client;
        return "a client at " + host
                + (name.isEmpty() ? "" : " named '" + name + "'")
                + (driver.isEmpty() ? "" : String.format(Locale.ROOT, " (driver %s)", driver))
                + (operation.containsKey("clientMetadata") ? "" : SILENT);
    }
}
