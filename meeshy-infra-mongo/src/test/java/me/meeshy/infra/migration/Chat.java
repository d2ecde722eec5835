package me.meeshy.infra.migration;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/** Small data of a chat product in two schemas: staging's names are PascalCase, production's are older. */
final class Chat {

    static final String DATABASE = "meeshy";

    private Chat() {}

    static void fillStaging(Servers server) {
        try (MongoClient client = server.client()) {
            MongoDatabase database = client.getDatabase(DATABASE);
            fill(database, "User", "new", 40);
            fill(database, "Message", "new", 200);
            fill(database, "Session", "new", 10);
            database.getCollection("User").createIndex(Indexes.ascending("name"), new IndexOptions().unique(true));
            database.getCollection("Session")
                    .createIndex(Indexes.ascending("at"), new IndexOptions().expireAfter(86_400L, TimeUnit.SECONDS));
            database.createView("Loud", "Message", List.of(Document.parse("{$match: {n: {$gt: 150}}}")));
            database.createView("Louder", "Loud", List.of(Document.parse("{$match: {n: {$gt: 180}}}")));
        }
    }

    static void fillProduction(Servers server) {
        try (MongoClient client = server.client()) {
            MongoDatabase database = client.getDatabase(DATABASE);
            fill(database, "users", "old", 30);
            fill(database, "Message", "old", 120);
            fill(database, "Session", "old", 5);
            fill(database, "AuditLog", "old", 7);
            database.getCollection("Message").createIndex(Indexes.text("text"));
            database.getCollection("Session")
                    .createIndex(Indexes.ascending("at"), new IndexOptions().expireAfter(3_600L, TimeUnit.SECONDS));
            database.createView("Loud", "Message", List.of(Document.parse("{$match: {n: {$gt: 50}}}")));
            database.createView("Recent", "users", List.of());
        }
    }

    private static void fill(MongoDatabase database, String collection, String generation, int documents) {
        List<Document> all = new ArrayList<>();
        for (int i = 0; i < documents; i++) {
            all.add(new Document("_id", generation + i)
                    .append("name", generation + " " + i)
                    .append("text", "text " + i)
                    .append("n", i)
                    .append("at", Instant.ofEpochMilli(4_000_000_000_000L + i)));
        }
        database.getCollection(collection).insertMany(all);
    }
}
