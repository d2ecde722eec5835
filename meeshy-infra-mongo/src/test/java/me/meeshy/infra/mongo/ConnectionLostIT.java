package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpReport;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.work.Deadline;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection that breaks in the middle of a dump or a copy: it goes on, or ends in an error that says so and leaves nothing. */
class ConnectionLostIT {

    private static final int DOCUMENTS = 5_000;

    /** Port 1, at which nobody listens. */
    private static final InetSocketAddress NOBODY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private final String name = BareMongo.database();
    private final String to = name + "to";
    private BareMongo server = BareMongo.replicaSet();
    private final AtomicBoolean gone = new AtomicBoolean();
    private final CuttingProxy proxy = new CuttingProxy(this::upstream);

    @TempDir
    Path directory;

    private InetSocketAddress upstream() {
        if (gone.get()) {
            throw new IllegalStateException("the network is gone");
        }
        return server.socket();
    }

    @BeforeEach
    void fill() {
        fill(database());
    }

    @AfterEach
    void end() throws IOException {
        proxy.close();
        database().drop();
        target().drop();
        BareMongo.standalone().client().getDatabase(name).drop();
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            names = {"DIRECTORY", "ZSTD_ARCHIVE", "TAR_GZ"})
    void dumpGoesOnWhereTheConnectionBroke(DumpFile.Format format) {
        Map<String, Object> before = EveryKind.contents(database());
        // the third reply of a collection is lost: two have been written by then
        proxy.at("getMore", 3, true, () -> {});

        DumpReport report = dump(proxy.uri(), format, Duration.ofMinutes(1));

        assertThat(proxy.met()).isTrue();
        assertThat(report.consistency().snapshot()).isTrue();
        assertThat(report.documents()).isEqualTo(2L * DOCUMENTS);
        database().drop();
        MongoRestore.from(directory.resolve("dump")).to(server.uri()).run();
        assertThat(EveryKind.contents(database())).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"listCollections", "listIndexes", "hello", "find", "aggregate"})
    void dumpGoesOnWhateverQuestionWasLost(String command) {
        proxy.at(command, command.equals("hello") ? 4 : 2, false, () -> {});

        assertThat(dump(proxy.uri(), DumpFile.Format.GZIP_ARCHIVE, Duration.ofMinutes(1))
                        .documents())
                .isEqualTo(2L * DOCUMENTS);
    }

    @Test
    void dumpOfALiveServerBeginsAnewWhereWhatItHasReadIsNoLongerThere() {
        server = BareMongo.standalone();
        fill(database());
        proxy.at("getMore", 3, true, () -> {
            for (String each : List.of("a", "b")) {
                database().getCollection(each).deleteOne(new Document("_id", 0));
            }
        });

        dump(proxy.uri(), DumpFile.Format.DIRECTORY, Duration.ofMinutes(1));

        assertThat(proxy.met()).isTrue();
        Map<String, Object> left = EveryKind.contents(database());
        database().drop();
        MongoRestore.from(directory.resolve("dump")).to(server.uri()).run();
        assertThat(EveryKind.contents(database())).isEqualTo(left);
    }

    @Test
    void dumpWhenTheServerStaysAwaySaysSoAndLeavesNothing() throws IOException {
        proxy.at("getMore", 3, true, () -> gone.set(true));

        assertThatThrownBy(() -> dump(
                        proxy.uri() + "&serverSelectionTimeoutMS=500",
                        DumpFile.Format.DIRECTORY,
                        Duration.ofSeconds(1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("see that the server is up and can be reached, then run again");
        assertNothingIsLeft();
    }

    @Test
    void dumpWithoutPatienceEndsWithTheFirstBreak() throws IOException {
        proxy.at("getMore", 1, true, () -> {});

        assertThatThrownBy(() -> dump(proxy.uri(), DumpFile.Format.ARCHIVE, Duration.ZERO))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("getMore on " + name)
                .hasMessageContaining("then run again");
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "getMore, 3, true, false",
        "insert, 2, true, true",
        "insert, 2, false, true",
        "createIndexes, 1, false, true"
    })
    void copyGoesOnWhereTheConnectionBroke(String command, int number, boolean passing, boolean atTarget) {
        Map<String, Object> before = EveryKind.contents(database());
        proxy.at(command, number, passing, () -> {});

        CopyReport report = MongoCopy.from(atTarget ? server.uri() : proxy.uri(), name)
                .to(atTarget ? proxy.uri() : server.uri(), to)
                .run();

        assertThat(proxy.met()).isTrue();
        assertThat(EveryKind.contents(target())).isEqualTo(before);
        assertThat(MongoVerification.of(server.uri(), to).expect(report).run().equal())
                .isTrue();
    }

    @Test
    void copyWhenTheSourceStaysAwaySaysSoAndRemovesWhatItMade() {
        proxy.at("getMore", 3, true, () -> gone.set(true));

        assertThatThrownBy(() -> MongoCopy.from(proxy.uri() + "&serverSelectionTimeoutMS=500", name)
                        .to(server.uri(), to)
                        .patience(Duration.ofSeconds(1))
                        .run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("see that the server is up");
        assertThat(target().listCollectionNames()).isEmpty();
    }

    @Test
    void serverThatWasWaitedForInVainIsLookedForBrieflyUntilItIsBack() throws IOException {
        BsonDocument ping = new BsonDocument("ping", new BsonInt32(1));
        AtomicBoolean away = new AtomicBoolean();
        try (CuttingProxy way = new CuttingProxy(() -> away.get() ? NOBODY : server.socket());
                MongoConnection connection = MongoConnection.open(
                        way.uri() + "&serverSelectionTimeoutMS=500", Deadline.in(Duration.ofMinutes(1)))) {
            way.at("count", 1, false, () -> away.set(true));
            assertThatThrownBy(() -> connection.run(name, new BsonDocument("count", new BsonString("a"))))
                    .hasMessageContaining("count on " + name);
            assertThat(connection.lost()).as("it may be back at once").isFalse();

            assertThatThrownBy(() -> connection.run(name, ping)).hasMessageContaining("ping on " + name);
            assertThat(connection.lost()).isTrue();
            assertThatThrownBy(() -> connection.run(name, ping))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("looking for the server again")
                    .hasMessageContaining("see that the server is up and can be reached, then run again");
            away.set(false);
            // the driver looks twice a second, and the wait for it is as short here
            await().ignoreExceptionsInstanceOf(DataException.class)
                    .until(() -> !connection.run(name, ping).isEmpty());
            assertThat(connection.lost()).isFalse();
        }
    }

    private DumpReport dump(String uri, DumpFile.Format format, Duration patience) {
        return MongoDump.of(uri)
                .database(name)
                .to(new DumpFile(directory.resolve("dump"), format))
                .patience(patience)
                .run();
    }

    private static void fill(MongoDatabase database) {
        for (String each : List.of("a", "b")) {
            database.getCollection(each).createIndex(new Document("n", 1));
            database.getCollection(each)
                    .insertMany(IntStream.range(0, DOCUMENTS)
                            .mapToObj(i -> new Document("_id", i).append("n", i).append("text", "x".repeat(2_000)))
                            .toList());
        }
    }

    private MongoDatabase database() {
        return server.client().getDatabase(name);
    }

    private MongoDatabase target() {
        return server.client().getDatabase(to);
    }

    private void assertNothingIsLeft() throws IOException {
        try (var found = Files.walk(directory)) {
            assertThat(found.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
