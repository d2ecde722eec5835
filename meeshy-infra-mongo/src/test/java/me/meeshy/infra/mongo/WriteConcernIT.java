package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import me.meeshy.infra.mongo.model.DataException;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica set whose primary is there, but whose majority takes up nothing any more. */
class WriteConcernIT {

    private static final int WRITE_CONCERN_FAILED = 64;
    private static final int HALF_A_MINUTE_MILLIS = 30_000;
    private static final int FIVE_MINUTES_MILLIS = 300_000;

    private static @Nullable ReplicaSetOfThree started;

    private final ReplicaSetOfThree set = Objects.requireNonNull(started);
    private final String name = BareMongo.database();
    private final CuttingProxy proxy = new CuttingProxy(() -> set.socket(0));
    private final MongoClient primary = set.member(0);
    private final List<MongoClient> others = List.of(set.member(1), set.member(2));
    private final MongoDatabase database = primary.getDatabase(name);
    private boolean locked;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws IOException {
        started = ReplicaSetOfThree.start();
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    @BeforeEach
    void fill() throws IOException {
        new HandMadeDump(directory)
                .documents(name, "a", "{_id: 1, generation: 'new'}", "{_id: 2, generation: 'new'}")
                .documents(name, "b", "{_id: 3, generation: 'new'}");
        database.getCollection("a")
                .withWriteConcern(new WriteConcern(3))
                .insertOne(Document.parse("{_id: 9, generation: 'old'}"));
        proxy.shorten("wtimeout", 1_000);
    }

    @AfterEach
    void end() throws IOException {
        unlock();
        proxy.close();
        primary.close();
        others.forEach(MongoClient::close);
    }

    /** Their heartbeats go on, so that the primary stays one. */
    private void lock() {
        others.forEach(each -> each.getDatabase("admin").runCommand(Document.parse("{fsync: 1, lock: true}")));
        locked = true;
    }

    private void unlock() {
        if (locked) {
            others.forEach(each -> each.getDatabase("admin").runCommand(Document.parse("{fsyncUnlock: 1}")));
            locked = false;
        }
    }

    @Test
    void restoreWhenNoMajorityConfirmsEndsBeforeItTouchesWhatIsThere() {
        lock();

        assertThatThrownBy(() -> MongoRestore.from(directory)
                        .to(proxy.uri())
                        .replaceExisting()
                        .run())
                .isInstanceOfSatisfying(
                        DataException.class,
                        e -> assertThat(e.serverCode()).isEqualTo(OptionalInt.of(WRITE_CONCERN_FAILED)))
                .hasMessageContaining("insert on " + name)
                .hasMessageContaining("is not confirmed to be safe: waiting for replication timed out")
                .hasMessageContaining("see that a majority of the replica set is up");
        assertThat(proxy.asked()).containsExactly(HALF_A_MINUTE_MILLIS);
        assertThat(database.listCollectionNames().into(new ArrayList<>())).containsExactly("a");
        assertThat(database.getCollection("a").find()).containsExactly(Document.parse("{_id: 9, generation: 'old'}"));

        unlock();
        MongoRestore.from(directory).to(set.uri("")).replaceExisting().run();
        assertThat(database.getCollection("a").countDocuments()).isEqualTo(2);
        assertThat(database.listCollectionNames()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void documentsOfARestoreThatNoMajorityConfirmsEndIt() {
        AtomicBoolean loading = new AtomicBoolean();

        assertThatThrownBy(() -> MongoRestore.from(directory)
                        .to(proxy.uri())
                        .replaceExisting()
                        .onProgress(progress -> {
                            if (!loading.getAndSet(true)) {
                                lock();
                            }
                        })
                        .run())
                .satisfies(WriteConcernIT::tellsWhatIsStored)
                .hasMessageContaining("the server has stored ");
        assertThat(proxy.asked())
                .as("a majority that is there never lags behind by five minutes")
                .contains(FIVE_MINUTES_MILLIS);
        assertThat(database.getCollection("a").find()).containsExactly(Document.parse("{_id: 9, generation: 'old'}"));
        assertThat(database.listCollectionNames()).contains("a").doesNotContain("b");

        unlock();
        // what it has loaded it could not drop with a majority's consent, either
        assertThat(MongoRestore.repair(proxy.uri()).database(name).undo()).hasSize(1);
        assertThat(database.listCollectionNames()).containsExactly("a");
        MongoRestore.from(directory).to(proxy.uri()).replaceExisting().run();
        assertThat(database.listCollectionNames()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void documentsOfAMergeThatNoMajorityConfirmsEndItWithWhatTheServerHas() {
        MongoRestoreBuilder merge =
                MongoRestore.from(directory).to(proxy.uri()).mergeMissing().include(name + ".a");
        lock();

        assertThatThrownBy(merge::run)
                .satisfies(WriteConcernIT::tellsWhatIsStored)
                .hasMessageContaining("the server has stored 2 documents of this batch all the same, and had"
                        + " confirmed 0 of the collection before");
        assertThat(database.getCollection("a").countDocuments()).isEqualTo(3);

        unlock();
        merge.run();
        assertThat(database.getCollection("a").countDocuments()).isEqualTo(3);
    }

    private static void tellsWhatIsStored(Throwable failure) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        DataException.class,
                        e -> assertThat(e.serverCode()).isEqualTo(OptionalInt.of(WRITE_CONCERN_FAILED)))
                .hasMessageContaining("Storing documents on ")
                .hasMessageContaining("is not confirmed to be safe: waiting for replication timed out")
                .hasMessageContaining("see that a majority of the replica set is up and keeps up, then run again");
    }
}
