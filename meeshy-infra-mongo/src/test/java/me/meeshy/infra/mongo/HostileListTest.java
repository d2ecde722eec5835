package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.DumpFormatException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One dump for each thing that somebody who means harm does, in each packing that can hold it: where it is must be said. */
@Timeout(60)
class HostileListTest {

    private static final byte[] MAGIC = {0x6d, (byte) 0xe2, (byte) 0x99, (byte) 0x81};
    private static final byte[] END = {-1, -1, -1, -1};

    @TempDir
    Path directory;

    /** What the error must say: the file's end, the least offset (-1: about the whole file), and the namespace. */
    private record Expected(String file, long offset, Optional<String> namespace) {}

    @TestFactory
    Stream<DynamicTest> eachIsRefusedWithFileOffsetAndNamespace() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        byte[] good = RawBson.encode(BsonDocument.parse("{_id: 1}"));
        Map<String, byte[]> bad = new TreeMap<>();
        for (int length : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 0, 4, 17_000_000}) {
            bad.put("length " + length, length(length));
        }
        bad.put("unknown type", withType(0x55));
        bad.put("inner length", innerLength(Integer.MAX_VALUE));
        bad.put("depth bomb", nested(5_000));
        bad.put("cut", Arrays.copyOf(good, good.length - 3));
        bad.forEach((what, bytes) -> {
            Expected where = new Expected("db/a.bson", good.length, Optional.of("db.a"));
            Map<String, byte[]> files = Map.of("db/a.bson", concat(good, bytes));
            tests.add(test(what + " in a directory", path -> HostileDumpTest.directory(path, files), where));
            tests.add(test(
                    what + " in a tar.gz",
                    path -> Files.write(path, HostileDumpTest.gzipped(HostileDumpTest.tar(files))),
                    where));
            tests.add(test(what + " in a tar.zst", path -> Files.write(path, zstd(HostileDumpTest.tar(files))), where));
            if (!what.equals("length -1")) { // which ends a block
                byte[] archive = concat(MAGIC, head(), namespace("a"), END, block("a", false), good, bytes);
                tests.add(test(
                        what + " in an archive",
                        path -> Files.write(path, archive),
                        new Expected("dump", archive.length - bytes.length, Optional.of("db.a"))));
            }
        });
        Map<String, byte[]> json = Map.of(
                "not JSON", "<xml/>".getBytes(StandardCharsets.UTF_8),
                "invalid UTF-8", new byte[] {'{', '"', 'c', '"', ':', '"', (byte) 0xc3, 0x28, '"', '}'},
                "depth bomb", "{\"a\":".repeat(50_000).getBytes(StandardCharsets.UTF_8));
        json.forEach((what, bytes) -> tests.add(test(
                "metadata: " + what,
                path -> HostileDumpTest.directory(path, Map.of("db/a.bson", good, "db/a.metadata.json", bytes)),
                new Expected("db/a.metadata.json", -1, Optional.of("a")))));
        archives(tests, good);
        tars(tests, good);
        bombs(tests);
        return tests.stream();
    }

    private void archives(List<DynamicTest> tests, byte[] good) {
        Map<String, byte[]> archives = new TreeMap<>();
        archives.put("namespace twice", concat(MAGIC, head(), namespace("a"), namespace("a"), END));
        archives.put(
                "wrong CRC",
                concat(MAGIC, head(), namespace("a"), END, block("a", false), good, END, end("a", 77), END));
        archives.put(
                "goes on after its end",
                concat(MAGIC, head(), namespace("a"), END, end("a", 0), END, block("a", false), good, END));
        archives.put("unknown namespace", concat(MAGIC, head(), namespace("b"), END, block("a", false), good, END));
        archives.put("never ends", concat(MAGIC, head(), namespace("a"), END, block("a", false), good, END));
        archives.forEach((what, bytes) -> tests.add(test(
                "archive: " + what, path -> Files.write(path, bytes), new Expected("dump", 4, Optional.of("db.a")))));
        byte[] name = namespace("aX");
        for (int i = 0; i < name.length - 2; i++) {
            if (name[i] == 'a' && name[i + 1] == 'X') {
                name[i] = (byte) 0xc3;
                name[i + 1] = 0x28;
            }
        }
        Map<String, byte[]> heads = new TreeMap<>();
        heads.put("name of invalid UTF-8", concat(MAGIC, head(), name, END));
        heads.put("head without version", concat(MAGIC, RawBson.encode(new BsonDocument()), END));
        heads.put("head of length 2^31-1", concat(MAGIC, length(Integer.MAX_VALUE)));
        heads.forEach((what, bytes) -> tests.add(
                test("archive: " + what, path -> Files.write(path, bytes), new Expected("dump", 4, Optional.empty()))));
    }

    private void tars(List<DynamicTest> tests, byte[] good) {
        for (String name : List.of("../evil.bson", "db/../../evil.bson", "/etc/evil.bson")) {
            tests.add(test(
                    "tar entry " + name,
                    path -> Files.write(path, HostileDumpTest.gzipped(entry(name, good, TarConstants.LF_NORMAL))),
                    new Expected(name.startsWith("/") ? "evil.bson" : name, -1, Optional.empty())));
        }
        for (byte type : new byte[] {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_CHR}) {
            tests.add(test(
                    "tar entry of type " + (char) type,
                    path -> Files.write(path, HostileDumpTest.gzipped(entry("db/a.bson", new byte[0], type))),
                    new Expected("db/a.bson", -1, Optional.empty())));
        }
        tests.add(test(
                "link in a directory",
                path -> {
                    HostileDumpTest.directory(path, Map.of("db/a.bson", good));
                    Files.createSymbolicLink(path.resolve("db/b.bson"), Path.of("/etc/passwd"));
                },
                new Expected("db/b.bson", -1, Optional.empty())));
    }

    /** Half a gigabyte of nothing, in a few kilobytes. */
    private void bombs(List<DynamicTest> tests) {
        tests.add(test(
                "gzip bomb in documents",
                path -> bomb(new GZIPOutputStream(out(path, "db/a.bson.gz"))),
                new Expected("db/a.bson.gz", 0, Optional.of("db.a"))));
        tests.add(test(
                "gzip bomb in metadata",
                path -> bomb(new GZIPOutputStream(out(path, "db/a.metadata.json.gz"))),
                new Expected("db/a.metadata.json.gz", 0, Optional.empty())));
        tests.add(test(
                "zstd bomb for a dump",
                path -> {
                    try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(path))) {
                        out.write(MAGIC);
                        out.write(length(16 * 1024 * 1024));
                        fill(out);
                    }
                },
                new Expected("dump", 4, Optional.empty())));
    }

    private static OutputStream out(Path root, String file) throws IOException {
        Files.createDirectories(root.resolve("db"));
        return Files.newOutputStream(root.resolve(file));
    }

    private static void bomb(OutputStream packed) throws IOException {
        try (packed) {
            fill(packed);
        }
    }

    private static void fill(OutputStream out) throws IOException {
        byte[] nothing = new byte[1 << 20];
        for (int i = 0; i < 512; i++) {
            out.write(nothing);
        }
    }

    private interface Making {
        void at(Path path) throws IOException;
    }

    private DynamicTest test(String what, Making making, Expected expected) {
        return DynamicTest.dynamicTest(what, () -> {
            Path home = Files.createTempDirectory(directory, "home");
            Path path = home.resolve("dump");
            making.at(path);
            List<Path> before = below(directory);

            DumpFormatException refusal =
                    catchThrowableOfType(DumpFormatException.class, () -> HostileDumpTest.plan(path));

            assertThat(refusal).as("refusal").isNotNull();
            assertThat(refusal.file()).endsWith(expected.file());
            assertThat(refusal.offset()).isGreaterThanOrEqualTo(expected.offset());
            expected.namespace()
                    .ifPresent(each -> assertThat(refusal.getMessage()).contains("(" + each + ")"));
            assertThat(below(directory)).as("nothing is written anywhere").isEqualTo(before);
        });
    }

    private static List<Path> below(Path root) throws IOException {
        try (Stream<Path> found = Files.walk(root)) {
            return found.sorted().toList();
        }
    }

    private static byte[] length(int length) {
        byte[] bytes = new byte[32];
        RawBson.putInt32(bytes, 0, length);
        return bytes;
    }

    private static byte[] withType(int type) {
        byte[] bytes = RawBson.encode(BsonDocument.parse("{_id: 1}"));
        bytes[4] = (byte) type;
        return bytes;
    }

    private static byte[] innerLength(int length) {
        byte[] bytes = RawBson.encode(BsonDocument.parse("{_id: 'text'}"));
        RawBson.putInt32(bytes, 9, length);
        return bytes;
    }

    private static byte[] nested(int depth) {
        byte[] bytes = new byte[depth * 8 + 5];
        int at = 0;
        for (int i = 0; i < depth; i++) {
            RawBson.putInt32(bytes, at, bytes.length - i * 8);
            bytes[at + 4] = 0x03;
            bytes[at + 5] = 'a';
            at += 7;
        }
        RawBson.putInt32(bytes, at, 5);
        return bytes;
    }

    private static byte[] head() {
        return RawBson.encode(BsonDocument.parse(
                "{concurrent_collections: 4, version: '0.1', server_version: '6.0.5', tool_version: '100.9'}"));
    }

    private static byte[] namespace(String name) {
        return RawBson.encode(new BsonDocument("db", new BsonString("db"))
                .append("collection", new BsonString(name))
                .append("metadata", new BsonString(""))
                .append("size", new BsonInt32(0))
                .append("type", new BsonString("collection")));
    }

    private static byte[] block(String name, boolean end) {
        return end(name, end, 0);
    }

    private static byte[] end(String name, long crc) {
        return end(name, true, crc);
    }

    private static byte[] end(String name, boolean end, long crc) {
        return RawBson.encode(new BsonDocument("db", new BsonString("db"))
                .append("collection", new BsonString(name))
                .append("EOF", BsonBoolean.valueOf(end))
                .append("CRC", new BsonInt64(crc)));
    }

    private static byte[] entry(String name, byte[] content, byte type) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
            entry.setSize(content.length);
            entry.setLinkName("elsewhere");
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return out.toByteArray();
    }

    private static byte[] zstd(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream zstd = new ZstdOutputStream(out)) {
            zstd.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] each : parts) {
            out.writeBytes(each);
        }
        return out.toByteArray();
    }
}
