package me.meeshy.infra.mongo.restore;

import com.mongodb.MongoException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.meeshy.infra.migration.StoreJournal;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.WriteConcerns;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * What a restore is about to do, kept in a collection of the target itself: whoever comes after a crash finds it where the
 * data is, from whichever machine. Each run has a collection of its own, which is dropped when the run has ended.
 */
public final class RestoreJournal implements StoreJournal {

    private static final Pattern NAME = Pattern.compile("__mr\\.([0-9a-f]{8})\\.journal");
    private static final int WRITE_CONCERN_FAILED = 64;
    private static final JsonWriterSettings CANONICAL =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    private final MongoConnection connection;
    private final String database;
    private final String run;
    private final List<Entry> entries;

    private RestoreJournal(MongoConnection connection, String database, String run, List<Entry> entries) {
        this.connection = connection;
        this.database = database;
        this.run = run;
        this.entries = entries;
    }

    public static RestoreJournal begin(MongoConnection connection, String database, String run) {
        return new RestoreJournal(connection, database, run, new ArrayList<>());
    }

    /** The journals of runs that have not ended, oldest name first. */
    public static List<RestoreJournal> unfinished(MongoConnection connection, String database) {
        Map<String, RestoreJournal> found = new TreeMap<>();
        try {
            for (String name : connection.client().getDatabase(database).listCollectionNames()) {
                Matcher matcher = NAME.matcher(name);
                if (matcher.matches()) {
                    found.put(name, read(connection, database, matcher.group(1)));
                }
            }
        } catch (MongoException e) {
            throw connection.failed("listCollections", database, e);
        }
        return List.copyOf(found.values());
    }

    private static RestoreJournal read(MongoConnection connection, String database, String run) {
        List<Entry> entries = new ArrayList<>();
        for (BsonDocument each : connection
                .client()
                .getDatabase(database)
                .getCollection(name(run), BsonDocument.class)
                .find()
                .sort(new BsonDocument("_id", new BsonInt32(1)))) {
            Map<String, Object> facts = new LinkedHashMap<>();
            BsonDocument.parse(each.getString("facts").getValue())
                    .forEach((key, value) -> facts.put(key, plain(value)));
            entries.add(new Entry(each.getString("what").getValue(), facts));
        }
        return new RestoreJournal(connection, database, run, entries);
    }

    public static String name(String run) {
        return InternalNames.RESTORE_PREFIX + run + ".journal";
    }

    public static boolean isJournal(String collection) {
        return NAME.matcher(collection).matches();
    }

    public String run() {
        return run;
    }

    public String database() {
        return database;
    }

    @Override
    public void record(String what, Map<String, ?> facts) {
        Entry entry = new Entry(what, new LinkedHashMap<>(facts));
        BsonArray documents = new BsonArray();
        documents.add(new BsonDocument("_id", new BsonInt32(entries.size()))
                .append("what", new BsonString(what))
                .append("at", new BsonDateTime(System.currentTimeMillis()))
                .append("facts", new BsonString(bson(facts).asDocument().toJson(CANONICAL))));
        BsonDocument reply;
        try {
            reply = connection.run(
                    database,
                    new BsonDocument("insert", new BsonString(name(run)))
                            .append("documents", documents)
                            .append("writeConcern", WriteConcerns.confirmed(connection.deadline())));
        } catch (DataException e) {
            if (e.serverCode().orElse(0) == WRITE_CONCERN_FAILED) {
                // It stands there all the same, and must be known to be removed.
                entries.add(entry);
            }
            throw e;
        }
        if (reply.containsKey("writeErrors")) {
            throw new DataException("The journal of the restore of " + database + " at " + connection.address()
                    + " could not be written: " + reply.toJson()
                    + "; what was about to happen did not. Run the restore again");
        }
        entries.add(entry);
    }

    @Override
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The run has ended, and nothing of it is left. */
    public void end() {
        connection.run(
                database,
                new BsonDocument("drop", new BsonString(name(run)))
                        .append("writeConcern", WriteConcerns.confirmed(connection.deadline())));
        entries.clear();
    }

    private static BsonValue bson(Object fact) {
        if (fact instanceof Map<?, ?> map) {
            BsonDocument document = new BsonDocument();
            map.forEach((key, value) -> document.append((String) key, bson(value)));
            return document;
        }
        if (fact instanceof List<?> list) {
            return new BsonArray(list.stream().map(RestoreJournal::bson).toList());
        }
        if (fact instanceof Number number) {
            return new BsonInt64(number.longValue());
        }
        if (fact instanceof Boolean bool) {
            return BsonBoolean.valueOf(bool);
        }
        return new BsonString((String) fact);
    }

    private static Object plain(BsonValue value) {
        return switch (value.getBsonType()) {
            case DOCUMENT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                value.asDocument().forEach((key, each) -> map.put(key, plain(each)));
                yield map;
            }
            case ARRAY -> value.asArray().stream().map(RestoreJournal::plain).toList();
            case BOOLEAN -> value.asBoolean().getValue();
            case STRING -> value.asString().getValue();
            default -> value.asNumber().longValue();
        };
    }
}
