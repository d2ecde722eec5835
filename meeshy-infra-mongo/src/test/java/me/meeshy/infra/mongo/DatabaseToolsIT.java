package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.mongo.compress.Unpacking;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpReport;
import me.meeshy.infra.mongo.model.RestoreReport;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What mongodump writes, we restore; what we write, mongorestore restores. Both sides are compared by the plain driver. */
class DatabaseToolsIT {

    private final String name = BareMongo.database();
    private final BareMongo server = BareMongo.standalone();

    @TempDir
    Path directory;

    @AfterEach
    void dropDatabase() {
        database().drop();
    }

    @ParameterizedTest
    @EnumSource(DumpFile.Format.class)
    void mongorestoreRestoresWhatWeDumped(DumpFile.Format format) throws Exception {
        EveryKind.fill(database());
        // mongorestore itself loses a top-level Timestamp(0,0) on servers that have no way to keep it.
        database().getCollection("types").updateMany(new Document(), Document.parse("{$unset: {zero: 1}}"));
        Map<String, Object> before = EveryKind.contents(database());
        Path place = directory.resolve("dump");

        MongoDump.of(server.uri())
                .database(name)
                .to(new DumpFile(place, format))
                .run();
        database().drop();
        List<String> arguments =
                new ArrayList<>(List.of("--host=" + server.address(), "--bypassDocumentValidation", "--verbose"));
        arguments.addAll(
                switch (format) {
                    case DIRECTORY -> List.of("--dir=" + place);
                    case GZIP_DIRECTORY -> List.of("--dir=" + place, "--gzip");
                    case TAR_GZ, TAR_ZSTD -> List.of("--dir=" + extracted(unpacked(place)));
                    case ARCHIVE -> List.of("--archive=" + place);
                    case GZIP_ARCHIVE -> List.of("--archive=" + place, "--gzip");
                    case ZSTD_ARCHIVE -> List.of("--archive=" + unpacked(place));
                });
        String output = DatabaseTools.mongorestore(arguments.toArray(String[]::new));

        assertThat(output).contains(" 0 document(s) failed to restore");
        assertSame(before, EveryKind.contents(database()));
    }

    private Path unpacked(Path file) throws IOException {
        Path plain = directory.resolve("plain");
        try (InputStream in = Unpacking.of(Files.newInputStream(file))) {
            Files.copy(in, plain);
        }
        return plain;
    }

    private Path extracted(Path tar) throws Exception {
        Path root = Files.createDirectory(directory.resolve("extracted"));
        DatabaseTools.execute(List.of("tar", "xf", tar.toString(), "-C", root.toString()));
        return root;
    }

    @ParameterizedTest
    @ValueSource(strings = {"--out", "--out --gzip", "--archive", "--archive --gzip"})
    void restoreRestoresWhatMongodumpDumped(String options) throws Exception {
        EveryKind.fill(database());
        Map<String, Object> before = EveryKind.contents(database());
        Path dump = directory.resolve("dump");

        DatabaseTools.mongodump(
                "--host=" + server.address(),
                "--db=" + name,
                (options.startsWith("--archive") ? "--archive=" : "--out=") + dump,
                options.endsWith("--gzip") ? "--gzip" : "--verbose");
        database().drop();
        RestoreReport report =
                MongoRestore.from(dump).to(server.uri()).verifyLoaded().run();

        assertThat(report.manifest()).isFalse();
        assertSame(before, EveryKind.contents(database()));
    }

    @Test
    void restoreTakesTheDirectoryOfOneDatabaseOutOfAWholeDump() throws Exception {
        database().getCollection("a").insertOne(new Document("_id", 1));
        DatabaseTools.mongodump("--host=" + server.address(), "--out=" + directory.resolve("dump"));
        String other = BareMongo.database();
        try {
            MongoRestore.from(directory.resolve("dump"))
                    .to(server.uri())
                    .fromDatabase(name)
                    .database(other)
                    .run();
            assertThat(server.client().getDatabase(other).getCollection("a").find())
                    .containsExactly(new Document("_id", 1));
        } finally {
            server.client().getDatabase(other).drop();
        }
    }

    @Test
    void verifyReadsWhatMongodumpWroteWithUsersAndRoles() throws Exception {
        database().getCollection("a").insertOne(new Document("_id", 1));
        database()
                .runCommand(Document.parse("{createUser: 'u', pwd: 'x', roles: [{role: 'read', db: '" + name + "'}]}"));
        Path dump = directory.resolve("dump");
        DatabaseTools.mongodump("--host=" + server.address(), "--db=" + name, "--dumpDbUsersAndRoles", "--out=" + dump);

        assertThat(MongoDump.verify(dump, Duration.ofMinutes(1)).get(name))
                .singleElement()
                .satisfies(each -> assertThat(each.name()).isEqualTo("a"));
        database().runCommand(Document.parse("{dropAllUsersFromDatabase: 1}"));
    }

    @Test
    void mongorestoreRestoresTheUsersThatWeDumped() throws Exception {
        database().getCollection("a").insertOne(new Document("_id", 1));
        database().runCommand(Document.parse("{createRole: 'r', privileges: [], roles: []}"));
        database().runCommand(Document.parse("{createUser: 'u', pwd: 'x', roles: ['r']}"));
        Path dump = directory.resolve("dump");
        DumpReport report = MongoDump.of(server.uri())
                .database(name)
                .to(DumpFile.directory(dump))
                .run();
        assertThat(report.usersAndRoles()).isEqualTo("included");
        database().runCommand(Document.parse("{dropAllUsersFromDatabase: 1}"));
        database().runCommand(Document.parse("{dropAllRolesFromDatabase: 1}"));
        database().drop();

        DatabaseTools.mongorestore(
                "--host=" + server.address(),
                "--db=" + name,
                "--restoreDbUsersAndRoles",
                "--dir=" + dump.resolve(name));

        assertThat(database().runCommand(Document.parse("{usersInfo: 'u'}")).getList("users", Document.class))
                .singleElement()
                .satisfies(each -> assertThat(
                                each.getList("roles", Document.class).get(0).getString("role"))
                        .isEqualTo("r"));
        database().runCommand(Document.parse("{dropAllUsersFromDatabase: 1}"));
        database().runCommand(Document.parse("{dropAllRolesFromDatabase: 1}"));
    }

    private static void assertSame(Map<String, Object> before, Map<String, Object> after) {
        assertThat(after.keySet()).isEqualTo(before.keySet());
        after.forEach((what, value) -> assertThat(value).as(what).isEqualTo(before.get(what)));
    }

    private MongoDatabase database() {
        return server.client().getDatabase(name);
    }
}
