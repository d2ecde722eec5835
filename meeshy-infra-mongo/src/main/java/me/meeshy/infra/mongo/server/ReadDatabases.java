package me.meeshy.infra.mongo.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.jspecify.annotations.Nullable;

/** Which databases of a server are read: one of them, or all but the server's own. */
public final class ReadDatabases {

    private static final String ADMIN = "admin";
    private static final Set<String> SERVERS_OWN = Set.of(ADMIN, "config", "local");
    private static final String INTERNAL = "__mdb_internal";

    private final @Nullable String one;
    private final boolean admin;

    private ReadDatabases(@Nullable String one, boolean admin) {
        this.one = one;
        this.admin = admin;
    }

    public static ReadDatabases one(String name) {
        return new ReadDatabases(name, false);
    }

    /** All that are users' own, and admin with the users and roles in it where that is asked for. */
    public static ReadDatabases all(boolean withAdmin) {
        return new ReadDatabases(null, withAdmin);
    }

    /** The database's name, where it is one. */
    public Optional<String> single() {
        return Optional.ofNullable(one);
    }

    /** Whether admin is read as one of them. */
    public boolean withAdmin() {
        return admin;
    }

    /** What a collection is called among all that are read. */
    public String shown(String database, String collection) {
        return one == null ? database + "." + collection : collection;
    }

    /** What each of them holds, by its name. */
    Map<String, List<CollectionDescription>> catalogue(MongoConnection connection, boolean sized) {
        CollectionCatalogue reader = new CollectionCatalogue(connection);
        Map<String, List<CollectionDescription>> found = new TreeMap<>();
        for (String each : names(connection)) {
            boolean users = one == null && each.equals(ADMIN);
            found.put(each, sized ? reader.read(each, users) : reader.readDefinitions(each, users));
        }
        return found;
    }

    private List<String> names(MongoConnection connection) {
        if (one != null) {
            return List.of(one);
        }
        // Who may not see all would be shown some, and never hear of the others.
        BsonDocument command = new BsonDocument("listDatabases", new BsonInt32(1))
                .append("nameOnly", BsonBoolean.TRUE)
                .append("authorizedDatabases", BsonBoolean.FALSE);
        return connection.run(ADMIN, command).getArray("databases").stream()
                .map(each -> each.asDocument().getString("name").getValue())
                .filter(each -> !each.startsWith(INTERNAL))
                .filter(each -> !SERVERS_OWN.contains(each) || (admin && each.equals(ADMIN)))
                .toList();
    }

    @Override
    public String toString() {
        return one == null ? "all databases" : one;
    }
}
