package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import me.meeshy.infra.mongo.archive.ArchiveNamespace;
import me.meeshy.infra.mongo.archive.ArchiveWriter;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.format.DumpHead;
import me.meeshy.infra.mongo.format.DumpManifest;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.format.FoundCollection;
import me.meeshy.infra.mongo.format.FoundDatabase;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.restore.RestorePlan;
import me.meeshy.infra.mongo.restore.RestoreSelection;
import me.meeshy.infra.mongo.work.Deadline;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps that somebody, or a failing disk, has changed: each is refused with a typed error, or read as what it is, before a server is asked. */
class HostileDumpTest {

    private static final long SEED = 20_261_124;
    private static final int TRIALS = "full".equals(System.getProperty("meeshy.tests")) ? 10_000 : 600;
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final String METADATA = """
            {"options": {"validator": {"a": {"$gt": {"$numberInt": "1"}}}}, "indexes": [{"v": {"$numberInt": "2"}, "key": {"_id": {"$numberInt": "1"}}, "name": "_id_"},
             {"v": {"$numberInt": "2"}, "key": {"a": {"$numberInt": "1"}}, "name": "a_1", "unique": true}], "uuid": "0123456789abcdef0123456789abcdef", "collectionName": "%s", "type": "collection"}""";

    private static final RestoreSelection ALL = new RestoreSelection(
            true, java.util.Optional.empty(), java.util.Optional.empty(), List.of(), List.of(), Map.of(), List.of());

    private final Map<String, byte[]> files = new TreeMap<>();

    @TempDir
    Path directory;

    @BeforeEach
    void wholeDump() {
        for (String name : List.of("a", "b b", "c")) {
            ByteArrayOutputStream documents = new ByteArrayOutputStream();
            for (int i = 0; i < 5; i++) {
                documents.writeBytes(RawBson.encode(BsonDocument.parse(EveryKind.EVERY_TYPE.formatted(i))));
            }
            String file = name.replace(' ', '+');
            files.put("db/" + file + ".bson", documents.toByteArray());
            files.put("db/" + file + ".metadata.json", METADATA.formatted(name).getBytes(StandardCharsets.UTF_8));
        }
        files.put("db/seen.metadata.json", """
                {"options": {"viewOn": "a", "pipeline": []}, "indexes": [], "collectionName": "seen", "type": "view"}""".getBytes(StandardCharsets.UTF_8));
        files.put("db/prelude.json", "{\"ServerVersion\": \"6.0.5\"}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void changedDumpsAreRefusedWithATypedErrorOrReadAsWhatTheyAre() throws IOException {
        int refused = 0;
        for (int i = 0; i < TRIALS; i++) {
            Random random = new Random(SEED + i);
            Path dump = directory.resolve("dump-" + i);
            String what = "seed " + (SEED + i) + ": " + write(dump, random);
            List<Path> before = everything();
            try {
                plan(dump);
            } catch (DataException e) {
                refused++;
                assertThat(e.getMessage()).as(what).isNotBlank();
                if (e instanceof DumpFormatException format) {
                    assertThat(format.file()).as(what).isNotBlank();
                }
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                fail(what, e);
            }
            assertThat(everything()).as(what).isEqualTo(before);
            delete(dump);
        }
        assertThat(refused).as("most changes are noticed").isGreaterThan(TRIALS / 3);
    }

    /** A restore reads an archive once: what is refused by those who read it for a check alone must be refused by it, too. */
    @Test
    void changedArchivesAreRefusedAlsoWhereTheyAreLoadedAsTheyAreRead() throws IOException {
        Path dump = directory.resolve("dump");
        int refused = 0;
        for (int i = 0; i < TRIALS; i++) {
            Random random = new Random(SEED + i);
            byte[] archive = Mutation.of(archive(), random);
            Files.write(dump, random.nextBoolean() ? archive : gzipped(archive));
            String what = "seed " + (SEED + i);
            String checked = outcome(what, () -> plan(dump));
            String loaded = outcome(what, () -> planAsLoaded(dump));
            assertThat(loaded.isEmpty()).as("%s: %s; %s", what, checked, loaded).isEqualTo(checked.isEmpty());
            refused += checked.isEmpty() ? 0 : 1;
        }
        assertThat(refused).as("most changes are noticed").isGreaterThan(TRIALS / 3);
    }

    /** So it is with directories, with a manifest or without. */
    @Test
    void changedDirectoriesAreRefusedAlsoWhereTheyAreLoadedAsTheyAreRead() throws IOException {
        int refused = 0;
        for (int i = 0; i < TRIALS; i++) {
            Random random = new Random(SEED + i);
            Path dump = directory.resolve("dump-" + i);
            Map<String, byte[]> changed = new TreeMap<>(files);
            if (random.nextBoolean()) {
                directory(dump, files);
                changed.put("db/" + DumpManifest.FILE_NAME, manifest(dump));
                delete(dump);
            }
            String name = new ArrayList<>(changed.keySet()).get(random.nextInt(changed.size()));
            byte[] content = changed.getOrDefault(name, new byte[0]);
            switch (random.nextInt(6)) {
                case 0 -> changed.remove(name);
                case 1 -> changed.put(name + ".gz", gzipped(content));
                case 2 -> changed.put(name.replaceFirst("db/[^.]*", "db/other"), content);
                default -> changed.put(name, Mutation.of(content, random));
            }
            directory(dump, changed);
            String what = "seed " + (SEED + i) + ": " + name;
            String checked = outcome(what, () -> plan(dump));
            String loaded = outcome(what, () -> planAsLoaded(dump));
            assertThat(loaded.isEmpty()).as("%s: %s; %s", what, checked, loaded).isEqualTo(checked.isEmpty());
            refused += checked.isEmpty() ? 0 : 1;
            delete(dump);
        }
        assertThat(refused).as("most changes are noticed").isGreaterThan(TRIALS / 3);
    }

    private static byte[] manifest(Path dump) throws IOException {
        List<DumpManifest.Entry> entries = new ArrayList<>();
        for (FoundCollection each : DumpScan.of(new DumpSource(dump), Deadline.in(LONGEST))
                .getOrDefault("db", new FoundDatabase())
                .collections()) {
            byte[] metadata = Files.readAllBytes(dump.resolve("db/" + each.file() + ".metadata.json"));
            entries.add(new DumpManifest.Entry(each.dumped(), each.file(), DumpScan.sha256(metadata)));
        }
        return new DumpManifest("db", "6.0.5", java.time.Instant.EPOCH, "live", "none", entries).toJson();
    }

    private static String outcome(String what, Runnable reading) {
        try {
            reading.run();
            return "";
        } catch (DataException e) {
            return String.valueOf(e.getMessage());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            return fail(what, e);
        }
    }

    /** The same by the head, and the documents as they are loaded. */
    private static void planAsLoaded(Path dump) {
        DumpSource source = new DumpSource(dump);
        Deadline deadline = Deadline.in(LONGEST);
        DumpHead head = DumpHead.of(source, deadline).orElse(null);
        if (head == null) {
            // it is no archive any more, and read as whatever else it may be
            plan(dump);
            return;
        }
        RestorePlan.of(head.databases(), ALL);
        source.saying(head).documents((database, file, shown) -> null, deadline);
    }

    private String write(Path dump, Random random) throws IOException {
        switch (random.nextInt(4)) {
            case 0 -> {
                Map<String, byte[]> changed = new TreeMap<>(files);
                String name = new ArrayList<>(files.keySet()).get(random.nextInt(files.size()));
                changed.put(name, Mutation.of(files.getOrDefault(name, new byte[0]), random));
                directory(dump, changed);
                return "directory, " + name;
            }
            case 1 -> {
                Files.write(dump, Mutation.of(gzipped(tar(files)), random));
                return "tar.gz";
            }
            case 2 -> {
                Files.write(dump, gzipped(Mutation.of(tar(files), random)));
                return "tar, gzipped afterwards";
            }
            default -> {
                byte[] archive = Mutation.of(archive(), random);
                Files.write(dump, random.nextBoolean() ? archive : gzipped(archive));
                return "archive";
            }
        }
    }

    @Test
    void metadataThatIsNestedWithoutEndIsRefused() throws IOException {
        for (String opening : List.of("{\"a\":", "[", "{\"options\":{\"a\":[")) {
            files.put("db/a.metadata.json", opening.repeat(100_000).getBytes(StandardCharsets.UTF_8));
            refusedEverywhere("deep");
        }
    }

    @Test
    void metadataThatIsNoJsonIsRefused() throws IOException {
        for (String text : List.of(
                "<xml/>",
                "null",
                "[1]",
                "\"",
                "{\"indexes\": [1]}",
                "{\"indexes\": [{\"name\": 1}]}",
                "{\"type\": \"unheard-of\"}",
                "{\"options\": {\"viewOn\": 1}, \"type\": \"view\", \"indexes\": [{\"key\": 7}]}")) {
            files.put("db/a.metadata.json", text.getBytes(StandardCharsets.UTF_8));
            Path dump = directory.resolve("dump");
            directory(dump, files);
            assertThatThrownBy(() -> plan(dump)).as(text).isInstanceOf(DataException.class);
            delete(dump);
        }
    }

    @Test
    void aFileThatStandsInATarTwiceIsRefused() throws IOException {
        for (String name : List.of("db/a.bson", "db/a.metadata.json")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
                for (String directory : List.of("", "elsewhere/")) {
                    entry(tar, directory + name, files.getOrDefault(name, new byte[0]));
                }
            }
            Path dump = Files.write(directory.resolve("dump"), gzipped(out.toByteArray()));
            assertThatThrownBy(() -> plan(dump))
                    .as(name)
                    .isInstanceOf(DumpFormatException.class)
                    .hasMessageContaining("twice");
        }
    }

    @Test
    void linksInADirectoryAreNotFollowed() throws IOException {
        Path secret = Files.write(directory.resolve("secret.bson"), files.getOrDefault("db/a.bson", new byte[0]));
        Path dump = directory.resolve("dump");
        for (Path target : List.of(secret, directory.resolve("nowhere"))) {
            directory(dump, files);
            Files.createSymbolicLink(dump.resolve("db/linked.bson"), target);
            for (Path root : List.of(dump, dump.resolve("db"))) {
                assertThatThrownBy(() -> plan(root))
                        .as("%s to %s", root, target)
                        .isInstanceOf(DumpFormatException.class)
                        .hasMessageContaining("link");
            }
            delete(dump);
        }
        directory(dump, files);
        Files.createSymbolicLink(dump.resolve("other"), dump.resolve("db"));
        assertThatThrownBy(() -> plan(dump))
                .isInstanceOf(DumpFormatException.class)
                .hasMessageContaining("link");
    }

    @Test
    void namesOfDatabasesThatAreNoneAreRefused() throws IOException {
        Path dump = directory.resolve("dump");
        directory(dump, Map.of("d$b x/a.bson", files.getOrDefault("db/a.bson", new byte[0])));
        assertThatThrownBy(() -> plan(dump)).isInstanceOf(DataException.class).hasMessageContaining("d$b x");
    }

    @Test
    void bombsAreReadInBoundedMemory() throws IOException {
        Path dump = directory.resolve("dump");
        Files.createDirectories(dump.resolve("db"));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(dump.resolve("db/a.metadata.json.gz")))) {
            byte[] spaces = new byte[1 << 20];
            Arrays.fill(spaces, (byte) ' ');
            for (int i = 0; i < 200; i++) {
                out.write(spaces);
            }
        }
        assertThatThrownBy(() -> plan(dump))
                .isInstanceOf(DumpFormatException.class)
                .hasMessageContaining("too long");
        delete(dump);
        Files.createDirectories(dump.resolve("db"));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(dump.resolve("db/a.bson.gz")))) {
            for (int i = 0; i < 200; i++) {
                out.write(new byte[1 << 20]);
            }
        }
        assertThatThrownBy(() -> plan(dump))
                .isInstanceOf(DumpFormatException.class)
                .hasMessageContaining("cannot have 0 bytes");
    }

    private void refusedEverywhere(String message) throws IOException {
        Path dump = directory.resolve("dump");
        directory(dump, files);
        assertThatThrownBy(() -> plan(dump))
                .isInstanceOf(DumpFormatException.class)
                .hasMessageContaining(message);
        delete(dump);
        Files.write(dump, gzipped(tar(files)));
        assertThatThrownBy(() -> plan(dump))
                .isInstanceOf(DumpFormatException.class)
                .hasMessageContaining(message);
        Files.delete(dump);
    }

    /** All that a restore does before it asks a server. */
    static void plan(Path dump) {
        RestorePlan.of(DumpScan.of(new DumpSource(dump), Deadline.in(LONGEST)), ALL);
    }

    private List<Path> everything() throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.sorted().toList();
        }
    }

    static void directory(Path root, Map<String, byte[]> content) throws IOException {
        for (Map.Entry<String, byte[]> each : content.entrySet()) {
            Path file = root.resolve(each.getKey());
            Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
            Files.write(file, each.getValue());
        }
    }

    static byte[] tar(Map<String, byte[]> content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (Map.Entry<String, byte[]> each : content.entrySet()) {
                entry(tar, each.getKey(), each.getValue());
            }
        }
        return out.toByteArray();
    }

    static void entry(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private byte[] archive() throws IOException {
        List<ArchiveNamespace> namespaces = List.of(
                new ArchiveNamespace("db", "a", METADATA.formatted("a"), "collection"),
                new ArchiveNamespace("db", "b b", METADATA.formatted("b b"), "collection"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArchiveWriter writer = new ArchiveWriter(out, "6.0.5", "100.9", 2, namespaces);
        for (ArchiveNamespace each : namespaces) {
            DocumentReceiver receiver = writer.open(each);
            byte[] document = RawBson.encode(BsonDocument.parse(EveryKind.EVERY_TYPE.formatted(1)));
            receiver.accept(document, 0, document.length);
            receiver.end();
        }
        return out.toByteArray();
    }

    static byte[] gzipped(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> found = Files.walk(root)) {
            for (Path each : found.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
