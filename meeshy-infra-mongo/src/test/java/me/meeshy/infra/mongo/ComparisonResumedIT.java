package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.CreateCollectionOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import me.meeshy.infra.mongo.model.Cancellation;
import me.meeshy.infra.mongo.model.ComparisonReport;
import me.meeshy.infra.mongo.model.DataCancelledException;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.TransferProgress;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Comparisons and verifications that are told of, cancelled, interrupted and gone on with, and read little twice. */
@Timeout(90)
class ComparisonResumedIT {

    private static final int DOCUMENTS = 20_000;

    private final BareMongo server = BareMongo.standalone();
    private final String left = BareMongo.database();
    private final String right = BareMongo.database();

    @TempDir
    Path directory;

    enum Ids {
        OBJECT_IDS(i -> new ObjectId(String.format("%024x", i * 7L))),
        TEXTS(i -> "user-" + i),
        NUMBERS(i -> i % 2 == 0 ? (Object) i : (Object) (long) i),
        MIXED(i -> i % 50 == 0 ? new Document("a", i) : i % 50 == 1 ? (Object) (i + 0.5) : (Object) i);

        @SuppressWarnings("ImmutableEnumChecker")
        private final IntFunction<Object> id;

        Ids(IntFunction<Object> id) {
            this.id = id;
        }
    }

    @BeforeEach
    @AfterEach
    void drop() {
        database(left).drop();
        database(right).drop();
    }

    @ParameterizedTest
    @EnumSource(Ids.class)
    void onlyTheRangesThatDifferAreReadASecondTime(Ids ids) {
        fill("a", ids, null);
        database(right).getCollection("a").updateOne(at(ids, 7_000), new Document("$set", new Document("x", 1)));
        database(right).getCollection("a").deleteOne(at(ids, 12_000));
        long before = returned();

        ComparisonReport report =
                MongoComparison.of(server.uri(), left).with(server.uri(), right).run();

        assertThat(report.collections().get(0).different()).isOne();
        assertThat(report.collections().get(0).onlyInFirst()).isOne();
        assertThat(returned() - before)
                .as("documents read, of %d on both sides", 2 * DOCUMENTS)
                .isBetween(2L * DOCUMENTS, (long) (2.2 * DOCUMENTS));
    }

    @Test
    void textsUnderACollationAreComparedAllTheSame() {
        fill("a", Ids.TEXTS, "en");
        database(right).getCollection("a").updateOne(at(Ids.TEXTS, 7_000), new Document("$set", new Document("x", 1)));

        ComparisonReport report =
                MongoComparison.of(server.uri(), left).with(server.uri(), right).run();

        assertThat(report.collections().get(0).different()).isOne();
        assertThat(report.collections().get(0).onlyInFirst()).isZero();
        assertThat(report.collections().get(0).onlyInSecond()).isZero();
    }

    @Test
    void comparisonThatWasCancelledReadsOnlyTheRest() {
        for (String each : List.of("a", "b", "c", "d")) {
            fill(each, Ids.NUMBERS, null);
        }
        // 80 MB on both sides, so that they are read in portions
        fat("fat");
        database(right).getCollection("b").deleteOne(at(Ids.NUMBERS, 5));
        Path journal = directory.resolve("journal");
        Cancellation cancellation = new Cancellation();
        AtomicInteger told = new AtomicInteger();
        MongoComparison comparison =
                MongoComparison.of(server.uri(), left).with(server.uri(), right).journal(journal);

        assertThatThrownBy(() -> comparison
                        .onProgress(progress -> {
                            if (told.incrementAndGet() == 60) {
                                cancellation.cancel();
                            }
                        })
                        .cancelledBy(cancellation)
                        .run())
                .isInstanceOf(DataCancelledException.class);
        assertThat(journal).exists();
        long before = returned();
        List<TransferProgress> progress = new ArrayList<>();
        ComparisonReport report = comparison.onProgress(progress::add).run();

        long read = returned() - before;
        assertThat(report.notes()).isNotEmpty().allMatch(each -> each.contains("interrupted run"));
        assertThat(read).isLessThan(2L * (4 * DOCUMENTS + 800)).isGreaterThan(0);
        assertThat(journal).doesNotExist();
        assertThat(report.collections())
                .filteredOn(each -> !each.equal())
                .singleElement()
                .satisfies(each -> assertThat(each.name() + each.onlyInFirst()).isEqualTo("b1"));
        assertThat(report.collections()).allMatch(each -> each.first().documents() >= 800);
        TransferProgress last = progress.get(progress.size() - 1);
        assertThat(last.documents()).isLessThanOrEqualTo(last.expectedDocuments());
        assertThat(progress).extracting(TransferProgress::documents).isSorted();
    }

    @Test
    void collectionThatWasMadeAnewIsReadAgain() throws Exception {
        fill("a", Ids.NUMBERS, null);
        fill("b", Ids.NUMBERS, null);
        MongoDump.of(server.uri())
                .database(left)
                .to(DumpFile.directory(directory))
                .run();
        Path journal = directory.resolve("journal");
        MongoComparison comparison = MongoComparison.ofDump(directory, left)
                .with(server.uri(), right)
                .journal(journal);
        Cancellation cancellation = new Cancellation();
        CountDownLatch never = new CountDownLatch(1);
        Thread running = new Thread(() -> assertThatThrownBy(() -> comparison
                        .onProgress(progress -> {
                            if (progress.documents() == progress.expectedDocuments()) {
                                await(never);
                            }
                        })
                        .cancelledBy(cancellation)
                        .run())
                .isInstanceOf(DataCancelledException.class));
        running.start();
        org.awaitility.Awaitility.await()
                .until(() -> java.nio.file.Files.exists(journal)
                        && java.nio.file.Files.readString(journal).lines().count() >= 6);
        cancellation.cancel();
        running.join();
        database(right).getCollection("a").drop();
        database(right).getCollection("a").insertOne(new Document("_id", "other"));

        ComparisonReport report = comparison.run();

        assertThat(report.collections().get(0).second().documents()).isOne();
        assertThat(report.collections().get(0).onlyInSecond()).isOne();
        assertThat(report.collections().get(1).equal()).isTrue();
    }

    @Test
    void verificationIsToldOfCancelledAndGoneOnWith() {
        fill("a", Ids.NUMBERS, null);
        fat("fat");
        CopyReport copy = MongoCopy.from(server.uri(), left)
                .to(server.uri(), right)
                .collection("a", "copy.a")
                .collection("fat", "copy.fat")
                .run();
        Cancellation cancellation = new Cancellation();
        Path journal = directory.resolve("journal");
        MongoVerification verification =
                MongoVerification.of(server.uri(), right).expect(copy).journal(journal);

        assertThatThrownBy(() -> verification
                        .onProgress(progress -> {
                            if (progress.bytes() > 40_000_000) {
                                cancellation.cancel();
                            }
                        })
                        .cancelledBy(cancellation)
                        .run())
                .isInstanceOf(DataCancelledException.class);
        assertThat(journal).exists();
        List<TransferProgress> progress = new ArrayList<>();
        assertThat(verification.onProgress(progress::add).run().equal()).isTrue();

        assertThat(journal).doesNotExist();
        assertThat(progress).extracting(TransferProgress::expectedDocuments).containsOnly(DOCUMENTS + 800L);
        assertThat(progress).extracting(TransferProgress::namespace).containsOnly(right + ".copy.fat");
        assertThatThrownBy(() -> MongoVerification.of(server.uri(), right)
                        .expect(copy)
                        .cancelledBy(cancellation)
                        .run())
                .isInstanceOf(DataException.class);
    }

    private void fill(String collection, Ids ids, @Nullable String locale) {
        for (String each : List.of(left, right)) {
            if (locale != null) {
                database(each)
                        .createCollection(
                                collection,
                                new CreateCollectionOptions()
                                        .collation(Collation.builder()
                                                .locale(locale)
                                                .build()));
            }
            database(each)
                    .getCollection(collection)
                    .insertMany(IntStream.range(0, DOCUMENTS)
                            .mapToObj(i -> new Document("_id", ids.id.apply(i)).append("text", "value " + i))
                            .toList());
        }
    }

    private void fat(String collection) {
        String text = "x".repeat(100_000);
        for (String each : List.of(left, right)) {
            database(each)
                    .getCollection(collection)
                    .insertMany(IntStream.range(0, 800)
                            .mapToObj(i -> new Document("_id", i).append("text", text))
                            .toList());
        }
    }

    private static Document at(Ids ids, int number) {
        return new Document("_id", ids.id.apply(number));
    }

    /** Documents that the server has given out so far. */
    private long returned() {
        return server.client()
                .getDatabase("admin")
                .runCommand(new Document("serverStatus", 1))
                .get("metrics", Document.class)
                .get("document", Document.class)
                .getLong("returned");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private MongoDatabase database(String name) {
        return server.client().getDatabase(name);
    }
}
