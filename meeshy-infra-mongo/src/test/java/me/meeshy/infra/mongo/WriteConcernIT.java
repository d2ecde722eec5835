package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.OptionalInt;
import me.meeshy.infra.mongo.model.DataException;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica set whose primary is there, but whose majority takes up nothing any more. */
class WriteConcernIT {

    private static final int WRITE_CONCERN_FAILED = 64;

    private final String name = BareMongo.database();

    @TempDir
    Path directory;

    @Test
    void restoreWhenNoMajorityConfirmsEndsBeforeItTouchesWhatIsThere() throws Exception {
        new HandMadeDump(directory)
                .documents(name, "a", "{_id: 1, generation: 'new'}")
                .documents(name, "b", "{_id: 2, generation: 'new'}");
        try (ReplicaSetOfThree set = ReplicaSetOfThree.start();
                MongoClient primary = set.member(0);
                MongoClient second = set.member(1);
                MongoClient third = set.member(2)) {
            MongoDatabase database = primary.getDatabase(name);
            database.getCollection("a")
                    .withWriteConcern(new WriteConcern(3))
                    .insertOne(Document.parse("{_id: 9, generation: 'old'}"));
            // their heartbeats go on, so that the primary stays one
            Document lock = Document.parse("{fsync: 1, lock: true}");
            second.getDatabase("admin").runCommand(lock);
            third.getDatabase("admin").runCommand(lock);

            assertThatThrownBy(() -> MongoRestore.from(directory)
                            .to(set.uri(""))
                            .replaceExisting()
                            .within(Duration.ofSeconds(15))
                            .run())
                    .isInstanceOfSatisfying(
                            DataException.class,
                            e -> assertThat(e.serverCode()).isEqualTo(OptionalInt.of(WRITE_CONCERN_FAILED)))
                    .hasMessageContaining("insert on " + name)
                    .hasMessageContaining("is not confirmed to be safe: waiting for replication timed out")
                    .hasMessageContaining("see that a majority of the replica set is up");
            assertThat(database.listCollectionNames().into(new ArrayList<>())).containsExactly("a");
            assertThat(database.getCollection("a").find())
                    .containsExactly(Document.parse("{_id: 9, generation: 'old'}"));

            Document unlock = new Document("fsyncUnlock", 1);
            second.getDatabase("admin").runCommand(unlock);
            third.getDatabase("admin").runCommand(unlock);
            MongoRestore.from(directory).to(set.uri("")).replaceExisting().run();
            assertThat(database.getCollection("a").find())
                    .containsExactly(Document.parse("{_id: 1, generation: 'new'}"));
            assertThat(database.listCollectionNames()).containsExactlyInAnyOrder("a", "b");
        }
    }
}
