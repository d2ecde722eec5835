package me.meeshy.infra.mongo.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bson.Document;
import org.bson.types.ObjectId;

/** The data that is measured on: 28 collections, 124,896 documents a unit of scale, of 484 bytes on average, two indexes each. */
final class BenchData {

    static final String DATABASE = "meeshy";

    private static final int COLLECTIONS = 28;
    private static final int DOCUMENTS = 124_896;
    private static final int BATCH = 1_000;
    private static final int SHORTEST = 100;
    private static final int SPREAD = 420;

    private BenchData() {}

    static void fill(String uri, int scale) {
        Random random = new Random(42);
        Words words = new Words(random);
        try (MongoClient client = MongoClients.create(uri)) {
            client.getDatabase(DATABASE).drop();
            int total = DOCUMENTS * scale;
            int left = total;
            for (int i = 0; i < COLLECTIONS; i++) {
                // Sizes differ as they do in life: the first holds a fifth of all.
                int count = i == COLLECTIONS - 1 ? left : i == 0 ? total / 5 : total * 4 / 5 / (COLLECTIONS - 1);
                left -= count;
                MongoCollection<Document> collection =
                        client.getDatabase(DATABASE).getCollection("Collection" + i);
                collection.createIndex(new Document("author", 1).append("at", -1));
                collection.createIndex(new Document("number", 1));
                List<Document> batch = new ArrayList<>();
                for (int n = 0; n < count; n++) {
                    batch.add(document(random, words, n));
                    if (batch.size() == BATCH || n == count - 1) {
                        collection.insertMany(batch);
                        batch.clear();
                    }
                }
            }
        }
    }

    private static Document document(Random random, Words words, int number) {
        return new Document("_id", new ObjectId())
                .append("number", number)
                .append("author", "user" + random.nextInt(207))
                .append("at", Instant.ofEpochSecond(1_700_000_000L + random.nextInt(1_000_000)))
                .append("text", words.text(SHORTEST + random.nextInt(SPREAD)))
                .append("read", random.nextBoolean())
                .append("score", random.nextDouble())
                .append("tags", List.of("a" + random.nextInt(50), "b" + random.nextInt(50)));
    }
}
