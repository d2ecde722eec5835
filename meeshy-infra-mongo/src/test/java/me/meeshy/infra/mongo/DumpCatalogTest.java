package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpContents;
import me.meeshy.infra.mongo.model.PruneReport;
import me.meeshy.infra.mongo.model.RetentionPolicy;
import me.meeshy.infra.mongo.model.StoredDump;
import me.meeshy.infra.mongo.model.StoredDump.Packing;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpCatalogTest {

    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

    @TempDir
    Path directory;

    @Test
    void listTellsDumpsByWhatTheyAreAndPassesOverTheRest() throws IOException {
        dump("first", 2);
        tar("second.backup", 1, "{_id: 1}");
        Files.writeString(directory.resolve("notes.tar.gz"), "no dump");
        Files.createDirectory(directory.resolve("empty"));
        Files.createDirectories(directory.resolve(".meeshy-db-12345678.partial/db"));
        Files.writeString(directory.resolve(".meeshy-db-12345678.partial/db/a.bson"), "");
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("first"));

        assertThat(DumpCatalog.of(directory).list())
                .extracting(each -> each.path().getFileName() + " " + each.packing())
                .containsExactly("second.backup " + Packing.TAR, "first " + Packing.DIRECTORY);
        assertThat(DumpCatalog.of(directory).list().get(0).at()).isEqualTo(NOW.minus(1, ChronoUnit.DAYS));
    }

    @Test
    void oneThatIsDamagedIsNamedHidesNoOtherAndCountsAsNone() throws IOException {
        for (int days : new int[] {1, 3, 5}) {
            tar("d" + days, days, "{_id: 1}");
        }
        byte[] whole = Files.readAllBytes(directory.resolve("d1"));
        Map<String, byte[]> damaged = new java.util.TreeMap<>();
        damaged.put("cut in its head", java.util.Arrays.copyOf(whole, 12));
        byte[] flipped = whole.clone();
        java.util.Arrays.fill(flipped, 12, 40, (byte) 0xff);
        damaged.put("flipped", flipped);
        damaged.put("zstd", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 9, 9, 9, 9});
        for (Map.Entry<String, byte[]> each : damaged.entrySet()) {
            Path file = Files.write(directory.resolve(each.getKey()), each.getValue());
            Files.setLastModifiedTime(file, FileTime.from(NOW));
        }
        DumpCatalog catalog = DumpCatalog.of(directory);

        assertThat(catalog.list())
                .extracting(each -> each.path().getFileName() + " " + each.packing()
                        + each.problem().map(any -> "!").orElse(""))
                .containsExactly(
                        "cut in its head UNREADABLE!",
                        "flipped UNREADABLE!",
                        "zstd UNREADABLE!",
                        "d1 TAR",
                        "d3 TAR",
                        "d5 TAR");
        assertThat(catalog.verify().values().stream().map(Optional::isPresent))
                .containsExactly(true, true, true, false, false, false);
        PruneReport report = catalog.prune(RetentionPolicy.keepLast(2));
        assertThat(report.deleted()).extracting(StoredDump::path).containsExactly(directory.resolve("d5"));
        assertThat(report.lastGood().map(StoredDump::path)).contains(directory.resolve("d1"));
        assertThat(report.kept())
                .hasSize(5)
                .hasValueSatisfying(new org.assertj.core.api.Condition<>(
                        why -> why.contains("cannot be read, and counts as none"), "named"));
        Files.delete(directory.resolve("d1"));
        Files.delete(directory.resolve("d3"));
        assertThat(catalog.prune(RetentionPolicy.keepLast(1)).deleted()).isEmpty();
        assertThat(catalog.list()).hasSize(3);
    }

    @Test
    void inspectCountsWithoutRestoring() throws IOException {
        Path tar = tar("x.tar.gz", 0, "{_id: 1}", "{_id: 2}");

        DumpContents contents = DumpCatalog.of(directory).inspect(tar);

        assertThat(contents.documents()).isEqualTo(2);
        assertThat(contents.databases()).containsOnlyKeys("db");
        assertThat(contents.manifests()).isEmpty();
        byte[] whole = Files.readAllBytes(tar);
        Files.write(tar, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> DumpCatalog.of(directory).inspect(tar)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> DumpCatalog.of(directory).inspect(directory.resolve("absent")))
                .isInstanceOf(DataException.class);
    }

    @Test
    void pruneKeepsTheNewestAndThoseOfDaysWeeksAndMonths() throws IOException {
        for (int days : new int[] {0, 1, 2, 8, 9, 40, 41, 70}) {
            dump("d" + days, days);
        }
        dump("d0-earlier", 0, 3);

        PruneReport report = DumpCatalog.of(directory)
                .prune(RetentionPolicy.keepLast(1).daily(2).weekly(2).monthly(3));

        assertThat(report.kept().keySet())
                .extracting(each -> each.path().getFileName().toString())
                .containsExactly("d0", "d1", "d2", "d40", "d70");
        assertThat(report.lastGood().map(StoredDump::path)).contains(directory.resolve("d0"));
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("d0", "d1", "d2", "d40", "d70");
        }
    }

    @Test
    void pruneNeverDeletesTheLastGoodOne() throws IOException {
        for (int days : new int[] {0, 1, 2, 3}) {
            dump("d" + days, days);
        }
        spoil("d0");
        spoil("d2");

        PruneReport report = DumpCatalog.of(directory).prune(RetentionPolicy.keepLast(1));

        assertThat(report.deleted())
                .extracting(StoredDump::path)
                .containsExactly(directory.resolve("d2"), directory.resolve("d3"));
        assertThat(report.lastGood().map(StoredDump::path)).contains(directory.resolve("d1"));
        assertThat(directory.resolve("d1")).isDirectory();

        spoil("d1");
        assertThatThrownBy(() -> DumpCatalog.of(directory).prune(RetentionPolicy.keepLast(1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("none is deleted");
        assertThat(DumpCatalog.of(directory).list()).hasSize(2);
    }

    @Test
    void pruneDoesNotCountDumpsThatAreDamagedWithin() throws IOException {
        for (int days : new int[] {0, 1, 2, 3, 4, 5}) {
            stored("d" + days + ".tar.gz", days);
        }
        changeWithin("d0.tar.gz");
        changeWithin("d2.tar.gz");
        DumpCatalog catalog = DumpCatalog.of(directory);
        // on its surface nothing is to be seen of it
        assertThat(catalog.list()).allMatch(each -> each.problem().isEmpty());

        PruneReport plan = catalog.plan(RetentionPolicy.keepLast(3));
        PruneReport report = catalog.prune(RetentionPolicy.keepLast(3));

        assertThat(report).isEqualTo(plan);
        assertThat(report.deleted())
                .extracting(each -> each.path().getFileName().toString())
                .containsExactly("d5.tar.gz");
        assertThat(report.kept().entrySet())
                .extracting(each -> each.getKey().path().getFileName() + " "
                        + each.getValue().contains("not whole, and counts as none"))
                .containsExactly(
                        "d0.tar.gz true", "d1.tar.gz false", "d2.tar.gz true", "d3.tar.gz false", "d4.tar.gz false");
        assertThat(report.lastGood().map(StoredDump::path)).contains(directory.resolve("d1.tar.gz"));
        // once enough are whole that are newer, they go
        stored("new1.tar.gz", -1);
        stored("new2.tar.gz", -2);
        stored("new3.tar.gz", -3);
        assertThat(catalog.prune(RetentionPolicy.keepLast(3)).deleted()).hasSize(5);
    }

    /** Packed so that its text stands in it as it is. */
    private void stored(String name, int daysAgo) throws IOException {
        Path plain = tar(name, daysAgo, "{_id: 1, text: '" + "long ".repeat(20_000) + "precious'}");
        byte[] whole;
        try (var in = new GZIPInputStream(Files.newInputStream(plain))) {
            whole = in.readAllBytes();
        }
        try (var out = new GZIPOutputStream(Files.newOutputStream(plain)) {
            {
                def.setLevel(Deflater.NO_COMPRESSION);
            }
        }) {
            out.write(whole);
        }
        Files.setLastModifiedTime(plain, FileTime.from(NOW.minus(daysAgo, ChronoUnit.DAYS)));
    }

    private void changeWithin(String name) throws IOException {
        Path file = directory.resolve(name);
        FileTime time = Files.getLastModifiedTime(file);
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes).contains("precious");
        Files.writeString(file, bytes.replace("precious", "previous"), StandardCharsets.ISO_8859_1);
        Files.setLastModifiedTime(file, time);
    }

    @Test
    void pruneDeletesNothingThatIsNewerThanTheLastGoodOne() throws IOException {
        for (int days : new int[] {0, 1, 2, 3, 40}) {
            dump("d" + days, days);
        }
        spoil("d0");
        spoil("d1");

        PruneReport report =
                DumpCatalog.of(directory).prune(RetentionPolicy.keepLast(1).monthly(2));

        // d40 is kept and whole, but it does not have what d2 has
        assertThat(report.lastGood().map(StoredDump::path)).contains(directory.resolve("d2"));
        assertThat(report.deleted()).extracting(StoredDump::path).containsExactly(directory.resolve("d3"));
        assertThat(report.kept().keySet())
                .extracting(each -> each.path().getFileName().toString())
                .containsExactly("d0", "d1", "d2", "d40");
    }

    @Test
    void pruneLeavesADirectoryThatHoldsSomethingElse() throws IOException {
        for (int days : new int[] {0, 1, 2}) {
            dump("d" + days, days);
        }
        Files.writeString(directory.resolve("d2/db/thesis.txt"), "ten years of work");

        PruneReport plan = DumpCatalog.of(directory).plan(RetentionPolicy.keepLast(1));
        PruneReport report = DumpCatalog.of(directory).prune(RetentionPolicy.keepLast(1));

        assertThat(report).isEqualTo(plan);
        assertThat(report.deleted()).extracting(StoredDump::path).containsExactly(directory.resolve("d1"));
        assertThat(directory.resolve("d2/db/thesis.txt")).exists();
    }

    @Test
    void verifyTellsOfEachWhatIsWrong() throws IOException {
        dump("good", 0);
        dump("bad", 1);
        spoil("bad");

        assertThat(DumpCatalog.of(directory).verify().values().stream().map(each -> each.isPresent()))
                .isEqualTo(List.of(false, true));
    }

    private void spoil(String name) throws IOException {
        Path file = directory.resolve(name).resolve("db/a.bson");
        FileTime time = Files.getLastModifiedTime(file);
        Files.write(file, new byte[] {1, 2, 3});
        Files.setLastModifiedTime(file, time);
    }

    private void dump(String name, int daysAgo) throws IOException {
        dump(name, daysAgo, 0);
    }

    private void dump(String name, int daysAgo, int hoursAgo) throws IOException {
        Path root = directory.resolve(name);
        new HandMadeDump(root).documents("db", "a", "{_id: 1}");
        Files.setLastModifiedTime(
                root.resolve("db/a.bson"),
                FileTime.from(NOW.minus(daysAgo, ChronoUnit.DAYS).minus(hoursAgo, ChronoUnit.HOURS)));
    }

    private Path tar(String name, int daysAgo, String... documents) throws IOException {
        Path file = directory.resolve(name);
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
            java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
            for (String each : documents) {
                all.writeBytes(RawBson.encode(BsonDocument.parse(each)));
            }
            TarArchiveEntry entry = new TarArchiveEntry("db/a.bson");
            entry.setSize(all.size());
            tar.putArchiveEntry(entry);
            tar.write(all.toByteArray());
            tar.closeArchiveEntry();
        }
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(daysAgo, ChronoUnit.DAYS)));
        return file;
    }
}
