package me.meeshy.infra.mongo.server;

import com.mongodb.MongoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import me.meeshy.infra.mongo.model.DataException;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * What a server has of that which a safe swap needs, found out from its own answers. The one place that knows of stand-ins: only the
 * embedded demonstration may go on where something is lacking.
 *
 * @param identity tells whether two connections lead to the same server process; empty where it does not say
 * @param replicaSetId tells whether two servers are of the same replica set; empty on a standalone, or if it does not say
 * @param lacking what it lacks, each in words
 */
public record ServerCapabilities(Optional<String> identity, Optional<String> replicaSetId, List<String> lacking) {

    /** The wire version of 6.0, the first whose renameCollection takes the collection's UUID. */
    private static final int RENAME_BY_UUID_WIRE_VERSION = 17;

    private static final int UNAUTHORIZED = 13;

    public ServerCapabilities {
        lacking = List.copyOf(lacking);
    }

    public static ServerCapabilities of(MongoConnection connection) {
        var lacking = new ArrayList<String>();
        BsonDocument hello = connection.hello();
        Optional<String> identity = identity(hello);
        if (identity.isEmpty()) {
            lacking.add(
                    "an identity of its own (hello.topologyVersion), without which source and target cannot be told apart");
        }
        if (hello.getNumber("maxWireVersion", new BsonInt32(0)).intValue() < RENAME_BY_UUID_WIRE_VERSION) {
            lacking.add("renaming by UUID (MongoDB 6.0)");
        }
        if (!hasUuids(connection)) {
            lacking.add("collection UUIDs");
        }
        if (!journals(connection)) {
            lacking.add("journaled writes (a persistent storage engine)");
        }
        return new ServerCapabilities(identity, replicaSetId(connection), lacking);
    }

    public boolean complete() {
        return lacking.isEmpty();
    }

    private static Optional<String> identity(BsonDocument hello) {
        BsonValue process =
                hello.getDocument("topologyVersion", new BsonDocument()).get("processId");
        return Optional.ofNullable(process).map(BsonValue::toString);
    }

    /** Every real server has collections in the database admin, such as {@code system.version}. */
    private static boolean hasUuids(MongoConnection connection) {
        try {
            for (BsonDocument each : connection.client().getDatabase("admin").listCollections(BsonDocument.class)) {
                if (each.getDocument("info", new BsonDocument()).containsKey("uuid")) {
                    return true;
                }
            }
            return false;
        } catch (MongoException e) {
            if (e.getCode() == UNAUTHORIZED) {
                // no stand-in refuses anybody, and every real server has them
                return true;
            }
            throw connection.failed("listCollections", "admin", e);
        }
    }

    private static boolean journals(MongoConnection connection) {
        try {
            BsonDocument engine = connection
                    .run("admin", new BsonDocument("serverStatus", new BsonInt32(1)))
                    .getDocument("storageEngine", new BsonDocument());
            return engine.getBoolean("persistent", BsonBoolean.FALSE).getValue()
                    && !engine.getString("name", new BsonString("")).getValue().equals("inMemory");
        } catch (DataException e) {
            return false;
        }
    }

    private static Optional<String> replicaSetId(MongoConnection connection) {
        if (!connection.replicaSet()) {
            return Optional.empty();
        }
        try {
            BsonValue id = connection
                    .run("admin", new BsonDocument("replSetGetConfig", new BsonInt32(1)))
                    .getDocument("config", new BsonDocument())
                    .getDocument("settings", new BsonDocument())
                    .get("replicaSetId");
            return Optional.ofNullable(id).map(BsonValue::toString);
        } catch (DataException e) {
            // who may not ask is told by the process's identity, which differs only between members of one set
            return Optional.empty();
        }
    }

    /** Whether both are the same server, or members of the same replica set. */
    public boolean sameAs(ServerCapabilities other) {
        return (identity.isPresent() && identity.equals(other.identity))
                || (replicaSetId.isPresent() && replicaSetId.equals(other.replicaSetId));
    }
}
