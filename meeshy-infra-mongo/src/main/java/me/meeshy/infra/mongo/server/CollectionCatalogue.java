package me.meeshy.infra.mongo.server;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.work.Workers;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** Reads what a database holds: collections and views with options, identities and indexes. */
public final class CollectionCatalogue {

    private static final BsonDocument STATISTICS = BsonDocument.parse("{$collStats: {storageStats: {}}}");

    /** Each collection is asked about by commands of its own, which mostly wait for answers. */
    private static final int ASKERS = 4;

    private static final Set<String> USERS = Set.of("system.users", "system.roles", "system.version");

    private final MongoConnection connection;

    public CollectionCatalogue(MongoConnection connection) {
        this.connection = connection;
    }

    /** Everything that is the user's own, by name: what the server keeps for itself in {@code system.*} is left out, but for {@code system.js}. */
    public List<CollectionDescription> read(String databaseName) {
        return read(databaseName, false);
    }

    /** The same, and of admin the users and roles where they are asked for. */
    List<CollectionDescription> read(String databaseName, boolean users) {
        return read(databaseName, users, true);
    }

    /** The same, without asking how much there is: a question less for each collection. */
    public List<CollectionDescription> readDefinitions(String databaseName) {
        return readDefinitions(databaseName, false);
    }

    List<CollectionDescription> readDefinitions(String databaseName, boolean users) {
        return read(databaseName, users, false);
    }

    private List<CollectionDescription> read(String databaseName, boolean users, boolean sized) {
        MongoDatabase database = connection.client().getDatabase(databaseName);
        List<CollectionDescription> found = Collections.synchronizedList(new ArrayList<>());
        try (Workers askers = new Workers("Looking at " + databaseName, ASKERS, connection.deadline())) {
            for (BsonDocument each : database.listCollections(BsonDocument.class)) {
                String name = each.getString("name").getValue();
                if (!name.startsWith("system.") || name.equals("system.js") || (users && USERS.contains(name))) {
                    askers.submit(() -> found.add(describe(database, each, name, sized)));
                }
            }
            askers.await();
        } catch (MongoException e) {
            throw connection.failed("listCollections", databaseName, e);
        }
        found.sort(Comparator.comparing(CollectionDescription::name));
        return found;
    }

    private CollectionDescription describe(MongoDatabase database, BsonDocument entry, String name, boolean sized) {
        CollectionKind kind = CollectionKind.of(
                entry.getString("type", new BsonString("collection")).getValue());
        BsonDocument options = entry.getDocument("options", new BsonDocument()).clone();
        BsonDocument idIndex = entry.getDocument("idIndex", new BsonDocument()).clone();
        if (kind == CollectionKind.VIEW) {
            return new CollectionDescription(name, kind, Optional.empty(), options, idIndex, List.of(), 0, 0);
        }
        BsonDocument statistics = sized ? statistics(database, name) : new BsonDocument();
        return new CollectionDescription(
                name,
                kind,
                uuid(entry.getDocument("info", new BsonDocument())),
                options,
                idIndex,
                indexes(database, name),
                number(statistics, "count"),
                number(statistics, "size"));
    }

    private static Optional<UUID> uuid(BsonDocument info) {
        if (!info.isBinary("uuid")) {
            return Optional.empty();
        }
        BsonBinary binary = info.getBinary("uuid");
        ByteBuffer bytes = ByteBuffer.wrap(binary.getData());
        return Optional.of(new UUID(bytes.getLong(), bytes.getLong()));
    }

    private static List<BsonDocument> indexes(MongoDatabase database, String name) {
        return database.getCollection(name).listIndexes(BsonDocument.class).into(new ArrayList<>());
    }

    /** Only a forecast hangs on it, for progress and the size of batches: who may not read statistics gets none. */
    private static BsonDocument statistics(MongoDatabase database, String name) {
        try {
            BsonDocument found = database.getCollection(name, BsonDocument.class)
                    .aggregate(List.of(STATISTICS))
                    .first();
            return found == null ? new BsonDocument() : found.getDocument("storageStats", new BsonDocument());
        } catch (MongoCommandException e) {
            return new BsonDocument();
        }
    }

    private static long number(BsonDocument document, String key) {
        return document.isNumber(key) ? document.getNumber(key).longValue() : 0;
    }
}
