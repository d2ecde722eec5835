package me.meeshy.infra.mongo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.MongoConnection;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;

/** Which roles would lose access: a privilege stays with the name of a collection, and grants nothing once nothing has that name. */
final class RoleLosses {

    private final MongoConnection target;
    private final String database;

    RoleLosses(MongoConnection target, String database) {
        this.target = target;
        this.database = database;
    }

    List<String> warnings(Set<String> lost) {
        var warnings = new ArrayList<String>();
        if (lost.isEmpty()) {
            return warnings;
        }
        for (String where : List.of("admin", database)) {
            try {
                BsonDocument reply = target.run(
                        where,
                        new BsonDocument("rolesInfo", new BsonInt32(1)).append("showPrivileges", BsonBoolean.TRUE));
                reply.getArray("roles").forEach(role -> add(role.asDocument(), lost, warnings));
            } catch (DataException e) {
                warnings.add("cannot tell which roles would lose access: " + e.getMessage());
            }
        }
        return warnings;
    }

    private void add(BsonDocument role, Set<String> lost, List<String> warnings) {
        Set<String> affected = new TreeSet<>();
        for (BsonValue each : role.getArray("privileges", new BsonArray())) {
            BsonDocument resource = each.asDocument().getDocument("resource", new BsonDocument());
            if (resource.isString("collection")
                    && lost.contains(resource.getString("collection").getValue())
                    && resource.getString("db").getValue().equals(database)) {
                affected.add(resource.getString("collection").getValue());
            }
        }
        if (!affected.isEmpty()) {
            warnings.add("the role " + role.getString("role").getValue() + " has privileges on " + affected
                    + ", which will not be there under these names: grant it what it needs on the new ones");
        }
    }
}
