package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
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
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpKey;
import me.meeshy.infra.mongo.model.RestoreReport;
import me.meeshy.infra.mongo.model.RestoredCollection;
import me.meeshy.infra.mongo.model.TransferProgress;
import org.bson.Document;
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

    /** Behind the documents, which are batches of 4 MB at most, and the record that the journal begins with. */
    private static final int INSERT_OF_THE_RECORD = 10;

    /** With three on their way at once three batches are stored by then, one of the first collection's six at least, and not all. */
    private static final int INSERT_AMID_A = 7;

    private final BareMongo server = BareMongo.standalone();
    private final String name = BareMongo.database();
    private final List<TransferProgress> heard = new ArrayList<>();

    @TempDir
    Path directory;

    private Path archive = Path.of("");
    private Map<String, Object> fresh = Map.of();

    @BeforeEach
    void dumpTheNew() {
        fill("new");
        archive = directory.resolve("archive");
        MongoDump.of(server.uri()).database(name).to(DumpFile.archive(archive)).run();
        fresh = contents();
    }

    @AfterEach
    void dropDatabase() {
        database().drop();
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

        database().drop();
        fill("old");
        refused(restore().replaceExisting());
        database().drop();
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
        Map<String, Object> before = contents();
        assertThatThrownBy(restore::run).isInstanceOf(DumpFormatException.class);
        assertThat(contents()).isEqualTo(before);
        assertNothingIsLeft();
    }

    @Test
    void archiveIsLoadedAsItIsReadUnderNamesThatNobodyElseHas() {
        database().drop();
        fill("old");
        Map<String, Object> old = contents();
        List<Map<String, Object>> during = new ArrayList<>();

        RestoreReport report = restore()
                .replaceExisting()
                .onProgress(progress -> {
                    heard.add(progress);
                    during.add(contents());
                })
                .run();

        assertThat(contents()).isEqualTo(fresh);
        assertNothingIsLeft();
        assertThat(heard).hasSize(3).allSatisfy(each -> {
            assertThat(each.expectedDocuments()).isZero();
            assertThat(each.remaining()).isEmpty();
        });
        assertThat(heard.get(2).documents()).isEqualTo(report.documents()).isEqualTo(72);
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

    /** What a restore may do that lets others see its documents at once, asks for them first, or keeps them for the next. */
    private enum Reading {
        MERGING {
            @Override
            MongoRestoreBuilder of(MongoRestoreBuilder restore) {
                return restore.mergeMissing();
            }
        },
        OVERWRITING {
            @Override
            MongoRestoreBuilder of(MongoRestoreBuilder restore) {
                return restore.mergeReplacing();
            }
        },
        CHECKING {
            @Override
            MongoRestoreBuilder of(MongoRestoreBuilder restore) {
                return restore.replaceExisting().checkUniqueIndexes();
            }
        },
        TO_BE_RESUMED {
            @Override
            MongoRestoreBuilder of(MongoRestoreBuilder restore) {
                return restore.replaceExisting().leaveForResume();
            }
        },
        OF_USERS {
            @Override
            MongoRestoreBuilder of(MongoRestoreBuilder restore) {
                return restore.replaceExisting().usersAndRoles();
            }
        },
        OF_VIEWS_ALONE {
            @Override
            MongoRestoreBuilder of(MongoRestoreBuilder restore) {
                return restore.replaceExisting().include("*.seen");
            }
        },
        INTO_A_NAME_THAT_CANNOT_BE_GIVEN {
            @Override
            MongoRestoreBuilder of(MongoRestoreBuilder restore) {
                return restore.rename("a", "system.js").include("*.a");
            }
        };

        abstract MongoRestoreBuilder of(MongoRestoreBuilder restore);
    }

    @ParameterizedTest
    @EnumSource(Reading.class)
    void archiveIsReadWholeBeforeTheFirstWriteWhereThatWouldBeSeenOrKept(Reading reading) throws IOException {
        database().drop();
        fill("old");
        Map<String, Object> old = contents();
        byte[] whole = Files.readAllBytes(archive);
        Path bad = Files.write(directory.resolve("bad"), flipped(whole, whole.length - 6));

        assertThatThrownBy(() -> reading.of(MongoRestore.from(bad).to(server.uri()))
                        .onProgress(heard::add)
                        .run())
                .isInstanceOf(DumpFormatException.class);

        assertThat(heard).isEmpty();
        assertThat(contents()).isEqualTo(old);
        assertNothingIsLeft();
        reading.of(restore()).onProgress(heard::add).run();
        assertThat(heard).allSatisfy(each -> assertThat(each.expectedBytes()).isPositive());
    }

    /**
     * A process is killed at an insert, either before the server has it or after; whether it had recorded then what archive it
     * has read.
     */
    private record Kill(String command, int number, boolean passing, boolean recorded) {}

    private static final List<Kill> BEFORE_THE_RECORD = List.of(
            new Kill("insert", INSERT_AMID_A, true, false), new Kill("insert", INSERT_OF_THE_RECORD, false, false));

    private static final List<Kill> AFTER_THE_RECORD = List.of(
            new Kill("insert", INSERT_OF_THE_RECORD, true, true),
            new Kill("createIndexes", 2, true, true),
            new Kill("renameCollection", 2, true, true));

    static List<Kill> beforeTheRecord() {
        return BEFORE_THE_RECORD;
    }

    static List<Kill> afterTheRecord() {
        return AFTER_THE_RECORD;
    }

    @ParameterizedTest
    @MethodSource("beforeTheRecord")
    void restoreThatWasKilledBeforeAllWasReadBelongsToNoArchive(Kill kill) throws Exception {
        Path other = otherArchive();
        Map<String, Object> others = contents();

        kill(kill);
        RestoreReport again = RestoreProcess.restore(archive, server.uri()).run();
        assertThat(contents()).isEqualTo(fresh);
        assertThat(again.notes()).noneMatch(each -> each.contains("filled up"));

        kill(kill);
        RestoreReport another = RestoreProcess.restore(other, server.uri()).run();
        assertThat(contents()).isEqualTo(others);
        assertThat(another.notes())
                .anyMatch(each -> each.contains(name + ".a is loaded anew"))
                .noneMatch(each -> each.contains("filled up") || each.contains("not loaded again"));
    }

    @ParameterizedTest
    @MethodSource("afterTheRecord")
    void restoreThatWasKilledAfterAllWasReadIsGoneOnWithByTheSameArchiveAlone(Kill kill) throws Exception {
        Path other = otherArchive();

        kill(kill);
        Map<String, Object> before = contents();
        assertThatThrownBy(() -> RestoreProcess.restore(other, server.uri()).run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("repair");
        assertThat(contents()).isEqualTo(before);

        RestoreReport report = RestoreProcess.restore(archive, server.uri()).run();
        assertThat(contents()).isEqualTo(fresh);
        assertThat(report.written()).isZero();
        assertThat(report.notes()).anyMatch(each -> each.contains("interrupted run"));
    }

    private void kill(Kill kill) throws Exception {
        database().drop();
        fill("old");
        Map<String, Object> old = contents();
        RestoreProcess.kill(archive, server, directory, kill.command(), kill.number(), kill.passing());
        if (!kill.command().equals("renameCollection")) {
            assertThat(contents()).containsAllEntriesOf(old);
        }
        String journal = database().listCollectionNames().into(new ArrayList<>()).stream()
                .filter(each -> each.endsWith(".journal"))
                .findFirst()
                .orElseThrow();
        assertThat(database().getCollection(journal).countDocuments(new Document("what", "read")))
                .as("the record of what was read")
                .isEqualTo(kill.recorded() ? 1 : 0);
    }

    /** One with the same head, of the same size, and other documents under the same identities. */
    private Path otherArchive() throws IOException {
        for (String each : List.of("a", "b", "c")) {
            database()
                    .getCollection(each)
                    .updateMany(new Document(), new Document("$set", new Document("generation", "odd")));
        }
        Path other = directory.resolve("other");
        MongoDump.of(server.uri()).database(name).to(DumpFile.archive(other)).run();
        assertThat(other).hasSize(Files.size(archive));
        return other;
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            names = {"ARCHIVE", "GZIP_ARCHIVE"})
    void archiveOfTheLargestDocumentsIsRestoredInASmallHeap(DumpFile.Format format) throws Exception {
        database().drop();
        for (int i = 0; i < 12; i++) {
            byte[] large = new byte[16 * 1024 * 1024 - 100];
            new java.util.Random(i).nextBytes(large);
            database().getCollection("large" + i % 4).insertOne(new Document("_id", i).append("b", large));
        }
        Map<String, Object> before = contents();
        Path dump = directory.resolve("large");
        MongoDump.of(server.uri()).database(name).to(new DumpFile(dump, format)).run();

        DatabaseTools.execute(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                RestoreProcess.class.getName(),
                dump.toString(),
                server.uri()));

        assertThat(contents()).isEqualTo(before);
    }

    private void assertNothingIsLeft() {
        assertThat(database().listCollectionNames()).noneMatch(each -> each.startsWith("__m"));
        assertThat(MongoRestore.repair(server.uri()).database(name).look()).isEmpty();
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

    private void fill(String generation) {
        for (String each : List.of("a", "b", "c")) {
            for (int i = 0; i < 24; i++) {
                database()
                        .getCollection(each)
                        .insertOne(new Document("_id", i)
                                .append("generation", generation)
                                .append("n", i)
                                .append("text", "generation of " + each)
                                .append("padding", new byte[each.equals("a") ? 1_000_000 : 10]));
            }
            database().getCollection(each).createIndex(new Document("n", 1));
        }
        database().createView("seen", "a", List.of(Document.parse("{$match: {n: 7}}")));
    }

    private Map<String, Object> contents() {
        return EveryKind.contents(database());
    }

    private MongoDatabase database() {
        return server.client().getDatabase(name);
    }
}
