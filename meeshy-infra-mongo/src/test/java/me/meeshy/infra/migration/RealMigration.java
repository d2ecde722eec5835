package me.meeshy.infra.migration;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import me.meeshy.infra.Consent;
import me.meeshy.infra.mongo.MongoStore;
import org.bson.Document;

/** A migration between two real servers that hold {@link Chat}'s data, and what they held before it. */
final class RealMigration {

    static final Consent CONSENT = Consent.toReplaceDataOf("production");
    static final Consent DESTROY = Consent.toDestroyDataOf("production");

    private final Servers staging;
    private final Servers production;
    private final Path folder;
    private final DatabaseSides sides;
    private final Map<String, String> fresh;
    private final Map<String, String> old;

    RealMigration(Servers staging, Servers production, Path folder) {
        this.staging = staging;
        this.production = production;
        this.folder = folder;
        this.sides = new DatabaseSides(
                () -> MongoMigrationTests.address(staging), () -> MongoMigrationTests.address(production), folder);
        sides.startGateway();
        staging.drop(Chat.DATABASE);
        production.drop(Chat.DATABASE);
        Chat.fillStaging(staging);
        Chat.fillProduction(production);
        fresh = staging.contents(Chat.DATABASE);
        old = production.contents(Chat.DATABASE);
    }

    Migration.Builder builder() {
        return builder(MongoStore.of("database", Chat.DATABASE));
    }

    Migration.Builder builder(MongoStore store) {
        return Migration.from(DatabaseSides.STAGING)
                .to(DatabaseSides.PRODUCTION)
                .store(store)
                .backupTo(folder.resolve("backups"))
                .stopWriters("gateway");
    }

    MigrationReport run() {
        return builder().build().run(sides, CONSENT);
    }

    /** One that calls somebody when a step begins. */
    Migration.Builder whenBegins(MigrationStep step, Runnable action) {
        return builder().onProgress(event -> {
            if (event instanceof MigrationEvent.StepStarted started && started.step() == step) {
                action.run();
            }
        });
    }

    Migration.Builder whenFinished(MigrationStep step, Runnable action) {
        return builder().onProgress(event -> {
            if (event instanceof MigrationEvent.StepFinished finished && finished.step() == step) {
                action.run();
            }
        });
    }

    DatabaseSides sides() {
        return sides;
    }

    Path folder() {
        return folder;
    }

    /** What staging held. */
    Map<String, String> fresh() {
        return fresh;
    }

    /** What production held. */
    Map<String, String> old() {
        return old;
    }

    /** All that production holds now, what is parked included. */
    Map<String, String> all() {
        return production.contents(Chat.DATABASE);
    }

    Map<String, String> live() {
        var live = new TreeMap<>(all());
        live.keySet().removeIf(name -> name.startsWith("__mi."));
        return live;
    }

    void inProduction(Consumer<MongoDatabase> action) {
        in(production, action);
    }

    void inStaging(Consumer<MongoDatabase> action) {
        in(staging, action);
    }

    private static void in(Servers server, Consumer<MongoDatabase> action) {
        try (MongoClient client = server.client()) {
            action.accept(client.getDatabase(Chat.DATABASE));
        }
    }

    void writeToProduction(String collection, Consumer<MongoCollection<Document>> action) {
        inProduction(database -> action.accept(database.getCollection(collection)));
    }
}
