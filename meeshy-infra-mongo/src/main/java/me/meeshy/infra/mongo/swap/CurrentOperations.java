package me.meeshy.infra.mongo.swap;

import com.mongodb.MongoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.MongoConnection;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** What a server is at, as {@code $currentOp} tells it. */
final class CurrentOperations {

    private static final int UNAUTHORIZED = 13;

    /** Command not found, not supported; stage not recognised; and how hosted servers say it. */
    private static final Set<Integer> NOT_THERE = Set.of(59, 115, 40_324, 8_000);

    private CurrentOperations() {}

    /** Those of everybody, for which the right to {@code inprog} is needed. */
    static List<BsonDocument> ofAll(MongoConnection connection) {
        return read(connection, true);
    }

    /** Those of everybody; of this user alone where the others' may not be seen; none where a server tells nobody. */
    static List<BsonDocument> visible(MongoConnection connection) {
        try {
            return ofAll(connection);
        } catch (DataException e) {
            int code = e.serverCode().orElse(0);
            if (code == UNAUTHORIZED) {
                return read(connection, false);
            }
            if (NOT_THERE.contains(code)) {
                return List.of();
            }
            throw e;
        }
    }

    private static List<BsonDocument> read(MongoConnection connection, boolean all) {
        BsonDocument stage = new BsonDocument(
                "$currentOp",
                new BsonDocument("allUsers", BsonBoolean.valueOf(all))
                        .append("idleConnections", BsonBoolean.TRUE)
                        .append("idleSessions", BsonBoolean.TRUE)
                        .append("localOps", BsonBoolean.TRUE));
        try {
            return connection
                    .client()
                    .getDatabase("admin")
                    .aggregate(List.of(stage), BsonDocument.class)
                    .into(new ArrayList<>());
        } catch (MongoException e) {
            throw connection.failed("$currentOp", "admin", e);
        }
    }

    static boolean isActive(BsonDocument operation) {
        return operation.getBoolean("active", BsonBoolean.FALSE).getValue();
    }

    static BsonDocument command(BsonDocument operation) {
        return operation.getDocument("command", new BsonDocument());
    }

    static String text(BsonDocument document, String key) {
        return document.isString(key)
                ? document.getString(key, new BsonString("")).getValue()
                : "";
    }

    /** Name and object of the command. */
    static String describe(BsonDocument command) {
        String name = command.getFirstKey();
        return name + " of " + (command.isString(name) ? text(command, name) : "something");
    }
}
