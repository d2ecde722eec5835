package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.InterruptedRestore;
import me.meeshy.infra.mongo.model.InterruptedRestore.Stage;
import me.meeshy.infra.mongo.model.RestoreReport;
import me.meeshy.infra.mongo.model.UnfinishedRestoreException;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores whose process, network or server goes away: afterwards everything is wholly old or wholly new, and nothing is left lying about. */
class RestoreInterruptedIT {

    private static final boolean FULL = "full".equals(System.getProperty("meeshy.tests"));
    private static final List<String> ENDINGS = List.of("again", "finish", "undo");

    private final String name = BareMongo.database();
    private BareMongo server = BareMongo.standalone();
    private Map<String, Object> old = Map.of();
    private Map<String, Object> fresh = Map.of();
    private Path dump = Path.of("");

    @TempDir
    Path directory;

    /** Where a restore may die: the command, which of its kind, and whether the server still gets it. */
    private record Moment(String command, int number, boolean passing) {}

    @BeforeEach
    void dumpTheNew() {
        dump = directory.resolve("dump");
        fill("new", 3);
        database().createView("seen", "a", List.of(Document.parse("{$match: {generation: 'new'}}")));
        MongoDump.of(server.uri()).database(name).to(DumpFile.directory(dump)).run();
        fresh = contents();
        database().drop();
    }

    @AfterEach
    void dropDatabase() {
        database().drop();
    }

    @Test
    void restoreWhoseProcessIsKilledIsFinishedOrUndone() throws Exception {
        List<Moment> moments = new ArrayList<>(List.of(
                new Moment("insert", 3, true),
                new Moment("renameCollection", 2, false),
                new Moment("renameCollection", 5, true),
                new Moment("renameCollection", 1, true),
                new Moment("drop", 2, true),
                new Moment("drop", 3, true)));
        if (FULL) {
            for (int number = 1; number <= 5; number++) {
                for (String command : List.of("create", "insert", "createIndexes", "renameCollection", "collMod")) {
                    moments.add(new Moment(command, number, false));
                    moments.add(new Moment(command, number, true));
                }
            }
        }
        int trial = 0;
        for (Moment each : moments) {
            for (String ending : FULL ? ENDINGS : List.of(ENDINGS.get(trial % 3))) {
                killAt(each);
                endsWell(each, ending);
            }
            trial++;
        }
    }

    private void killAt(Moment moment) throws Exception {
        database().drop();
        fill("old", 2);
        database().createView("seen", "b", List.of());
        old = contents();
        RestoreProcess.kill(dump, server, directory, moment.command(), moment.number(), moment.passing());
    }

    private void endsWell(Moment moment, String ending) {
        String what = moment + ", then " + ending;
        List<InterruptedRestore> found =
                MongoRestore.repair(server.uri()).database(name).look();
        assertThat(found).as(what).hasSizeLessThanOrEqualTo(1);
        boolean ended = found.isEmpty();
        Stage stage = ended ? Stage.DROPPING : found.get(0).stage();
        if (!ended) {
            assertThat(found.get(0).running()).as(what).isFalse();
            assertThat(found.get(0).collections()).as(what).contains("a", "b", "c", "seen");
        }
        Map<String, Object> expected = fresh;
        switch (ending) {
            case "again" -> RestoreProcess.restore(dump, server.uri()).run();
            case "finish" -> {
                MongoRestore.repair(server.uri()).database(name).finish();
                expected = stage == Stage.LOADING ? old : fresh;
            }
            default -> {
                if (stage == Stage.DROPPING && !ended) {
                    assertThatThrownBy(() -> MongoRestore.repair(server.uri())
                                    .database(name)
                                    .undo())
                            .isInstanceOf(DataException.class)
                            .hasMessageContaining("cannot be undone");
                    MongoRestore.repair(server.uri()).database(name).finish();
                } else {
                    MongoRestore.repair(server.uri()).database(name).undo();
                    expected = ended ? fresh : old;
                }
            }
        }
        assertThat(contents()).as(what).isEqualTo(expected);
    }

    @Test
    void restoreOfOtherCollectionsGoesOnBesideAnInterruptedOneAndOneOfTheSameIsRefused() throws Exception {
        killAt(new Moment("renameCollection", 2, true));
        Path other = directory.resolve("other");
        new HandMadeDump(other).documents(name, "elsewhere", "{_id: 1}");
        MongoRestore.from(other).to(server.uri()).run();

        new HandMadeDump(other).documents(name, "b", "{_id: 1}");
        assertThatThrownBy(() -> MongoRestore.from(other)
                        .to(server.uri())
                        .exclude("*.elsewhere")
                        .replaceExisting()
                        .run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("repair");

        MongoRestore.repair(server.uri()).database(name).undo();
        assertThat(database().getCollection("elsewhere").countDocuments()).isEqualTo(1);
    }

    @Test
    void restoreWhoseReplyIsLostTriesAgainAndLosesNothing() throws Exception {
        fill("old", 2);
        for (Moment each : List.of(
                new Moment("insert", 2, false),
                new Moment("insert", 3, true),
                new Moment("renameCollection", 2, true))) {
            try (CuttingProxy proxy = new CuttingProxy(server::socket)) {
                proxy.at(each.command(), each.number(), each.passing(), () -> {});
                RestoreProcess.restore(dump, proxy.uri()).run();
            }
            assertThat(contents()).as(each.toString()).isEqualTo(fresh);
        }
    }

    @Test
    void restoreWhoseServerIsKilledAndStartedGoesOnWithWhatItHasNotLost() {
        BareMongo shared = server;
        server = BareMongo.own();
        try (CuttingProxy proxy = new CuttingProxy(server::socket)) {
            proxy.at("insert", 3, true, this::restart);
            RestoreProcess.restore(dump, proxy.uri()).run();
            assertThat(contentsOfRestarted()).isEqualTo(fresh);

            proxy.at("renameCollection", 2, true, this::restart);
            RestoreProcess.restore(dump, proxy.uri()).run();
            assertThat(contentsOfRestarted()).isEqualTo(fresh);

            // For good: it ends with what it knows, and the next goes on.
            withRestarted(database -> database.drop());
            proxy.at("createIndexes", 1, true, server::kill);
            assertThatThrownBy(() -> MongoRestore.from(dump)
                            .to(proxy.uri() + "&serverSelectionTimeoutMS=1000")
                            .patience(Duration.ofSeconds(1))
                            .run())
                    .isInstanceOf(DataException.class)
                    .isNotInstanceOf(UnfinishedRestoreException.class);
            server.startAgain();
            RestoreReport report = MongoRestore.from(dump).to(proxy.uri()).run();
            assertThat(report.notes()).anyMatch(each -> each.contains("found loaded by the interrupted run"));
            assertThat(contentsOfRestarted()).isEqualTo(fresh);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            server.stop();
            server = shared;
        }
    }

    private void restart() {
        server.kill();
        server.startAgain();
    }

    private Map<String, Object> contentsOfRestarted() {
        Map<String, Object> contents = new TreeMap<>();
        withRestarted(database -> contents.putAll(contents(database)));
        return contents;
    }

    private void withRestarted(java.util.function.Consumer<MongoDatabase> use) {
        String uri = "mongodb://127.0.0.1:" + server.socket().getPort() + "/?directConnection=true";
        try (MongoClient client = MongoClients.create(uri)) {
            use.accept(client.getDatabase(name));
        }
    }

    /** As many collections, the first with documents for more than one batch. */
    private void fill(String generation, int collections) {
        List<String> names = List.of("a", "b", "c").subList(0, collections);
        for (String each : names) {
            for (int i = 0; i < 12; i++) {
                database()
                        .getCollection(each)
                        .insertOne(new Document("_id", i)
                                .append("generation", generation)
                                .append("at", new org.bson.BsonDateTime(4_000_000_000_000L))
                                .append("padding", new byte[each.equals("a") ? 1_000_000 : 10]));
            }
            database()
                    .getCollection(each)
                    .createIndex(new Document("at", 1), new IndexOptions().expireAfter(9_999L, TimeUnit.SECONDS));
        }
    }

    private Map<String, Object> contents() {
        return contents(database());
    }

    private static Map<String, Object> contents(MongoDatabase database) {
        Map<String, Object> contents = EveryKind.contents(database);
        // collMod writes an int64 where createIndexes was given an int32
        contents.replaceAll((what, value) -> what.endsWith(" indexes")
                ? value.toString().replaceAll("\\{\"\\$numberLong\": \"(\\d+)\"\\}", "$1")
                : value);
        return contents;
    }

    private MongoDatabase database() {
        return server.client().getDatabase(name);
    }
}
