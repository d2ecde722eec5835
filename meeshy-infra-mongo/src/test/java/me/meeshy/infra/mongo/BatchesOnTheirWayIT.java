package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import me.meeshy.infra.mongo.model.Cancellation;
import me.meeshy.infra.mongo.model.DataCancelledException;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpFormatException;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A restore that fails awaits the documents that are on their way before it drops what it has loaded: a server stores those whose
 * sender has gone all the same, and would make the collection again.
 */
class BatchesOnTheirWayIT {

    /** The first is the record that the journal begins with. */
    private static final int INSERT_OF_DOCUMENTS = 2;

    /** Where something else fails, they are awaited for five seconds. */
    private static final Duration A_WHILE = Duration.ofSeconds(2);

    private final BareMongo server = BareMongo.standalone();
    private final String name = BareMongo.database();
    private final CuttingProxy proxy = new CuttingProxy(server::socket);

    @TempDir
    Path directory;

    private Path dump = Path.of("");

    @BeforeEach
    void dumpTwoCollections() {
        database().getCollection("a").insertOne(new Document("_id", 1));
        database().getCollection("b").insertOne(new Document("_id", 2));
        dump = directory.resolve("archive");
        MongoDump.of(server.uri()).database(name).to(DumpFile.archive(dump)).run();
        database().drop();
    }

    @AfterEach
    void end() throws IOException {
        proxy.close();
        database().drop();
    }

    @Test
    void areAwaitedAsLongAsTheyTakeWhereTheRestOfTheArchiveIsDamaged() throws IOException {
        byte[] whole = Files.readAllBytes(dump);
        Files.write(dump, Arrays.copyOf(whole, whole.length - 3));
        proxy.hold("insert", INSERT_OF_DOCUMENTS, "drop", Duration.ofSeconds(7), () -> {});

        assertThatThrownBy(() -> restore().run()).isInstanceOf(DumpFormatException.class);
        assertNothingWasOvertaken();
    }

    @Test
    void areAwaitedWhereOthersFail() {
        proxy.hold("insert", INSERT_OF_DOCUMENTS, "drop", A_WHILE, () -> {});
        proxy.at("insert", INSERT_OF_DOCUMENTS + 1, false, () -> {});

        assertThatThrownBy(() -> restore().patience(Duration.ZERO).run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Storing documents on " + name);
        assertThat(proxy.met()).isTrue();
        assertNothingWasOvertaken();
    }

    @Test
    void areAwaitedWhereTheRestoreIsCancelled() {
        Cancellation cancellation = new Cancellation();
        proxy.hold("insert", INSERT_OF_DOCUMENTS, "drop", A_WHILE, cancellation::cancel);

        assertThatThrownBy(() -> restore().cancelledBy(cancellation).run()).isInstanceOf(DataCancelledException.class);
        assertNothingWasOvertaken();
    }

    @Test
    void areAwaitedWhereTheThreadIsInterrupted() {
        Thread restoring = Thread.currentThread();
        proxy.hold("insert", INSERT_OF_DOCUMENTS, "drop", A_WHILE, restoring::interrupt);

        assertThatThrownBy(() -> restore().run()).isInstanceOf(DataException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertNothingWasOvertaken();
    }

    private void assertNothingWasOvertaken() {
        assertThat(proxy.held()).isTrue();
        assertThat(proxy.overtaken())
                .as("dropped before what was on its way was stored")
                .isFalse();
        assertThat(database().listCollectionNames()).isEmpty();
    }

    private MongoRestoreBuilder restore() {
        return MongoRestore.from(dump).to(proxy.uri());
    }

    private MongoDatabase database() {
        return server.client().getDatabase(name);
    }
}
