package me.meeshy.infra.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.meeshy.infra.Consent;
import me.meeshy.infra.check.CheckResult;
import me.meeshy.infra.check.Validation;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.mongo.MongoDump;
import me.meeshy.infra.mongo.MongoStore;
import me.meeshy.infra.mongo.model.DumpedCollection;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline on two real servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MongoMigrationTests {

    private static final Consent CONSENT = Consent.toReplaceDataOf("production");

    private final boolean replicaSet;
    private Servers staging;
    private Servers production;
    private DatabaseSides sides;
    private Map<String, String> stagingBefore = Map.of();
    private Map<String, String> productionBefore = Map.of();

    @TempDir
    private Path folder;

    MongoMigrationTests(boolean replicaSet) {
        this.replicaSet = replicaSet;
    }

    @BeforeAll
    void startServers() {
        staging = Servers.start(replicaSet);
        production = Servers.start(replicaSet);
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

    @BeforeEach
    void fill() {
        sides = new DatabaseSides(() -> address(staging), () -> address(production), folder);
        sides.startGateway();
        staging.drop(Chat.DATABASE);
        production.drop(Chat.DATABASE);
        Chat.fillStaging(staging);
        Chat.fillProduction(production);
        stagingBefore = staging.contents(Chat.DATABASE);
        productionBefore = production.contents(Chat.DATABASE);
    }

    static InetSocketAddress address(Servers server) {
        return InetSocketAddress.createUnresolved(server.host(), server.port());
    }

    private Migration.Builder migration(MongoStore store) {
        return Migration.from(DatabaseSides.STAGING)
                .to(DatabaseSides.PRODUCTION)
                .store(store)
                .backupTo(folder.resolve("backups"))
                .stopWriters("gateway");
    }

    private static MongoStore store() {
        return MongoStore.of("database", Chat.DATABASE);
    }

    private static Map<String, String> live(Map<String, String> contents) {
        return contents.entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith("__mi."))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }

    private Map<String, String> productionLive() {
        return live(production.contents(Chat.DATABASE));
    }

    @Test
    void runReplacesProductionsDataAndParksTheOld() {
        MigrationReport report = migration(store()).build().run(sides, CONSENT);

        assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(productionLive()).isEqualTo(stagingBefore);
        assertThat(staging.contents(Chat.DATABASE)).isEqualTo(stagingBefore);
        assertThat(sides.gateway()).isEqualTo("running true, restart ALWAYS");
        assertThat(sides.gatewayHistory()).contains("true NO", "false NO");
        Map<String, String> parked = new TreeMap<>(production.contents(Chat.DATABASE));
        parked.keySet().removeIf(name -> !name.matches("__mi\\.[a-z0-9]+\\.p\\d+"));
        assertThat(parked.values())
                .containsExactlyInAnyOrder(
                        productionBefore.get("users"),
                        productionBefore.get("Message"),
                        productionBefore.get("Session"),
                        productionBefore.get("AuditLog"));
        assertThat(report.notMoved()).containsExactly("volume gateway_uploads (gateway at /app/uploads)");
        assertThat(report.stores().get(0).lateWrites()).isEmpty();
        assertThat(report.stores().get(0).backup().orElseThrow()).isRegularFile();
    }

    @Test
    void runWhenAnEarlierRunsDataIsParkedBacksUpWhatIsLiveAlone() {
        migration(store()).build().run(sides, CONSENT);

        MigrationReport second = migration(store()).build().run(sides, CONSENT);

        Path backup = second.stores().get(0).backup().orElseThrow();
        assertThat(MongoDump.verify(backup, Duration.ofMinutes(1)).get(Chat.DATABASE))
                .extracting(DumpedCollection::name)
                .containsExactlyInAnyOrder("User", "Message", "Session", "Loud", "Louder");
        assertThat(second.stores().get(0).lateWrites()).isEmpty();
    }

    @Test
    void runWhenTheTargetIsEmptyFillsItAndRollsBackToEmpty() {
        production.drop(Chat.DATABASE);

        MigrationReport report = migration(store()).build().run(sides, CONSENT);

        assertThat(productionLive()).isEqualTo(stagingBefore);
        Path backup = report.stores().get(0).backup().orElseThrow();
        assertThat(MongoDump.verify(backup, Duration.ofMinutes(1)).get(Chat.DATABASE))
                .isEmpty();
        report.rollback(CONSENT);
        assertThat(productionLive()).isEmpty();
    }

    @Test
    void runKeepsAndRenamesWhatItIsTold() {
        MongoStore store = store().keep("AuditLog").rename("User", "Person");

        MigrationReport report = migration(store).build().run(sides, CONSENT);

        assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(productionLive())
                .containsEntry("AuditLog", productionBefore.get("AuditLog"))
                .containsEntry("Person", stagingBefore.get("User"))
                .doesNotContainKeys("User", "users");
    }

    @Test
    void runWhenValidationFailsBringsTheOldDataBack() {
        var migration = migration(store())
                .validate(Validation.named("production")
                        .check("never", deadline -> CheckResult.fails("the new data is bad"))
                        .within(Duration.ofMillis(1)))
                .build();

        MigrationFailedException failure =
                catchThrowableOfType(MigrationFailedException.class, () -> migration.run(sides, CONSENT));

        assertThat(failure.report().outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(failure).hasMessageContaining("the new data is bad");
        assertThat(productionLive()).isEqualTo(productionBefore);
        assertThat(sides.gateway()).isEqualTo("running true, restart ALWAYS");
    }

    @Test
    void rollbackWhenWantedLaterBringsTheOldDataBackAndListsWhatWasWrittenSince() {
        MigrationReport report = migration(store()).build().run(sides, CONSENT);
        insert("Message", "since the swap");

        RecordedMigration recorded = Migration.recorded(report.journalDirectory());
        MigrationReport rolledBack = recorded.rollback(sides, DatabaseSides.PRODUCTION, CONSENT);

        assertThat(rolledBack.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(productionLive()).isEqualTo(productionBefore);
        assertThat(rolledBack.stores().get(0).undoneWrites())
                .singleElement()
                .satisfies(writes -> assertThat(writes.name()).isEqualTo("Message"))
                .satisfies(writes -> assertThat(writes.added()).isEqualTo(1));
        assertThat(production.contents(Chat.DATABASE).values().toString()).contains("since the swap");
        assertThatThrownBy(() -> recorded.rollback(sides, DatabaseSides.PRODUCTION, CONSENT))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("rolled back");
    }

    @Test
    void discardOldDataDestroysTheParkedDataAlone() {
        MigrationReport report = migration(store()).build().run(sides, CONSENT);

        assertThatThrownBy(() -> report.discardOldData(CONSENT)).hasMessageContaining("consent");
        MigrationReport discarded = report.discardOldData(Consent.toDestroyDataOf("production"));

        assertThat(discarded.parkedDiscarded()).isTrue();
        assertThat(production.contents(Chat.DATABASE)).isEqualTo(stagingBefore);
        assertThatThrownBy(() -> report.rollback(CONSENT)).hasMessageContaining("discarded");
    }

    @Test
    void rollbackWhenALaterRunReplacedTheDataAgainIsRefused() {
        MigrationReport first = migration(store()).build().run(sides, CONSENT);
        MigrationReport second = migration(store()).build().run(sides, CONSENT);
        Map<String, String> before = production.contents(Chat.DATABASE);

        assertThatThrownBy(() -> first.rollback(CONSENT)).hasMessageContaining("later migration");

        assertThat(live(production.contents(Chat.DATABASE))).isEqualTo(live(before));
        assertThat(second.outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void runWhenConsentNamesSomethingElseTouchesNothing() {
        assertThatThrownBy(() -> migration(store()).build().run(sides, Consent.toReplaceDataOf("staging")))
                .isInstanceOf(InfraException.class);
        assertThat(production.contents(Chat.DATABASE)).isEqualTo(productionBefore);
    }

    @Test
    void planWhenNamesAreAbsentRefusesAndTouchesNothing() {
        var migration =
                migration(store().keep("Audit").rename("people", "User")).build();

        assertThatThrownBy(() -> migration.run(sides, CONSENT))
                .isInstanceOf(MigrationRefusedException.class)
                .hasMessageContaining("keep('Audit')")
                .hasMessageContaining("rename('people', …)");
        assertThat(production.contents(Chat.DATABASE)).isEqualTo(productionBefore);
    }

    @Test
    void planWhenBothSidesAreTheSameServerRefuses() {
        var same = new DatabaseSides(() -> address(production), () -> address(production), folder);

        assertThatThrownBy(() -> migration(store()).build().run(same, CONSENT))
                .isInstanceOf(MigrationRefusedException.class)
                .hasMessageContaining("are the same database");
    }

    @Test
    void planWhenSourceHasEncryptedFieldsRefusesThemByName() {
        // a standalone does not take such a collection at all
        if (!replicaSet) {
            return;
        }
        try (MongoClient client = staging.client()) {
            client.getDatabase(Chat.DATABASE)
                    .runCommand(Document.parse("{create: 'Secret', encryptedFields: {fields: []}}"));
        }
        assertThatThrownBy(() -> migration(store()).build().run(sides, CONSENT))
                .isInstanceOf(MigrationRefusedException.class)
                .hasMessageContaining("Secret has encrypted fields");
        assertThat(productionLive()).isEqualTo(productionBefore);
    }

    @Test
    void planWhenARoleWouldLoseACollectionWarnsByName() {
        try (MongoClient client = production.client()) {
            MongoDatabase admin = client.getDatabase("admin");
            admin.runCommand(Document.parse("{createRole: 'auditor', roles: [], privileges: ["
                    + "{resource: {db: 'meeshy', collection: 'AuditLog'}, actions: ['find']},"
                    + "{resource: {db: 'meeshy', collection: 'Message'}, actions: ['find']}]}"));
            try {
                assertThat(migration(store())
                                .build()
                                .plan(sides)
                                .stores()
                                .get(0)
                                .warnings())
                        .anyMatch(warning -> warning.contains("role auditor has privileges on [AuditLog]")
                                && !warning.contains("Message"));
            } finally {
                admin.runCommand(new Document("dropRole", "auditor"));
            }
        }
    }

    @Test
    void runMovesACollectionWhoseNameIsAsLongAsAServerTakes() {
        String longest = "C".repeat(255 - (Chat.DATABASE + ".").length());
        try (MongoClient client = staging.client()) {
            client.getDatabase(Chat.DATABASE).getCollection(longest).insertOne(new Document("_id", 1));
        }

        migration(store()).build().run(sides, CONSENT);

        assertThat(productionLive()).containsKey(longest).isEqualTo(staging.contents(Chat.DATABASE));
    }

    @Test
    void planWhenSourceHasATimeSeriesRefusesItByName() {
        try (MongoClient client = staging.client()) {
            client.getDatabase(Chat.DATABASE)
                    .runCommand(Document.parse("{create: 'measured', timeseries: {timeField: 't'}}"));
        }
        assertThatThrownBy(() -> migration(store()).build().run(sides, CONSENT))
                .isInstanceOf(MigrationRefusedException.class)
                .hasMessageContaining("the source's measured is a time series");
    }

    @Test
    void runWhenAnotherRunHoldsTheTargetIsRefusedAndSaysWho() {
        try (MongoClient client = production.client()) {
            client.getDatabase(Chat.DATABASE)
                    .runCommand(Document.parse("{create: '__mi.claim', validator: {$comment:"
                            + " '{\"run\": \"other\", \"holder\": \"the migration of Ada\"}'}}"));
        }
        assertThatThrownBy(() -> migration(store()).build().run(sides, CONSENT))
                .isInstanceOf(MigrationRefusedException.class)
                .hasMessageContaining("held by the migration of Ada");
        assertThat(productionLive()).isEqualTo(productionBefore);
    }

    @Test
    void runWhenSomebodyWritesAfterTheBackupListsEachDocument() {
        var migration = migration(store())
                .onProgress(event -> {
                    if (event instanceof MigrationEvent.StepFinished done && done.step() == MigrationStep.BACKUP) {
                        writeToProduction(messages -> {
                            messages.insertOne(new Document("_id", "too late"));
                            messages.updateOne(
                                    new Document("_id", "old7"), new Document("$set", new Document("n", -1)));
                            messages.deleteOne(new Document("_id", "old8"));
                        });
                    }
                })
                .build();

        MigrationReport report = migration.run(sides, CONSENT);

        assertThat(report.stores().get(0).lateWrites())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("examples")
                .containsExactly(new StoreReport.LateWrites("Message", 1, 1, 1, true, List.of()));
        assertThat(report.stores().get(0).lateWrites().get(0).examples())
                .containsExactlyInAnyOrder("added \"too late\"", "changed \"old7\"", "removed \"old8\"");
        assertThat(report.toString())
                .contains("Message: 1 added, 1 changed, 1 removed: ")
                .contains("changed \"old7\"");
        assertThat(production.contents(Chat.DATABASE).toString()).contains("too late");
        assertThat(productionLive()).isEqualTo(stagingBefore);
    }

    @Test
    void runWhenTheBackupIsGoneSaysAtLeastHowMuchWasWrittenAfterIt() {
        var migration = migration(store())
                .onProgress(event -> {
                    if (event instanceof MigrationEvent.StepFinished done && done.step() == MigrationStep.SWAP) {
                        deleteBackups();
                    } else if (event instanceof MigrationEvent.StepFinished done
                            && done.step() == MigrationStep.BACKUP) {
                        insert("Message", "too late");
                    }
                })
                .build();

        MigrationReport report = migration.run(sides, CONSENT);

        assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(report.stores().get(0).lateWrites())
                .containsExactly(new StoreReport.LateWrites("Message", 1, 0, 0, false, List.of()));
    }

    @Test
    void reportSaysHowMuchIsInWhatWasParkedAndKept() {
        MigrationReport report = migration(store().keep("AuditLog")).build().run(sides, CONSENT);

        assertThat(report.stores().get(0).items())
                .filteredOn(item -> item.name().equals("users") || item.name().equals("AuditLog"))
                .extracting(StoreReport.Item::action, StoreReport.Item::count)
                .containsExactlyInAnyOrder(tuple(StorePlan.Action.PARK, 30L), tuple(StorePlan.Action.KEEP, 7L));
    }

    @Test
    void runWhenAWriterMakesALiveNameInTheSwapParksWhatItWrote() {
        List<String> written = new ArrayList<>();
        var migration = migration(store())
                .onProgress(event -> {
                    if (event instanceof MigrationEvent.Progress progress
                            && progress.step() == MigrationStep.SWAP
                            && progress.what().equals("User")
                            && written.isEmpty()) {
                        // the name User is free in production until the swap gives it to the staged collection
                        insert("User", "in the swap");
                        written.add("User");
                    }
                })
                .build();

        MigrationReport report = migration.run(sides, CONSENT);

        assertThat(written).isNotEmpty();
        assertThat(productionLive()).isEqualTo(stagingBefore);
        assertThat(production.contents(Chat.DATABASE).toString()).contains("in the swap");
        assertThat(report.stores().get(0).notes()).anyMatch(note -> note.contains("somebody wrote to User"));
    }

    @Test
    void runWhenSomebodyHoldsATransactionOpenIsUndoneAndNamesIt() {
        if (!replicaSet) {
            return;
        }
        try (MongoClient client = MongoClients.create(production.uri() + "&appName=forgetful");
                ClientSession session = client.startSession()) {
            var migration = migration(store())
                    .onProgress(event -> {
                        if (event instanceof MigrationEvent.StepFinished done && done.step() == MigrationStep.VERIFY) {
                            session.startTransaction();
                            client.getDatabase(Chat.DATABASE)
                                    .getCollection("Message")
                                    .insertOne(session, new Document("_id", "in a transaction"));
                        }
                    })
                    .build();

            assertThatThrownBy(() -> migration.run(sides, CONSENT))
                    .isInstanceOf(MigrationFailedException.class)
                    .hasMessageContaining("'forgetful'")
                    .hasMessageContaining("holds a transaction open");
            session.abortTransaction();
        }
        assertThat(production.contents(Chat.DATABASE)).isEqualTo(productionBefore);
        assertThat(sides.gateway()).isEqualTo("running true, restart ALWAYS");
    }

    private void writeToProduction(Consumer<MongoCollection<Document>> writer) {
        try (MongoClient client = production.client()) {
            writer.accept(client.getDatabase(Chat.DATABASE).getCollection("Message"));
        }
    }

    private void deleteBackups() {
        try (Stream<Path> files = Files.list(folder.resolve("backups"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".tar.gz")).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void insert(String collection, String id) {
        try (MongoClient client = production.client()) {
            MongoDatabase database = client.getDatabase(Chat.DATABASE);
            database.getCollection(collection).insertOne(new Document("_id", id));
        }
    }
}
