package me.meeshy.infra.mongo.dump;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.ReadDatabases;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;

/**
 * The users and roles of one database, as {@code mongodump --dumpDbUsersAndRoles} has them. Who may not read them gets a
 * dump without, and is told.
 *
 * @param documents by the name that they have in a dump
 * @param told {@code included}, or why they are not
 */
record UsersAndRoles(Map<String, List<byte[]>> documents, String told) {

    /** Unauthorized, what hosted servers answer instead, and what is answered by one that keeps no users at all. */
    private static final Set<Integer> REFUSALS = Set.of(13, 8000, 59);

    static UsersAndRoles of(MongoConnection source, ReadDatabases databases) {
        return databases
                .single()
                .map(each -> of(source, each))
                .orElseGet(() -> new UsersAndRoles(
                        Map.of(),
                        databases.withAdmin()
                                ? "included, as collections of admin"
                                : "not included: they are in admin, which was not asked for"));
    }

    /** What they are called, by the database that they are of. */
    Map<String, List<String>> names(ReadDatabases databases) {
        return databases
                .single()
                .map(each -> Map.of(each, List.copyOf(documents.keySet())))
                .orElse(Map.of());
    }

    private static UsersAndRoles of(MongoConnection source, String database) {
        BsonDocument ofDatabase = new BsonDocument("db", new BsonString(database));
        Map<String, List<byte[]>> read = new LinkedHashMap<>();
        try {
            for (String each : List.of("users", "roles", "version")) {
                BsonDocument filter = each.equals("version") ? new BsonDocument() : ofDatabase;
                List<byte[]> documents = new ArrayList<>();
                for (RawBsonDocument document : source.client()
                        .getDatabase("admin")
                        .getCollection("system." + each, RawBsonDocument.class)
                        .find(filter)) {
                    documents.add(RawBson.bytes(document));
                }
                read.put("$admin.system." + each, documents);
            }
            return new UsersAndRoles(read, "included");
        } catch (MongoException e) {
            if (!REFUSALS.contains(e.getCode())) {
                throw source.failed("find", "admin", e);
            }
            return new UsersAndRoles(Map.of(), "not included: the server refused to show them (" + name(e) + ")");
        }
    }

    private static String name(MongoException refusal) {
        return refusal instanceof MongoCommandException command
                ? command.getErrorCodeName()
                : String.valueOf(refusal.getCode());
    }
}
