package me.meeshy.infra.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import me.meeshy.infra.migration.StoreReport.LateWrites;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.mongo.MongoStore;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is written while a migration runs, and after it: nothing of it is lost, and all of it is listed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrationWritesIT {

    private static final List<String> THREE_LATE = List.of("changed \"old7\"", "added \"late\"", "removed \"old8\"");

    private Servers staging;
    private Servers production;
    private RealMigration real;

    @TempDir
    private Path folder;

    @BeforeAll
    void startServers() {
        staging = Servers.start(false);
        production = Servers.start(true);
    }

    @AfterAll
    void stopServers() {
        if (staging != null) {
            staging.close();
        }
        if (production != null) {
            production.close();
        }
    }

    private static void writeThrice(MongoCollection<Document> messages) {
        messages.insertOne(new Document("_id", "late"));
        messages.updateOne(Filters.eq("n", 7), Updates.set("text", "changed"));
        messages.deleteOne(Filters.eq("n", 8));
    }

    @BeforeEach
    void fill() {
        real = new RealMigration(staging, production, folder);
    }

    @Test
    void runListsWhatWasWrittenToTheOldDataAfterItsBackupByItsIds() {
        Migration migration = real.whenFinished(MigrationStep.BACKUP, () -> {
                    real.writeToProduction("Message", MigrationWritesIT::writeThrice);
                    real.writeToProduction("AuditLog", MongoCollection::drop);
                    real.writeToProduction("Invitation", invitations -> invitations.insertOne(new Document("_id", 1)));
                })
                .build();

        MigrationReport report = migration.run(real.sides(), RealMigration.CONSENT);

        assertThat(report.stores().get(0).lateWrites())
                .containsExactlyInAnyOrder(
                        new LateWrites("Message", 1, 1, 1, true, THREE_LATE),
                        new LateWrites("Invitation", 1, 0, 0, true, List.of("added 1")),
                        new LateWrites("AuditLog", 0, 0, 7, true, removedOld(7)));
        assertThat(report.stores().get(0).notes())
                .anyMatch(note -> note.startsWith("AuditLog was dropped by somebody"));
        assertThat(report.toString())
                .contains("Message: 1 added, 1 changed, 1 removed: changed \"old7\", added \"late\", removed \"old8\"");
        assertThat(real.live()).isEqualTo(real.fresh());
        assertThat(real.all().values().toString()).contains("\"late\"");
    }

    private static List<String> removedOld(int documents) {
        return IntStream.range(0, documents)
                .mapToObj(i -> "removed \"old" + i + "\"")
                .toList();
    }

    @Test
    void rollbackListsWhatWasWrittenToTheNewDataByItsIdsAndWhatItLeavesLive() {
        MigrationReport report = real.run();
        real.writeToProduction("Message", MigrationWritesIT::writeThrice);
        real.writeToProduction("Invitation", invitations -> invitations.insertOne(new Document("_id", 1)));

        MigrationReport rolledBack = report.rollback(RealMigration.CONSENT);

        assertThat(rolledBack.stores().get(0).undoneWrites())
                .containsExactly(new LateWrites(
                        "Message", 1, 1, 1, true, List.of("changed \"new7\"", "added \"late\"", "removed \"new8\"")));
        assertThat(rolledBack.stores().get(0).notes())
                .anyMatch(note -> note.contains("Invitation was made after the swap began, with 1 documents"));
        real.writeToProduction("Invitation", MongoCollection::drop);
        assertThat(real.live()).isEqualTo(real.old());
    }

    @Test
    void reportCountsWhatIsParkedAndKept() {
        MigrationReport report = real.builder(
                        MongoStore.of("database", Chat.DATABASE).keep("AuditLog"))
                .build()
                .run(real.sides(), RealMigration.CONSENT);

        assertThat(report.toString())
                .containsPattern("users +parked +30 +[0-9.]+ kB")
                .containsPattern("AuditLog +kept +7 +[0-9.]+ (k)?B");
    }

    @Test
    void runWhenTheDriverLostSightOfASocketOfThisProcessDoesNotTakeItForSomebodyElse() throws IOException {
        loseSightOfASocket();

        assertThat(real.run().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    /** Nobody can close it any more, and only the garbage collector does. */
    private void loseSightOfASocket() throws IOException {
        assertThat(new Socket(production.host(), production.port()).isConnected())
                .isTrue();
    }

    @Test
    void rollbackWhenTheOldDataIsDiscardedIsRefusedAndStopsNobody() {
        MigrationReport report = real.run();
        report.discardOldData(RealMigration.DESTROY);

        assertThatThrownBy(() -> report.rollback(RealMigration.CONSENT))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("its old data is discarded; restore the backup instead");

        assertThat(real.live()).isEqualTo(real.fresh());
        assertThat(real.all().keySet()).noneMatch(name -> name.startsWith("__mi."));
        assertThat(report.journalDirectory().toFile().list()).containsExactlyInAnyOrder("journal", "lock");
        assertThat(real.sides().gateway()).isEqualTo("running true, restart ALWAYS");
    }

    @Test
    void rollbackWhenSomebodyDroppedAParkedCollectionIsRefusedAndStopsNobody() {
        MigrationReport report = real.run();
        real.inProduction(database ->
                database.getCollection("__mi." + report.run() + ".p0").drop());
        List<String> before = real.sides().gatewayHistory();

        assertThatThrownBy(() -> report.rollback(RealMigration.CONSENT))
                .isInstanceOf(InfraException.class)
                .isNotInstanceOf(MigrationFailedException.class)
                .hasMessageContaining("is not there any more");

        assertThat(real.live()).isEqualTo(real.fresh());
        assertThat(real.sides().gatewayHistory()).isEqualTo(before);
        assertThat(Migration.recorded(report.journalDirectory()).outcome()).hasValue(Outcome.SUCCEEDED);
    }

    /** Two generations on top of each other come back one by one, down to the last option. */
    @Test
    void rollbackOfTwoRunsBringsEachGenerationBackWithViewsOfViewsTtlAndCapped() {
        real.inProduction(database -> {
            database.createCollection(
                    "Feed",
                    new CreateCollectionOptions()
                            .capped(true)
                            .sizeInBytes(100_000)
                            .maxDocuments(3));
            for (int i = 0; i < 5; i++) {
                database.getCollection("Feed").insertOne(new Document("_id", i));
            }
            database.createView("RecentOfRecent", "Recent", List.of(Document.parse("{$match: {n: 1}}")));
            database.createView("Aaa", "RecentOfRecent", List.of());
        });
        var before = real.live();
        MigrationReport first = real.run();
        real.inStaging(database -> database.getCollection("Message").insertOne(new Document("_id", "second")));
        MigrationReport second = real.run();
        assertThat(real.live().get("Message")).contains("second");

        second.rollback(RealMigration.CONSENT);
        assertThat(real.live()).isEqualTo(real.fresh());
        first.rollback(RealMigration.CONSENT);

        assertThat(real.live()).isEqualTo(before);
    }

    @Test
    void runWhenTheSourceIsWrittenToMeanwhileSaysHowItWasRead() {
        Migration migration = real.whenBegins(
                        MigrationStep.STAGE,
                        () -> real.inStaging(database ->
                                database.getCollection("Message").insertOne(new Document("_id", "meanwhile"))))
                .build();

        MigrationReport report = migration.run(real.sides(), RealMigration.CONSENT);

        assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(report.stores().get(0).notes()).anyMatch(note -> note.startsWith("read as "));
        assertThat(real.live().get("Message")).contains("meanwhile");
    }

    @Test
    void runWhenACollectionOfTheSourceComesMeanwhileIsUndoneAndNamesIt() {
        Migration migration = real.builder()
                .onProgress(event -> {
                    if (event instanceof MigrationEvent.Progress progress && progress.step() == MigrationStep.STAGE) {
                        real.inStaging(
                                database -> database.getCollection("Newcomer").insertOne(new Document("n", 1)));
                    }
                })
                .build();

        assertThatThrownBy(() -> migration.run(real.sides(), RealMigration.CONSENT))
                .isInstanceOf(MigrationFailedException.class)
                .hasMessageContaining("Newcomer");

        assertThat(real.all()).isEqualTo(real.old());
    }
}
