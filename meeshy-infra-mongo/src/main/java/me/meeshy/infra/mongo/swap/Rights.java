package me.meeshy.infra.mongo.swap;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.Privileges;

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

    private final String database;

    public Rights(String database) {
        this.database = database;
    }

    /** What it may not do, in words; a server without users lets everybody do everything. */
    public Optional<String> missing(MongoConnection connection, List<String> needed) {
        Privileges privileges = Privileges.of(connection).orElse(null);
        if (privileges == null) {
            return Optional.empty();
        }
        Set<String> missing = new TreeSet<>(needed);
        // privileges on single collections do not help: what is staged and parked has new names
        missing.removeIf(action -> privileges.allow(action, database, InternalNames.CLAIM));
        if (needed.equals(TARGET)) {
            OF_SERVER.stream()
                    .filter(action -> !privileges.allowOnServer(action))
                    .forEach(missing::add);
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(", ", missing) + " on " + database + "; grant it, or name another user");
    }
}
