package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpReport;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All databases of a server in one dump, as mongodump has them where none is named. */
class WholeDeploymentIT {

    private static final List<String> NAMES = List.of("chat", "shop-2", "a_first");

    private static BareMongo server;

    @TempDir
    Path directory;

    /** It ends with the JVM. */
    @BeforeAll
    static void start() {
        server = BareMongo.ownReplicaSet();
    }

    @AfterEach
    void drop() {
        names().forEach(each -> database(each).drop());
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            names = {"DIRECTORY", "GZIP_DIRECTORY", "TAR_ZSTD", "GZIP_ARCHIVE"})
    void allDatabasesAreRestoredFromEveryKindOfFormat(DumpFile.Format format) {
        fill();
        if (format == DumpFile.Format.DIRECTORY || format == DumpFile.Format.GZIP_ARCHIVE) {
            EveryKind.fill(database("chat"));
        }
        Map<String, Object> before = contents();

        DumpReport report = dumpAll(format);
        drop();
        MongoRestore.from(directory.resolve("dump"))
                .to(server.uri())
                .allDatabases()
                .run();

        assertThat(contents()).isEqualTo(before);
        assertThat(report.databases()).containsOnlyKeys(NAMES);
        assertThat(report.consistency().snapshot()).isTrue();
        assertThat(report.consistency().readLive()).allMatch(each -> each.startsWith("chat."));
        assertThat(report.usersAndRoles()).contains("not included").contains("admin");
        Map<String, List<me.meeshy.infra.mongo.model.DumpedCollection>> verified =
                MongoDump.verify(directory.resolve("dump"), Duration.ofMinutes(1));
        assertThat(verified).containsOnlyKeys(NAMES);
        verified.forEach((name, held) -> assertThat(held)
                .containsExactlyInAnyOrderElementsOf(report.databases().get(name)));
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            names = {"DIRECTORY", "GZIP_DIRECTORY", "GZIP_ARCHIVE"})
    void mongorestoreTakesAllDatabasesAndTheirUsers(DumpFile.Format format) throws Exception {
        fill();
        user("{createUser: 'reader', pwd: 'x', roles: [{role: 'read', db: 'chat'}]}");
        Map<String, Object> before = contents();
        MongoDump.of(server.uri())
                .allDatabases()
                .to(new DumpFile(directory.resolve("dump"), format))
                .withAdmin()
                .run();
        drop();
        user("{dropUser: 'reader'}");

        String place = directory.resolve("dump").toString();
        switch (format) {
            case DIRECTORY -> DatabaseTools.mongorestore("--host=" + server.address(), place);
            case GZIP_DIRECTORY -> DatabaseTools.mongorestore("--host=" + server.address(), "--gzip", place);
            default -> DatabaseTools.mongorestore("--host=" + server.address(), "--gzip", "--archive=" + place);
        }

        assertThat(contents()).isEqualTo(before);
        assertThat(server.client()
                        .getDatabase("admin")
                        .runCommand(new Document("usersInfo", "reader"))
                        .getList("users", Document.class))
                .singleElement()
                .satisfies(each -> assertThat(each.toString()).contains("role=read, db=chat"));
        user("{dropUser: 'reader'}");
    }

    @Test
    void databaseThatIsMissingOrNotKnownIsFoundOut() throws IOException {
        fill();
        dumpAll(DumpFile.Format.DIRECTORY);
        Path dump = directory.resolve("dump");
        Files.move(dump.resolve("chat"), directory.resolve("chat"));

        assertThatThrownBy(() -> MongoDump.verify(dump, Duration.ofMinutes(1)))
                .isInstanceOf(DumpFormatException.class)
                .hasMessageContaining("the database chat is missing");
        Files.move(directory.resolve("chat"), dump.resolve("chat"));
        MongoDump.verify(dump, Duration.ofMinutes(1));
        MongoDump.of(server.uri())
                .database("chat")
                .to(DumpFile.directory(directory.resolve("other")))
                .run();
        Files.move(directory.resolve("other/chat"), dump.resolve("unknown"));
        assertThatThrownBy(() -> MongoDump.verify(dump, Duration.ofMinutes(1)))
                .isInstanceOf(DumpFormatException.class)
                .hasMessageContaining("databases it does not know: [unknown]");
    }

    @Test
    void directoryHoldsTheFilesThatMongodumpWrites() throws Exception {
        fill();
        database("chat").createView("a view", "a", List.of());
        database("chat").getCollection("odd % / name").insertOne(new Document("_id", 1));
        DatabaseTools.mongodump("--host=" + server.address(), "--out=" + directory.resolve("theirs"));
        MongoDump.of(server.uri())
                .allDatabases()
                .to(DumpFile.directory(directory.resolve("dump")))
                .withAdmin()
                .run();

        assertThat(files(directory.resolve("dump")).stream()
                        .filter(each -> !each.endsWith("meeshy-manifest.json"))
                        .toList())
                .containsExactlyElementsOf(files(directory.resolve("theirs")));
    }

    @Test
    void allDatabasesAreOfOneMoment() throws Exception {
        fill();
        database("chat").getCollection("left").insertOne(new Document("_id", 0));
        database("shop-2").getCollection("right").insertOne(new Document("_id", 0));
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            for (int i = 1; !stop.get(); i++) {
                database("chat").getCollection("left").insertOne(new Document("_id", i));
                database("shop-2").getCollection("right").insertOne(new Document("_id", i));
            }
        });
        writer.start();
        try {
            dumpAll(DumpFile.Format.DIRECTORY);
        } finally {
            stop.set(true);
            writer.join();
        }
        drop();
        MongoRestore.from(directory.resolve("dump"))
                .to(server.uri())
                .allDatabases()
                .run();

        long left = database("chat").getCollection("left").countDocuments();
        long right = database("shop-2").getCollection("right").countDocuments();
        assertThat(left - right).isBetween(0L, 1L);
    }

    @Test
    void databaseThatIsMadeMeanwhileIsInTheDump() {
        fill();
        AtomicInteger seen = new AtomicInteger();

        DumpReport report = MongoDump.of(server.uri())
                .allDatabases()
                .to(DumpFile.archive(directory.resolve("dump")))
                .onProgress(progress -> {
                    if (seen.getAndIncrement() == 0) {
                        database("late").getCollection("a").insertOne(new Document("_id", 1));
                    }
                })
                .run();

        assertThat(report.databases()).containsKey("late");
        assertThat(report.consistency().snapshot()).isTrue();
    }

    @Test
    void patternsAndQueriesSelectAmongAllDatabases() {
        fill();

        DumpReport report = MongoDump.of(server.uri())
                .allDatabases()
                .to(DumpFile.directory(directory.resolve("dump")))
                .include("shop-2.*")
                .include("a_first.b*")
                .query("shop-2.a", "{n: {$lt: 10}}")
                .run();

        assertThat(report.databases()).containsOnlyKeys("a_first", "shop-2");
        assertThat(report.collections())
                .extracting(each -> each.name() + " " + each.documents())
                .containsExactly("b 2000", "a 10", "b 2000");
        assertThatThrownBy(() -> MongoDump.of(server.uri())
                        .allDatabases()
                        .to(DumpFile.directory(directory.resolve("other")))
                        .include("shop.*")
                        .run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Nothing in all databases fits shop.*");
        assertThat(directory.resolve("other")).doesNotExist();
    }

    @Test
    void dumpOfAServerWithoutDatabasesIsRefusedAndAdminOfOneIs() {
        assertThatThrownBy(() -> dumpAll(DumpFile.Format.DIRECTORY))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("There is no database at");
        assertThat(directory.resolve("dump")).doesNotExist();
        assertThatThrownBy(() -> MongoDump.of(server.uri())
                        .database("chat")
                        .to(DumpFile.directory(directory))
                        .withAdmin())
                .isInstanceOf(IllegalArgumentException.class);
    }

    private DumpReport dumpAll(DumpFile.Format format) {
        return MongoDump.of(server.uri())
                .allDatabases()
                .to(new DumpFile(directory.resolve("dump"), format))
                .run();
    }

    private static void fill() {
        for (String each : NAMES) {
            for (String collection : List.of("a", "b")) {
                database(each)
                        .getCollection(collection)
                        .insertMany(IntStream.range(0, 2_000)
                                .mapToObj(i -> new Document("_id", i).append("n", i))
                                .toList());
            }
        }
    }

    private static void user(String command) {
        server.client().getDatabase("admin").runCommand(Document.parse(command));
    }

    private static Map<String, Object> contents() {
        Map<String, Object> all = new TreeMap<>();
        names().forEach(each -> all.put(each, EveryKind.contents(database(each))));
        return all;
    }

    private static List<String> names() {
        return server.client().listDatabaseNames().into(new java.util.ArrayList<>()).stream()
                .filter(each -> !List.of("admin", "config", "local").contains(each))
                .toList();
    }

    private static List<String> files(Path of) {
        try (var found = Files.walk(of)) {
            return found.filter(Files::isRegularFile)
                    .map(each -> of.relativize(each).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MongoDatabase database(String name) {
        return server.client().getDatabase(name);
    }
}
