package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bson.Document;

/**
 * A database of three collections and a view whose documents are all of one generation, so that it shows whether what was there is
 * still there. The first collection takes several batches of a restore, which are of 4 MB at most.
 */
final class Generations {

    static final List<String> COLLECTIONS = List.of("a", "b", "c");
    static final int DOCUMENTS = 72;
    private static final int LARGEST_BYTES = 16 * 1024 * 1024 - 100;

    private final BareMongo server;
    private final String name;

    Generations(BareMongo server, String name) {
        this.server = server;
        this.name = name;
    }

    MongoDatabase database() {
        return server.client().getDatabase(name);
    }

    void fill(String generation) {
        for (String each : COLLECTIONS) {
            for (int i = 0; i < DOCUMENTS / COLLECTIONS.size(); i++) {
                database()
                        .getCollection(each)
                        .insertOne(new Document("_id", i)
                                .append("generation", generation)
                                .append("n", i)
                                .append("text", "generation of " + each)
                                .append("padding", new byte[each.equals("a") ? 1_000_000 : 10]));
            }
            database().getCollection(each).createIndex(new Document("n", 1));
        }
        database().createView("seen", "a", List.of(Document.parse("{$match: {n: 7}}")));
    }

    /** In place of what is there. */
    void replaceBy(String generation) {
        database().drop();
        fill(generation);
    }

    /** In place of what is there, documents as large as a server takes them, in four collections. */
    void replaceByTheLargest() {
        database().drop();
        for (int i = 0; i < 12; i++) {
            byte[] large = new byte[LARGEST_BYTES];
            new Random(i).nextBytes(large);
            database().getCollection("large" + i % 4).insertOne(new Document("_id", i).append("b", large));
        }
    }

    /** To a word of the same length: what is dumped then is as large. */
    void rename(String generation) {
        for (String each : COLLECTIONS) {
            database()
                    .getCollection(each)
                    .updateMany(new Document(), new Document("$set", new Document("generation", generation)));
        }
    }

    Map<String, Object> contents() {
        return EveryKind.contents(database());
    }

    void assertNothingIsLeft() {
        assertThat(database().listCollectionNames()).noneMatch(each -> each.startsWith("__m"));
        assertThat(MongoRestore.repair(server.uri()).database(name).look()).isEmpty();
    }

    /** Restores in a process of its own, whose heap is small. */
    void restoreInASmallHeap(Path dump) throws Exception {
        DatabaseTools.execute(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                RestoreProcess.class.getName(),
                dump.toString(),
                server.uri()));
    }
}
