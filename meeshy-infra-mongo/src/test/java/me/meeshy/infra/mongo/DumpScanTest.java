package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import me.meeshy.infra.mongo.bson.ContentHasher;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.format.DumpManifest;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.format.FoundCollection;
import me.meeshy.infra.mongo.format.FoundDatabase;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.UnsupportedDataException;
import me.meeshy.infra.mongo.restore.RestorePlan;
import me.meeshy.infra.mongo.restore.RestoreSelection;
import me.meeshy.infra.mongo.server.CollectionCreator;
import me.meeshy.infra.mongo.work.Deadline;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dumps that are not what they should be, read without a server. */
class DumpScanTest {

    private static final byte[] DOCUMENT = RawBson.encode(BsonDocument.parse("{_id: 1, a: {b: [1, 'x', {$date: 0}]}}"));

    @TempDir
    Path directory;

    @Test
    void scanReadsOldMetadataWithPlainNumbersAndWithoutNames() throws IOException {
        write("db/a+b.bson", DOCUMENT);
        write("db/a+b.metadata.json", """
                {"options":{"capped":true,"size":4096},"indexes":[{"v":1,"key":{"_id":1},"name":"_id_","ns":"db.a b"},
                 {"v":1,"key":{"x":0,"y":"","z":true,"t":"text","w":-1.0},"name":"old","ns":"db.a b"}]}""".getBytes(StandardCharsets.UTF_8));

        FoundCollection found = scan().get(0);

        assertThat(found.description().name()).isEqualTo("a b");
        assertThat(found.description().capped()).isTrue();
        assertThat(found.hash().documents()).isEqualTo(1);
        assertThat(CollectionCreator.creatable(found.description()))
                .containsExactly(BsonDocument.parse("{key: {x: 1, y: 1, z: 1, t: 'text', w: -1.0}, name: 'old'}"));
    }

    @Test
    void scanHashesADocumentAsAServerWillStoreIt() throws IOException {
        write("db/a.bson", RawBson.encode(BsonDocument.parse("{x: 'y', _id: 7, z: {_id: 3}}")));
        ContentHasher stored = new ContentHasher();
        byte[] arranged = RawBson.encode(BsonDocument.parse("{_id: 7, x: 'y', z: {_id: 3}}"));
        stored.add(arranged, 0, arranged.length);

        assertThat(scan().get(0).hash()).isEqualTo(stored.hash());
    }

    @Test
    void scanWhenDocumentHasNoIdRefusesIt() throws IOException {
        write("db/a.bson", RawBson.encode(BsonDocument.parse("{x: 1}")));
        assertThatThrownBy(this::scan).isInstanceOf(DataException.class).hasMessageContaining("has no _id");
    }

    @Test
    void scanWhenAFileIsCutSaysWhere() throws IOException {
        for (int cut = 1; cut < DOCUMENT.length; cut++) {
            byte[] bytes = new byte[DOCUMENT.length + cut];
            System.arraycopy(DOCUMENT, 0, bytes, 0, DOCUMENT.length);
            System.arraycopy(DOCUMENT, 0, bytes, DOCUMENT.length, cut);
            write("db/a.bson", bytes);
            assertThatThrownBy(this::scan).isInstanceOfSatisfying(DumpFormatException.class, e -> {
                assertThat(e.file()).isEqualTo("db/a.bson");
                assertThat(e.offset()).isEqualTo(DOCUMENT.length);
                assertThat(e.namespace()).contains("db.a");
            });
        }
    }

    @Test
    void scanWhenBytesAreChangedIsATypedErrorOrAWholeDocument() throws IOException {
        Random random = new Random(42);
        byte[] every = RawBson.encode(BsonDocument.parse(EveryKind.EVERY_TYPE.formatted("1")));
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = every.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            write("db/a.bson", bytes);
            try {
                scan();
            } catch (DataException e) {
                assertThat(e).hasMessageContaining("db.a");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 17 * 1024 * 1024})
    void scanWhenALengthIsImpossibleRefusesItAtOnce(int length) throws IOException {
        byte[] bytes = DOCUMENT.clone();
        RawBson.putInt32(bytes, 0, length);
        write("db/a.bson", bytes);
        assertThatThrownBy(this::scan)
                .isInstanceOf(DumpFormatException.class)
                .hasMessageContaining("cannot have " + length + " bytes");
    }

    @Test
    void scanWhenDocumentsAreNestedWithoutEndRefusesThem() throws IOException {
        ByteArrayOutputStream open = new ByteArrayOutputStream();
        int depth = 5_000;
        for (int i = 0; i < depth; i++) {
            byte[] frame = new byte[7];
            RawBson.putInt32(frame, 0, 5 + (depth - i) * 8);
            frame[4] = 3;
            frame[5] = 'a';
            open.write(frame);
        }
        open.write(new byte[] {5, 0, 0, 0, 0});
        open.write(new byte[depth]);
        write("db/a.bson", open.toByteArray());
        assertThatThrownBy(this::scan).isInstanceOf(DumpFormatException.class).hasMessageContaining("deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil/a.bson", "/etc/a.bson", "db/../../a.bson"})
    void scanWhenATarLeadsOutsideRefusesIt(String name) throws IOException {
        Path tar = directory.resolve("x.tar.gz");
        tar(tar, name, TarConstants.LF_NORMAL);
        assertThatThrownBy(() -> MongoDump.verify(tar, Duration.ofMinutes(1)))
                .isInstanceOf(DumpFormatException.class)
                .hasMessageContaining("outside");
        try (var found = Files.walk(directory)) {
            assertThat(found.filter(Files::isRegularFile)).containsExactly(tar);
        }
    }

    @Test
    void scanWhenATarHoldsALinkRefusesIt() throws IOException {
        Path tar = directory.resolve("x.tar.gz");
        tar(tar, "db/a.bson", TarConstants.LF_SYMLINK);
        assertThatThrownBy(() -> MongoDump.verify(tar, Duration.ofMinutes(1)))
                .isInstanceOf(DumpFormatException.class)
                .hasMessageContaining("link");
    }

    @Test
    void scanWhenATarIsCutRefusesIt() throws IOException {
        Path tar = directory.resolve("x.tar.gz");
        tar(tar, "db/a.bson", TarConstants.LF_NORMAL);
        byte[] whole = Files.readAllBytes(tar);
        assertThat(MongoDump.verify(tar, Duration.ofMinutes(1)).get("db")).hasSize(1);
        for (int length = 0; length < whole.length; length++) {
            Files.write(tar, java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> MongoDump.verify(tar, Duration.ofMinutes(1)))
                    .as("cut at %s", length)
                    .isInstanceOf(DataException.class);
        }
    }

    @Test
    void scanWhenItIsNoDumpSaysSo() throws IOException {
        Path file = Files.write(directory.resolve("x"), new byte[] {0x6d, (byte) 0xe2, (byte) 0x99, (byte) 0x82, 0, 0});
        assertThatThrownBy(() -> MongoDump.verify(file, Duration.ofMinutes(1)))
                .hasMessageContaining("neither a directory, nor an archive, nor a tar file");
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThatThrownBy(() -> MongoDump.verify(empty, Duration.ofMinutes(1))).hasMessageContaining("no dump");
        assertThatThrownBy(() -> MongoDump.verify(directory.resolve("absent"), Duration.ofMinutes(1)))
                .hasMessageContaining("no dump");
    }

    @Test
    void manifestHoldsEachFileToItsContent() throws IOException {
        write("db/a.bson", DOCUMENT);
        write("db/a.metadata.json", "{\"indexes\": []}".getBytes(StandardCharsets.UTF_8));
        FoundCollection found = scan().get(0);
        DumpManifest manifest = new DumpManifest(
                "db",
                "6.0.5",
                Instant.EPOCH,
                "live",
                "included",
                List.of(new DumpManifest.Entry(
                        found.dumped(), "a", DumpScan.sha256("{\"indexes\": []}".getBytes(StandardCharsets.UTF_8)))));
        assertThat(DumpManifest.parse("m", manifest.toJson())).isEqualTo(manifest);
        write("db/" + DumpManifest.FILE_NAME, manifest.toJson());
        assertThat(scan()).hasSize(1);

        write("db/a.metadata.json", "{\"indexes\": [ ]}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::scan).hasMessageContaining("a.metadata.json").hasMessageContaining("manifest");
        write("db/a.metadata.json", "{\"indexes\": []}".getBytes(StandardCharsets.UTF_8));
        write("db/a.bson", new byte[0]);
        assertThatThrownBy(this::scan).hasMessageContaining("holds 0 documents, the manifest says 1");
        write("db/a.bson", DOCUMENT);
        write("db/b.bson", DOCUMENT);
        assertThatThrownBy(this::scan).hasMessageContaining("files it does not know: [b]");
        Files.delete(directory.resolve("db/b.bson"));
        Files.delete(directory.resolve("db/a.bson"));
        Files.delete(directory.resolve("db/a.metadata.json"));
        assertThatThrownBy(this::scan).hasMessageContaining("a.bson").hasMessageContaining("missing");
        write("db/" + DumpManifest.FILE_NAME, "{\"format\": 1".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::scan).hasMessageContaining("no manifest");
    }

    @Test
    void planWhenRenamesCollideRefusesBeforeAServerIsAsked() throws IOException {
        write("db/a.bson", DOCUMENT);
        write("db/b.bson", DOCUMENT);
        FoundDatabase database =
                DumpScan.of(new DumpSource(directory), minute()).get("db");
        assertThat(database).isNotNull();
        if (database != null) {
            assertThatThrownBy(() -> plan(database, Map.of("a", "b")))
                    .isInstanceOf(UnsupportedDataException.class)
                    .hasMessageContaining("two collections");
            assertThatThrownBy(() -> plan(database, Map.of("a", "x$y"))).hasMessageContaining("hold a $");
            assertThatThrownBy(() -> plan(database, Map.of("a", "日".repeat(90))))
                    .hasMessageContaining("255 bytes");
        }
    }

    private static RestorePlan plan(FoundDatabase database, Map<String, String> renames) {
        return RestorePlan.of(
                Map.of("db", database),
                new RestoreSelection(
                        false, Optional.empty(), Optional.empty(), List.of(), List.of(), renames, List.of()));
    }

    private List<FoundCollection> scan() {
        return DumpScan.of(new DumpSource(directory), minute()).values().stream()
                .flatMap(each -> each.collections().stream())
                .toList();
    }

    private static Deadline minute() {
        return Deadline.in(Duration.ofMinutes(1));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
        Files.write(file, bytes);
    }

    private static void tar(Path file, String name, byte type) throws IOException {
        try (TarArchiveOutputStream out =
                new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
            TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
            if (type == TarConstants.LF_NORMAL) {
                entry.setSize(DOCUMENT.length);
            } else {
                entry.setLinkName("/etc/passwd");
            }
            out.putArchiveEntry(entry);
            if (type == TarConstants.LF_NORMAL) {
                out.write(DOCUMENT);
            }
            out.closeArchiveEntry();
        }
    }
}
