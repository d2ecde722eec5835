package me.meeshy.infra.examples.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.engine.Images;
import me.meeshy.infra.engine.RequiresEngine;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;

@RequiresEngine
class SeederIT {

    private static final GenericContainer<?> MONGO = new GenericContainer<>(Images.MONGO).withExposedPorts(27017);

    private static MongoClient client;

    @BeforeAll
    static void start() {
        MONGO.start();
        client = MongoClients.create("mongodb://" + MONGO.getHost() + ":" + MONGO.getMappedPort(27017));
    }

    @AfterAll
    static void stop() {
        client.close();
        MONGO.stop();
    }

    @Test
    void seedIfEmptyWhenEmptyFillsWithEveryKindOfCollectionAndIndex() {
        MongoDatabase database = client.getDatabase("staging");
        var progress = new ArrayList<Long>();

        assertThat(Seeder.of(MeeshyData.staging()).seedIfEmpty(database, progress::add))
                .isTrue();

        assertThat(counts(database)).isEqualTo(expected(MeeshyData.staging()));
        assertThat(progress).isSorted().endsWith(124_896L);
        List<String> indexes = database.listCollections()
                .filter(new Document("type", "collection"))
                .map(collection -> database.getCollection(collection.getString("name"))
                        .listIndexes()
                        .into(new ArrayList<>())
                        .toString())
                .into(new ArrayList<>());
        assertThat(indexes.toString())
                .contains(
                        "unique=true",
                        "sparse=true",
                        "hidden=true",
                        "expireAfterSeconds=0",
                        "partialFilterExpression",
                        "collation",
                        "textIndexVersion",
                        "2dsphere",
                        "hashed",
                        "wildcardProjection");
        Document log = database.listCollections()
                .filter(new Document("name", "ActivityLog"))
                .first();
        assertThat(String.valueOf(log)).contains("capped=true");
        Document users =
                database.listCollections().filter(new Document("name", "User")).first();
        assertThat(String.valueOf(users)).contains("$jsonSchema");
        assertThat(database.getCollection("ActiveUser").countDocuments()).isBetween(1L, 206L);
    }

    @Test
    void seedIfEmptyWhenSomethingIsThereLeavesItAlone() {
        MongoDatabase database = client.getDatabase("used");
        database.getCollection("mine").insertOne(new Document("_id", 1));

        assertThat(Seeder.of(MeeshyData.production()).seedIfEmpty(database, done -> {}))
                .isFalse();

        assertThat(database.listCollectionNames()).containsExactly("mine");
    }

    private static Map<String, Long> counts(MongoDatabase database) {
        var counts = new HashMap<String, Long>();
        database.listCollections()
                .filter(new Document("type", "collection"))
                .map(collection -> collection.getString("name"))
                .forEach(name -> {
                    if (!name.startsWith("system.")) {
                        counts.put(name, database.getCollection(name).countDocuments());
                    }
                });
        return counts;
    }

    private static Map<String, Long> expected(Dataset dataset) {
        var counts = new HashMap<String, Long>();
        dataset.collections().forEach(collection -> counts.put(collection.name(), (long) collection.count()));
        return counts;
    }
}
