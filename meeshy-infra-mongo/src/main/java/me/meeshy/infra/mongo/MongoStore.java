package me.meeshy.infra.mongo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import me.meeshy.infra.migration.DataStore;
import me.meeshy.infra.migration.StoreContext;
import me.meeshy.infra.migration.StoreMigration;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.mongo.catalogue.DatabaseNames;

/**
 * One MongoDB database as a part of a migration. All collections and views of the source take the place of the target's; what
 * only the target has is parked with its old data, unless it is kept.
 *
 * <pre>{@code
 * Migration.from(staging).to(production)
 *     .store(MongoStore.of("database", "meeshy").keep("AuditLog").rename("users", "User"))
 * }</pre>
 *
 * <p>The user is the one that the service's own variables name ({@code MONGO_INITDB_ROOT_USERNAME} and {@code
 * MONGO_INITDB_ROOT_PASSWORD_FILE}, whose secret each environment has for itself), unless {@link #credentials} says otherwise.
 *
 * <p>Immutable: each method that changes something returns a changed copy. Thread-safe.
 */
public final class MongoStore implements DataStore {

    static final String KIND = "mongo";
    static final int DEFAULT_PORT = 27017;

    private final String service;
    private final String database;
    private final Set<String> kept;
    private final Map<String, String> renamed;
    private final Set<String> tolerated;
    private final Optional<Login> login;

    /** Whose name is used, and which secret holds the password. */
    record Login(String user, String secret) {}

    private MongoStore(
            String service,
            String database,
            Set<String> kept,
            Map<String, String> renamed,
            Set<String> tolerated,
            Optional<Login> login) {
        this.service = service;
        this.database = database;
        this.kept = kept;
        this.renamed = renamed;
        this.tolerated = tolerated;
        this.login = login;
    }

    /**
     * A database of a service, at port 27017 of its container.
     *
     * @param service the service's name in both stacks
     * @param database the database's name, the same on both sides
     * @return the store
     * @throws IllegalArgumentException if that is no name for a database, or the server's own
     */
    public static MongoStore of(String service, String database) {
        return new MongoStore(
                Objects.requireNonNull(service),
                DatabaseNames.require(database),
                Set.of(),
                Map.of(),
                Set.of(),
                Optional.empty());
    }

    /**
     * Keeps collections or views of the target as they are. What the source has under these names is not moved.
     *
     * @param names their names in the target; one that the target does not have makes the plan refuse
     * @return the changed copy
     */
    public MongoStore keep(String... names) {
        var changed = new LinkedHashSet<>(kept);
        changed.addAll(Arrays.asList(names));
        return new MongoStore(service, database, changed, renamed, tolerated, login);
    }

    /**
     * Gives a collection of the source another name in the target.
     *
     * @param from its name in the source; if the source has none of that name, the plan refuses
     * @param to its name in the target
     * @return the changed copy
     * @throws IllegalArgumentException if it has another new name already
     */
    public MongoStore rename(String from, String to) {
        var changed = new LinkedHashMap<>(renamed);
        if (changed.put(Objects.requireNonNull(from), Objects.requireNonNull(to)) != null) {
            throw new IllegalArgumentException("'" + from + "' is renamed already");
        }
        return new MongoStore(service, database, kept, changed, tolerated, login);
    }

    /**
     * Does not mind that a client is connected to the target while nobody may write, as long as it does not write then:
     * monitoring, for instance. By default every client that is not on the server's own host is refused.
     *
     * @param applicationNames the names that such clients give themselves in their connection strings ({@code appName})
     * @return the changed copy
     */
    public MongoStore tolerate(String... applicationNames) {
        var changed = new LinkedHashSet<>(tolerated);
        changed.addAll(Arrays.asList(applicationNames));
        return new MongoStore(service, database, kept, renamed, changed, login);
    }

    /**
     * Logs in as another user, on both sides.
     *
     * @param user the user's name, in the database {@code admin}
     * @param secretKey the secret of the stack whose file holds the password; each environment has its own
     * @return the changed copy
     */
    public MongoStore credentials(String user, String secretKey) {
        return new MongoStore(
                service,
                database,
                kept,
                renamed,
                tolerated,
                Optional.of(new Login(Objects.requireNonNull(user), Objects.requireNonNull(secretKey))));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String service() {
        return service;
    }

    /**
     * The service and the database.
     *
     * @return for instance {@code database/meeshy}
     */
    @Override
    public String name() {
        return service + "/" + database;
    }

    String database() {
        return database;
    }

    Set<String> kept() {
        return kept;
    }

    Map<String, String> renamed() {
        return renamed;
    }

    Set<String> tolerated() {
        return tolerated;
    }

    Optional<Login> login() {
        return login;
    }

    @Override
    public Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        settings.put("service", service);
        settings.put("database", database);
        number(settings, "keep", List.copyOf(kept));
        number(settings, "rename.from", List.copyOf(renamed.keySet()));
        number(settings, "rename.to", List.copyOf(renamed.values()));
        number(settings, "tolerate", List.copyOf(tolerated));
        login.ifPresent(known -> {
            settings.put("user", known.user());
            settings.put("passwordSecret", known.secret());
        });
        return Map.copyOf(settings);
    }

    static MongoStore restore(Map<String, String> settings) {
        MongoStore store = of(text(settings, "service"), text(settings, "database"))
                .keep(numbered(settings, "keep").toArray(String[]::new))
                .tolerate(numbered(settings, "tolerate").toArray(String[]::new));
        List<String> from = numbered(settings, "rename.from");
        for (int i = 0; i < from.size(); i++) {
            store = store.rename(from.get(i), text(settings, "rename.to." + i));
        }
        return settings.containsKey("user")
                ? store.credentials(text(settings, "user"), text(settings, "passwordSecret"))
                : store;
    }

    /** A collection's name may hold any character, so that no separator would do. */
    private static void number(Map<String, String> settings, String key, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            settings.put(key + "." + i, values.get(i));
        }
    }

    private static List<String> numbered(Map<String, String> settings, String key) {
        var values = new ArrayList<String>();
        for (String value = settings.get(key + ".0"); value != null; value = settings.get(key + "." + values.size())) {
            values.add(value);
        }
        return values;
    }

    private static String text(Map<String, String> settings, String key) {
        String value = settings.get(key);
        if (value == null) {
            throw new InfraException("the journal's record of a MongoDB store lacks '" + key + "'; it has "
                    + settings.keySet() + ": was it written by another version?");
        }
        return value;
    }

    @Override
    public StoreMigration open(StoreContext context) {
        return MongoStoreMigration.open(this, context);
    }

    /**
     * Its name and what is special about it.
     *
     * @return for instance {@code MongoStore[database/meeshy, keep [AuditLog], rename {}]}
     */
    @Override
    public String toString() {
        return "MongoStore[" + name() + ", keep " + kept + ", rename " + renamed + "]";
    }
}
