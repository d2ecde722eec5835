package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpKey;
import me.meeshy.infra.mongo.model.RestoreReport;
import me.meeshy.infra.mongo.model.RestoredCollection;
import me.meeshy.infra.mongo.model.TransferProgress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Archives are loaded as they are read for the first time: what is not whole, or is another by now, does no harm to what is there. */
class ArchiveRestoreIT {

    private final BareMongo server = BareMongo.standalone();
    private final String name = BareMongo.database();
    private final Generations generations = new Generations(server, name);
    private final List<TransferProgress> heard = new ArrayList<>();

    @TempDir
    Path directory;

    private Path archive = Path.of("");
    private Map<String, Object> fresh = Map.of();

    @BeforeEach
    void dumpTheNew() {
        generations.fill("new");
        archive = directory.resolve("archive");
        MongoDump.of(server.uri()).database(name).to(DumpFile.archive(archive)).run();
        fresh = generations.contents();
    }

    @AfterEach
    void dropDatabase() {
        generations.database().drop();
    }

    /** What is done to an archive, in words. */
    private record Damage(String what, UnaryOperator<byte[]> to) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Arguments> damages() {
        Damage cutInTheMiddle = new Damage("cut in the middle", bytes -> Arrays.copyOf(bytes, bytes.length / 2));
        Damage cutAtTheEnd = new Damage("cut at the end", bytes -> Arrays.copyOf(bytes, bytes.length - 3));
        Damage changedAtTheEnd = new Damage("another last byte", bytes -> flipped(bytes, bytes.length - 1));
        return Stream.of(
                Arguments.of(DumpFile.Format.ARCHIVE, cutInTheMiddle),
                Arguments.of(DumpFile.Format.ARCHIVE, cutAtTheEnd),
                Arguments.of(DumpFile.Format.ARCHIVE, new Damage("another document", ArchiveRestoreIT::otherText)),
                // before the end of the last header's document, and the four bytes that end its block
                Arguments.of(
                        DumpFile.Format.ARCHIVE,
                        new Damage("another checksum", bytes -> flipped(bytes, bytes.length - 6))),
                Arguments.of(
                        DumpFile.Format.ARCHIVE,
                        new Damage("something behind", bytes -> Arrays.copyOf(bytes, bytes.length + 1))),
                Arguments.of(DumpFile.Format.GZIP_ARCHIVE, cutInTheMiddle),
                Arguments.of(DumpFile.Format.GZIP_ARCHIVE, cutAtTheEnd),
                Arguments.of(
                        DumpFile.Format.GZIP_ARCHIVE,
                        new Damage("another checksum of gzip", bytes -> flipped(bytes, bytes.length - 8))),
                Arguments.of(DumpFile.Format.GZIP_ARCHIVE, changedAtTheEnd),
                Arguments.of(DumpFile.Format.ZSTD_ARCHIVE, cutInTheMiddle),
                Arguments.of(DumpFile.Format.ZSTD_ARCHIVE, changedAtTheEnd));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void archiveThatIsNotWholeLeavesWhatIsThereAndNothingElse(DumpFile.Format format, Damage damage)
            throws IOException {
        Path whole = directory.resolve("whole");
        MongoDump.of(server.uri())
                .database(name)
                .to(new DumpFile(whole, format))
                .run();
        archive = Files.write(directory.resolve("bad"), damage.to().apply(Files.readAllBytes(whole)));

        generations.replaceBy("old");
        refused(restore().replaceExisting());
        generations.database().drop();
        refused(restore());
    }

    @Test
    void sealedArchiveThatIsNotWholeLeavesWhatIsThereAndNothingElse() throws IOException {
        DumpKey key = DumpKey.create(directory.resolve("key"));
        Path whole = directory.resolve("sealed");
        MongoDump.of(server.uri())
                .database(name)
                .to(DumpFile.archive(whole).gzip())
                .key(key)
                .run();
        byte[] bytes = Files.readAllBytes(whole);
        for (byte[] bad : List.of(flipped(bytes, bytes.length - 1), Arrays.copyOf(bytes, bytes.length / 2))) {
            archive = Files.write(directory.resolve("bad"), bad);
            refused(restore().key(key).replaceExisting());
        }
    }

    private void refused(MongoRestoreBuilder restore) {
        Map<String, Object> before = generations.contents();
        assertThatThrownBy(restore::run).isInstanceOf(DumpFormatException.class);
        assertThat(generations.contents()).isEqualTo(before);
        generations.assertNothingIsLeft();
    }

    @Test
    void archiveIsLoadedAsItIsReadUnderNamesThatNobodyElseHas() {
        generations.replaceBy("old");
        Map<String, Object> old = generations.contents();
        List<Map<String, Object>> during = new ArrayList<>();

        RestoreReport report = restore()
                .replaceExisting()
                .onProgress(progress -> {
                    heard.add(progress);
                    during.add(generations.contents());
                })
                .run();

        assertThat(generations.contents()).isEqualTo(fresh);
        generations.assertNothingIsLeft();
        assertThat(heard).hasSize(3).allSatisfy(each -> {
            assertThat(each.expectedDocuments()).isZero();
            assertThat(each.remaining()).isEmpty();
        });
        assertThat(heard.get(2).documents()).isEqualTo(report.documents()).isEqualTo(Generations.DOCUMENTS);
        assertThat(during).allSatisfy(each -> {
            assertThat(each).containsAllEntriesOf(old);
            assertThat(each.keySet()).anyMatch(some -> some.startsWith("__mr."));
        });
        assertThat(report.collections())
                .filteredOn(each -> !each.view())
                .extracting(RestoredCollection::hash)
                .hasSize(3)
                .doesNotContain(ContentHash.EMPTY);
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            names = {"ARCHIVE", "GZIP_ARCHIVE"})
    void archiveOfTheLargestDocumentsIsRestoredInASmallHeap(DumpFile.Format format) throws Exception {
        generations.replaceByTheLargest();
        Map<String, Object> before = generations.contents();
        Path dump = directory.resolve("large");
        MongoDump.of(server.uri()).database(name).to(new DumpFile(dump, format)).run();

        generations.restoreInASmallHeap(dump);

        assertThat(generations.contents()).isEqualTo(before);
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 1;
        return changed;
    }

    /** A document that is one, but not that which was dumped. */
    private static byte[] otherText(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return flipped(bytes, text.lastIndexOf("generation of c") + 5);
    }

    private MongoRestoreBuilder restore() {
        return MongoRestore.from(archive).to(server.uri());
    }
}
