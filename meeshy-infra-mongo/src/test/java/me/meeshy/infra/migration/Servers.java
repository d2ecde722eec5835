package me.meeshy.infra.migration;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import me.meeshy.infra.mongo.MongodContainer;
import org.bson.BsonDocument;
import org.bson.Document;
import org.testcontainers.containers.GenericContainer;

/** A real server, started by Testcontainers, and the plain driver's view of it: a witness that knows nothing of our code. */
final class Servers implements AutoCloseable {

    private final MongodContainer container;
    private final boolean replicaSet;

    private Servers(MongodContainer container, boolean replicaSet) {
        this.container = container;
        this.replicaSet = replicaSet;
    }

    static Servers start(boolean replicaSet) {
        return start(replicaSet, container -> {});
    }

    /** With something special about it, such as a small disk. */
    static Servers start(boolean replicaSet, Consumer<GenericContainer<?>> special) {
        return new Servers(MongodContainer.start(replicaSet, special, List.of()), replicaSet);
    }

    String host() {
        return container.host();
    }

    /** The port that the engine gave it now, which may be another one after a restart. */
    int port() {
        return container.port();
    }

    /** SIGKILL, as a crash of the server. */
    void kill() {
        container.kill();
    }

    /** Starts it again on its old data. */
    void startAgain() {
        container.startAgain();
    }

    String uri() {
        return "mongodb://" + host() + ":" + port() + "/?directConnection=true&serverSelectionTimeoutMS=20000";
    }

    /** To be closed before a migration proves that nobody else is connected. */
    MongoClient client() {
        return MongoClients.create(uri());
    }

    boolean replicaSet() {
        return replicaSet;
    }

    /** Everything of a database that a user sees, as comparable text: documents, indexes, options, views. */
    Map<String, String> contents(String database) {
        try (MongoClient client = client()) {
            return contents(client.getDatabase(database));
        }
    }

    private static Map<String, String> contents(MongoDatabase database) {
        var contents = new TreeMap<String, String>();
        for (Document each : database.listCollections()) {
            String name = each.getString("name");
            if (name.startsWith("system.")) {
                continue;
            }
            contents.put(name + " options", each.get("options", Document.class).toJson());
            if (each.getString("type").equals("collection")) {
                List<String> documents = new ArrayList<>();
                database.getCollection(name, BsonDocument.class).find().forEach(found -> documents.add(found.toJson()));
                documents.sort(null);
                contents.put(name, documents.toString());
                List<String> indexes = new ArrayList<>();
                database.getCollection(name).listIndexes().forEach(index -> indexes.add(normalised(index)));
                indexes.sort(null);
                contents.put(name + " indexes", indexes.toString());
            }
        }
        return contents;
    }

    /** collMod writes an int64 where createIndexes was given an int32. */
    private static String normalised(Document index) {
        if (index.get("expireAfterSeconds") instanceof Number seconds) {
            index.put("expireAfterSeconds", seconds.longValue());
        }
        return new TreeMap<>(index).toString();
    }

    void drop(String database) {
        try (MongoClient client = client()) {
            client.getDatabase(database).drop();
        } catch (MongoException e) {
            throw new IllegalStateException("cannot drop " + database, e);
        }
    }

    @Override
    public void close() {
        container.stop();
    }
}
