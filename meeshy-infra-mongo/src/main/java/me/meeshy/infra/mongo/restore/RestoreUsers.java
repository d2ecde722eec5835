package me.meeshy.infra.mongo.restore;

import com.mongodb.MongoException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.WriteConcerns;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users and roles of a dump, and their way into a server: into collections of our own, from which the server merges them
 * itself, since nobody else may write where it keeps them. None that is there is removed.
 */
final class RestoreUsers {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreUsers.class);
    private static final String ADMIN = "admin";
    private static final String OF_USERS = "users and roles";
    private static final Pattern LEFT = Pattern.compile("__mr\\.([0-9a-f]{8})\\.(?:users|roles)");

    /** Thousands of users take a few megabytes. */
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private final List<BsonDocument> users = new ArrayList<>();
    private final List<BsonDocument> roles = new ArrayList<>();
    private final List<BsonDocument> version = new ArrayList<>();
    private long bytes;

    private RestoreUsers() {}

    /**
     * Reads those of the databases that are restored, from wherever mongodump or we put them.
     *
     * @param everyone whether all that admin holds are meant, those that no database of the dump has, such as {@code $external}, included
     */
    static RestoreUsers read(DumpSource source, Set<String> databases, boolean everyone, Deadline deadline) {
        RestoreUsers found = new RestoreUsers();
        source.documents((directory, file, shown) -> found.receiver(directory, file, databases), deadline);
        if (!everyone) {
            found.users.removeIf(each -> !databases.contains(databaseOf(each)));
            found.roles.removeIf(each -> !databases.contains(databaseOf(each)));
        }
        return found;
    }

    private @Nullable DocumentReceiver receiver(String directory, String file, Set<String> databases) {
        String kind;
        if (file.startsWith("$admin.system.") && databases.contains(directory)) {
            kind = file.substring("$admin.system.".length());
        } else if (directory.equals(ADMIN) && file.startsWith("system.")) {
            kind = file.substring("system.".length());
        } else {
            return null;
        }
        return switch (kind) {
            case "users" -> into(users);
            case "roles" -> into(roles);
            case "version" -> into(version);
            default -> null;
        };
    }

    private DocumentReceiver into(List<BsonDocument> list) {
        return new DocumentReceiver() {
            @Override
            public void accept(byte[] document, int offset, int length) {
                bytes += length;
                if (bytes > MOST_BYTES) {
                    throw new DataException("The dump's users and roles take more than " + MOST_BYTES
                            + " bytes, far too much for what they are; nothing was touched");
                }
                list.add(RawBson.view(Arrays.copyOfRange(document, offset, offset + length), 0, length)
                        .clone());
            }

            @Override
            public void end() {
                // all are looked at together
            }
        };
    }

    private static String databaseOf(BsonDocument document) {
        return document.getString("db", new BsonString("")).getValue();
    }

    /** Whether there are none. */
    boolean none() {
        return users.isEmpty() && roles.isEmpty();
    }

    /** The name of a collection of admin that some of them would pass through. */
    static String passedThrough() {
        return InternalNames.ofRestore("users").stem() + "users";
    }

    /** Refuses what was kept in another form than the server's, before anything is touched. */
    void check(MongoConnection target) {
        if (none()) {
            return;
        }
        for (BsonDocument each : version) {
            if (each.getString("_id", new BsonString("")).getValue().equals("authSchema")) {
                int dumped = each.getNumber("currentVersion", new BsonInt32(0)).intValue();
                int there = schemaOf(target);
                if (there != 0 && dumped != there) {
                    throw new DataException("The dump's users are of schema " + dumped + ", " + target.address()
                            + " has schema " + there + "; nothing was touched. Restore without usersAndRoles()");
                }
            }
        }
    }

    private static int schemaOf(MongoConnection target) {
        try {
            BsonDocument found = target.client()
                    .getDatabase(ADMIN)
                    .getCollection("system.version", BsonDocument.class)
                    .find(new BsonDocument("_id", new BsonString("authSchema")))
                    .first();
            // A server that never had a user has none.
            return found == null
                    ? 0
                    : found.getNumber("currentVersion", new BsonInt32(0)).intValue();
        } catch (MongoException e) {
            throw target.failed("Asking for the schema of users", "admin.system.version", e);
        }
    }

    /**
     * Adds those that are missing, and replaces those that are there.
     *
     * @return what was done, in words
     */
    String restore(MongoConnection target, String run, String dump) {
        if (none()) {
            return "the dump holds none";
        }
        String stem = InternalNames.ofRestore(run).stem();
        String usersName = stem + "users";
        String rolesName = stem + "roles";
        RestoreJournal journal = journal(target, run, dump);
        try {
            fill(target, usersName, users);
            fill(target, rolesName, roles);
            target.run(
                    ADMIN,
                    new BsonDocument("_mergeAuthzCollections", new BsonInt32(1))
                            .append("tempUsersCollection", collection(usersName, users))
                            .append("tempRolesCollection", collection(rolesName, roles))
                            .append("db", new BsonString(""))
                            .append("drop", BsonBoolean.FALSE)
                            .append("writeConcern", WriteConcerns.confirmed(target.deadline())));
            requireThere(target, "usersInfo", "users", "user", users);
            requireThere(target, "rolesInfo", "roles", "role", roles);
        } catch (RuntimeException e) {
            try {
                end(target, journal, usersName, rolesName);
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        end(target, journal, usersName, rolesName);
        return "restored: " + users.size() + " users and " + roles.size() + " roles";
    }

    /** Says in admin what is about to stand there, so that whoever comes after a crash knows whose it is. */
    private static RestoreJournal journal(MongoConnection target, String run, String dump) {
        RestoreJournal journal = RestoreJournal.unfinished(target, ADMIN).stream()
                .filter(each -> each.run().equals(run))
                .findFirst()
                .orElseGet(() -> RestoreJournal.begin(target, ADMIN, run));
        if (journal.entries().isEmpty()) {
            journal.record(
                    RestoreDatabase.BEGUN,
                    Map.of(
                            "dump",
                            dump,
                            "fingerprint",
                            OF_USERS,
                            "holder",
                            RestoreHolder.current().facts(),
                            "names",
                            List.of()));
        }
        return journal;
    }

    private static boolean ofUsers(RestoreJournal journal) {
        return journal.last(RestoreDatabase.BEGUN)
                .filter(begun -> OF_USERS.equals(begun.facts().get("fingerprint")))
                .isPresent();
    }

    private static void end(MongoConnection target, RestoreJournal journal, String... names) {
        drop(target, names);
        // that of admin's own collections is ended with them
        if (ofUsers(journal)) {
            journal.end();
        }
    }

    private static BsonString collection(String name, List<BsonDocument> documents) {
        return new BsonString(documents.isEmpty() ? "" : ADMIN + "." + name);
    }

    private static void fill(MongoConnection target, String name, List<BsonDocument> documents) {
        if (!documents.isEmpty()) {
            try {
                target.client()
                        .getDatabase(ADMIN)
                        .getCollection(name, BsonDocument.class)
                        .insertMany(documents);
            } catch (MongoException e) {
                throw target.failed("Storing users and roles", ADMIN + "." + name, e);
            }
        }
    }

    /** What the server merged is believed when it names it. */
    private static void requireThere(
            MongoConnection target, String command, String list, String field, List<BsonDocument> wanted) {
        for (BsonDocument each : wanted) {
            BsonDocument who = new BsonDocument(field, each.getString(field, new BsonString("")))
                    .append("db", each.getString("db", new BsonString("")));
            BsonDocument reply = target.run(ADMIN, new BsonDocument(command, who));
            if (reply.getArray(list, new BsonArray()).isEmpty()) {
                throw new DataException("The server at " + target.address() + " took the " + list + ", but "
                        + who.toJson() + " is not among its own");
            }
        }
    }

    /** What any process has left, which holds passwords' digests; nobody merges now. */
    static void dropLeftovers(MongoConnection target) {
        dropLeftovers(target, run -> true);
    }

    /**
     * What processes have left that are gone. Who may not look into admin could not have left anything there, either.
     */
    static void dropOfDead(MongoConnection target) {
        try {
            for (RestoreJournal each : RestoreJournal.unfinished(target, ADMIN)) {
                if (ofUsers(each) && InterruptedRestores.holder(each).life(each.run()) == RestoreHolder.Life.GONE) {
                    dropLeftovers(target, each.run()::equals);
                    each.end();
                }
            }
        } catch (MongoException | DataException e) {
            LOG.debug("whether an earlier restore has left users in admin is not known", e);
        }
    }

    private static void dropLeftovers(MongoConnection target, Predicate<String> runs) {
        try {
            for (String each : target.client().getDatabase(ADMIN).listCollectionNames()) {
                Matcher left = LEFT.matcher(each);
                if (left.matches() && runs.test(left.group(1))) {
                    drop(target, each);
                }
            }
        } catch (MongoException e) {
            throw target.failed("listCollections", ADMIN, e);
        }
    }

    private static void drop(MongoConnection target, String... names) {
        for (String each : names) {
            try {
                target.client().getDatabase(ADMIN).getCollection(each).drop();
            } catch (MongoException e) {
                throw target.failed("Dropping what users and roles were merged from", ADMIN + "." + each, e);
            }
        }
    }
}
