package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import me.meeshy.infra.mongo.model.Cancellation;
import me.meeshy.infra.mongo.model.DataCancelledException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.TransferProgress;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What another thread cancels ends soon and leaves nothing, and the thread that ran it is not interrupted. */
@Timeout(60)
class CancellationIT {

    private final String name = BareMongo.database();
    private final BareMongo server = BareMongo.standalone();
    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final Thread other = new Thread(() -> {
        await(begun);
        cancellation.cancel();
        cancelled.countDown();
    });

    @TempDir
    Path directory;

    @BeforeEach
    void fill() {
        for (String each : List.of("a", "b", "c")) {
            database(name).getCollection(each).createIndex(new Document("n", 1));
            database(name)
                    .getCollection(each)
                    .insertMany(IntStream.range(0, 4_000)
                            .mapToObj(i -> new Document("_id", i).append("n", i).append("text", "x".repeat(1_500)))
                            .toList());
        }
        other.setDaemon(true);
        other.start();
    }

    @AfterEach
    void drop() {
        begun.countDown();
        database(name).drop();
        database(name + "to").drop();
        assertThat(Thread.interrupted()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(DumpFile.Format.class)
    void dumpThatIsCancelledLeavesNothing(DumpFile.Format format) throws IOException {
        assertThatThrownBy(() -> MongoDump.of(server.uri())
                        .database(name)
                        .to(new DumpFile(directory.resolve("dump"), format))
                        .onProgress(this::waitUntilCancelled)
                        .cancelledBy(cancellation)
                        .run())
                .isInstanceOf(DataCancelledException.class)
                .hasMessageContaining("was cancelled");
        assertNoFilesAreLeft();
    }

    @Test
    void dumpFromAServerThatDoesNotAnswerIsCancelled() throws IOException {
        try (CuttingProxy proxy = new CuttingProxy(server::socket)) {
            CountDownLatch never = new CountDownLatch(1);
            proxy.at("getMore", 2, false, () -> {
                begun.countDown();
                await(never);
            });
            long started = System.nanoTime();

            assertThatThrownBy(() -> MongoDump.of(proxy.uri())
                            .database(name)
                            .to(DumpFile.archive(directory.resolve("dump")))
                            .cancelledBy(cancellation)
                            .run())
                    .isInstanceOf(DataCancelledException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(20));
            never.countDown();
        }
        assertNoFilesAreLeft();
    }

    @Test
    void restoreThatIsCancelledLeavesWhatWasThere() {
        MongoDump.of(server.uri())
                .database(name)
                .to(DumpFile.directory(directory))
                .run();
        database(name).getCollection("a").insertOne(new Document("_id", "later"));
        Map<String, Object> before = EveryKind.contents(database(name));

        assertThatThrownBy(() -> MongoRestore.from(directory)
                        .to(server.uri())
                        .replaceExisting()
                        .onProgress(this::waitUntilCancelled)
                        .cancelledBy(cancellation)
                        .run())
                .isInstanceOf(DataCancelledException.class);

        assertThat(EveryKind.contents(database(name))).isEqualTo(before);
    }

    @Test
    void restoreThatWasLeftWhenItWasCancelledIsGoneOnWith() {
        MongoDump.of(server.uri())
                .database(name)
                .to(DumpFile.directory(directory))
                .run();
        Map<String, Object> before = EveryKind.contents(database(name));
        database(name).drop();

        assertThatThrownBy(() -> MongoRestore.from(directory)
                        .to(server.uri())
                        .leaveForResume()
                        .onProgress(this::waitUntilCancelled)
                        .cancelledBy(cancellation)
                        .run())
                .isInstanceOf(DataCancelledException.class);
        MongoRestore.from(directory).to(server.uri()).leaveForResume().run();

        assertThat(EveryKind.contents(database(name))).isEqualTo(before);
    }

    @Test
    void copyThatIsCancelledRemovesWhatItMade() {
        assertThatThrownBy(() -> MongoCopy.from(server.uri(), name)
                        .to(server.uri(), name + "to")
                        .onProgress(this::waitUntilCancelled)
                        .cancelledBy(cancellation)
                        .run())
                .isInstanceOf(DataCancelledException.class);
        assertThat(database(name + "to").listCollectionNames()).isEmpty();
    }

    @Test
    void whatIsCancelledBeforeItBeginsTouchesNothing() throws IOException {
        cancellation.cancel();

        assertThatThrownBy(() -> MongoDump.of(server.uri())
                        .database(name)
                        .to(DumpFile.directory(directory.resolve("dump")))
                        .cancelledBy(cancellation)
                        .run())
                .isInstanceOf(DataCancelledException.class);
        assertThatThrownBy(() -> MongoCopy.from(server.uri(), name)
                        .to(server.uri(), name + "to")
                        .cancelledBy(cancellation)
                        .run())
                .isInstanceOf(DataCancelledException.class);
        assertNoFilesAreLeft();
        assertThat(database(name + "to").listCollectionNames()).isEmpty();
    }

    /** The first who has moved documents waits until the other thread has cancelled, so that nothing ends before. */
    private void waitUntilCancelled(TransferProgress progress) {
        begun.countDown();
        await(cancelled);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private MongoDatabase database(String of) {
        return server.client().getDatabase(of);
    }

    private void assertNoFilesAreLeft() throws IOException {
        try (var found = Files.walk(directory)) {
            assertThat(found.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
