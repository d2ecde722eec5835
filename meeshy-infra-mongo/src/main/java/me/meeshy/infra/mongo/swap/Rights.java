package me.meeshy.infra.mongo.swap;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.MongoConnection;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/** Whether the user that we are logged in as may do what a migration does. */
public final class Rights {

    /** At the source. */
    public static final List<String> SOURCE = List.of("find", "listCollections", "listIndexes");

    /** At the target. */
    public static final List<String> TARGET = List.of(
            "find",
            "insert",
            "update",
            "listCollections",
            "listIndexes",
            "createCollection",
            "createIndex",
            "collMod",
            "dropCollection",
            "renameCollectionSameDB",
            "bypassDocumentValidation");

    /** On the whole server: to see who else is connected, and whether what is written is safe on its disk. */
    private static final Set<String> OF_SERVER = Set.of("inprog", "serverStatus");

    private static final int COMMAND_NOT_FOUND = 59;

    private final String database;

    public Rights(String database) {
        this.database = database;
    }

    /** What it may not do, in words; a server without users lets everybody do everything. */
    public Optional<String> missing(MongoConnection connection, List<String> needed) {
        BsonDocument info = authInfo(connection);
        if (info.getArray("authenticatedUsers", new BsonArray()).isEmpty()) {
            return Optional.empty();
        }
        Set<String> missing = new TreeSet<>(needed);
        if (needed.equals(TARGET)) {
            missing.addAll(OF_SERVER);
        }
        for (BsonValue each : info.getArray("authenticatedUserPrivileges", new BsonArray())) {
            BsonDocument resource = each.asDocument().getDocument("resource", new BsonDocument());
            Set<String> actions = new TreeSet<>();
            each.asDocument()
                    .getArray("actions", new BsonArray())
                    .forEach(action -> actions.add(action.asString().getValue()));
            if (actions.contains("anyAction") || covers(resource)) {
                missing.removeAll(actions);
                if (actions.contains("anyAction")) {
                    missing.clear();
                }
            }
            if (resource.containsKey("cluster")) {
                OF_SERVER.stream().filter(actions::contains).forEach(missing::remove);
            }
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(", ", missing) + " on " + database + "; grant it, or name another user");
    }

    private static BsonDocument authInfo(MongoConnection connection) {
        try {
            return connection
                    .run(
                            "admin",
                            new BsonDocument("connectionStatus", new BsonInt32(1))
                                    .append("showPrivileges", BsonBoolean.TRUE))
                    .getDocument("authInfo", new BsonDocument());
        } catch (DataException e) {
            if (e.serverCode().orElse(0) == COMMAND_NOT_FOUND) {
                // a stand-in, which knows no users
                return new BsonDocument();
            }
            throw e;
        }
    }

    /** Privileges on single collections do not help: what is staged and parked has new names. */
    private boolean covers(BsonDocument resource) {
        if (resource.containsKey("anyResource")) {
            return true;
        }
        String db = resource.getString("db", new BsonString("?")).getValue();
        return resource.getString("collection", new BsonString("?")).getValue().isEmpty()
                && (db.isEmpty() || db.equals(database));
    }
}
