package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import me.meeshy.infra.mongo.model.IndexPolicy;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When indexes are built, as the server's own profile of what it was told to do shows it. */
class IndexPolicyIT {

    private static final Map<String, String> ALL = Map.of(
            "_id_", "{\"_id\": 1}",
            "by mail", "{\"mail\": 1} unique",
            "by time", "{\"at\": -1} after 86400 s");

    private final BareMongo server = BareMongo.standalone();
    private final String name = BareMongo.database();

    @TempDir
    Path directory;

    @BeforeEach
    void dump() throws Exception {
        new HandMadeDump(directory)
                .documents(name, "people", "{_id: 1, mail: 'a'}", "{_id: 2, mail: 'b'}", "{_id: 3, mail: 'c'}")
                .metadata(
                        name,
                        "people",
                        "{\"indexes\": [{\"v\": 2, \"key\": {\"_id\": 1}, \"name\": \"_id_\"},"
                                + " {\"v\": 2, \"key\": {\"mail\": 1}, \"name\": \"by mail\", \"unique\": true},"
                                + " {\"v\": 2, \"key\": {\"at\": -1}, \"name\": \"by time\","
                                + " \"expireAfterSeconds\": 86400}]}");
        database().runCommand(new Document("profile", 2));
    }

    @AfterEach
    void dropDatabase() {
        database().runCommand(new Document("profile", 0));
        database().drop();
    }

    @Test
    void indexesBeforeAreThereWhenTheDocumentsCome() {
        restore(IndexPolicy.BEFORE);

        assertThat(told()).containsExactly("createIndexes", "insert");
        assertThat(indexes()).isEqualTo(ALL);
    }

    @Test
    void indexesAfterAreBuiltOnceAllDocumentsAreThere() {
        restore(IndexPolicy.AFTER);

        assertThat(told()).containsExactly("insert", "createIndexes");
        assertThat(indexes()).isEqualTo(ALL);
    }

    @Test
    void noIndexIsBuiltWhereNoneIsWanted() {
        restore(IndexPolicy.NONE);

        assertThat(told()).containsExactly("insert");
        assertThat(indexes()).containsOnlyKeys("_id_");
    }

    private void restore(IndexPolicy policy) {
        MongoRestore.from(directory).to(server.uri()).indexes(policy).run();
        assertThat(database().getCollection("people").countDocuments()).isEqualTo(3);
    }

    /** Its own record of the run aside. */
    private List<String> told() {
        List<String> told = new ArrayList<>();
        for (Document each : database()
                .getCollection("system.profile")
                .find(new Document("ns", new Document("$not", new Document("$regex", "\\.journal$"))))
                .sort(new Document("$natural", 1))) {
            for (String command : List.of("insert", "createIndexes")) {
                if (each.get("command", new Document()).containsKey(command)) {
                    told.add(command);
                }
            }
        }
        return told;
    }

    private Map<String, String> indexes() {
        Map<String, String> found = new TreeMap<>();
        for (Document each : database().getCollection("people").listIndexes()) {
            Number seconds = each.get("expireAfterSeconds", Number.class);
            found.put(
                    each.getString("name"),
                    each.get("key", Document.class).toJson()
                            + (each.getBoolean("unique", false) ? " unique" : "")
                            + (seconds == null ? "" : " after " + seconds.longValue() + " s"));
        }
        return found;
    }

    private MongoDatabase database() {
        return server.client().getDatabase(name);
    }
}
