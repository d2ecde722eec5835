package me.meeshy.infra.mongo.server;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import me.meeshy.infra.mongo.model.DataException;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/**
 * What the user that a connection is logged in as may do, as the server tells it: all that its roles grant, those that these
 * inherit included. Immutable.
 */
public final class Privileges {

    private static final String ANY_ACTION = "anyAction";

    private final List<Granted> granted;

    private record Granted(BsonDocument resource, Set<String> actions) {}

    private Privileges(List<Granted> granted) {
        this.granted = granted;
    }

    /**
     * Asks a server.
     *
     * @return empty where nobody is logged in, so that the server lets everybody do everything or nothing, and where it does not
     *     tell, as a stand-in
     */
    public static Optional<Privileges> of(MongoConnection connection) {
        BsonDocument info;
        try {
            info = connection
                    .run(
                            "admin",
                            new BsonDocument("connectionStatus", new BsonInt32(1))
                                    .append("showPrivileges", BsonBoolean.TRUE))
                    .getDocument("authInfo", new BsonDocument());
        } catch (DataException e) {
            if (e.serverCode().isPresent()) {
                return Optional.empty();
            }
            throw e;
        }
        if (info.getArray("authenticatedUsers", new BsonArray()).isEmpty()
                || !info.isArray("authenticatedUserPrivileges")) {
            return Optional.empty();
        }
        return Optional.of(new Privileges(info.getArray("authenticatedUserPrivileges").stream()
                .map(each -> granted(each.asDocument()))
                .toList()));
    }

    private static Granted granted(BsonDocument privilege) {
        return new Granted(
                privilege.getDocument("resource", new BsonDocument()),
                privilege.getArray("actions", new BsonArray()).stream()
                        .map(action -> action.asString().getValue())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** Whether it may do this to a collection, which need not be there. */
    public boolean allow(String action, String database, String collection) {
        return allow(action, resource -> isOf(database, resource) && isOn(collection, resource));
    }

    /** Whether it may do this to every collection of every database but the servers' own. */
    public boolean allowEverywhere(String action) {
        return allow(
                action,
                resource -> text(resource, "db").isEmpty()
                        && text(resource, "collection").isEmpty());
    }

    /** Whether it may do this to the server as a whole. */
    public boolean allowOnServer(String action) {
        return granted.stream()
                .anyMatch(each ->
                        (each.resource().containsKey("cluster") || isAny(each.resource())) && grants(each, action));
    }

    private boolean allow(String action, Predicate<BsonDocument> covers) {
        return granted.stream()
                .anyMatch(each -> grants(each, action)
                        && (isAny(each.resource())
                                || (isOnCollections(each.resource()) && covers.test(each.resource()))));
    }

    private static boolean grants(Granted granted, String action) {
        return granted.actions().contains(action) || granted.actions().contains(ANY_ACTION);
    }

    private static boolean isAny(BsonDocument resource) {
        return resource.containsKey("anyResource");
    }

    /** Others are of the cluster, or of the buckets of time series. */
    private static boolean isOnCollections(BsonDocument resource) {
        return resource.isString("db") && resource.isString("collection");
    }

    private static boolean isOf(String database, BsonDocument resource) {
        return Set.of("", database).contains(text(resource, "db"));
    }

    /** An empty name means all but the server's own. */
    private static boolean isOn(String collection, BsonDocument resource) {
        String named = text(resource, "collection");
        return named.isEmpty() ? !collection.startsWith("system.") : named.equals(collection);
    }

    private static String text(BsonDocument resource, String key) {
        return resource.getString(key, new BsonString("?")).getValue();
    }
}
