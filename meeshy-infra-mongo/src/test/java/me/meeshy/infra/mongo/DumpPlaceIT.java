package me.meeshy.infra.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFile;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A place that cannot take a dump: the dump says so, and leaves nothing there. */
class DumpPlaceIT {

    /** As on a disk that is full then: the system refuses to let a file of the process grow beyond. */
    private static final List<String> SMALL_DISK = List.of("prlimit", "--fsize=200000");

    /** Who is root may write everywhere, unless that right is taken away. */
    private static final List<String> NO_RIGHTS_OF_ROOT =
            List.of("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override");

    private final String name = BareMongo.database();
    private final BareMongo server = BareMongo.standalone();

    @TempDir
    Path directory;

    @BeforeEach
    void fill() {
        Random random = new Random(7);
        for (int i = 0; i < 20; i++) {
            byte[] dense = new byte[50_000];
            random.nextBytes(dense);
            server.client().getDatabase(name).getCollection("a").insertOne(new Document("_id", i).append("b", dense));
        }
    }

    @AfterEach
    void drop() {
        server.client().getDatabase(name).drop();
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            names = {"DIRECTORY", "GZIP_DIRECTORY", "TAR_GZ", "ARCHIVE", "GZIP_ARCHIVE"})
    void dumpToAFullDiskSaysSoAndLeavesNothing(DumpFile.Format format) throws Exception {
        String output = failingDump(SMALL_DISK, directory.resolve("there/dump"), format);

        assertThat(output)
                .contains("DataException: Dumping " + name + " failed")
                .contains("File too large")
                .contains("Nothing was given a name. Is there room, and the right to write?");
        assertNoFileIsLeft();
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            names = {"DIRECTORY", "ARCHIVE"})
    void dumpWithoutTheRightToWriteSaysSo(DumpFile.Format format) throws Exception {
        Path readOnly = Files.createDirectory(
                directory.resolve("read-only"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));

        String output = failingDump(
                System.getProperty("user.name").equals("root") ? NO_RIGHTS_OF_ROOT : List.of(),
                readOnly.resolve("dump"),
                format);

        assertThat(output)
                .contains("DataException: A dump cannot be written to " + readOnly)
                .contains("AccessDenied")
                .contains("Nothing was dumped; check the path and the rights");
        assertNoFileIsLeft();
    }

    @Test
    void dumpBelowAFileSaysThatItCannotBeWrittenThere() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        for (DumpFile each : List.of(
                DumpFile.directory(file),
                DumpFile.archive(file.resolve("dump")),
                DumpFile.tarGz(file.resolve("deep/dump")))) {
            assertThatThrownBy(() ->
                            MongoDump.of(server.uri()).database(name).to(each).run())
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("check the path and the rights");
        }
        assertThat(file).isEmptyFile();
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            names = {"DIRECTORY", "TAR_GZ", "ARCHIVE"})
    void dumpThatFailsLeavesNoneOfTheDirectoriesThatItMade(DumpFile.Format format) throws IOException {
        String nobody = "mongodb://localhost:1/?serverSelectionTimeoutMS=200";
        Path kept = Files.createDirectory(directory.resolve("kept"));
        Path place = kept.resolve("deep/deeper/dump");

        assertThatThrownBy(() -> MongoDump.of(nobody)
                        .database(name)
                        .to(new DumpFile(place, format))
                        .run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("localhost:1");
        assertThat(kept).isEmptyDirectory();

        assertThatThrownBy(() -> MongoDump.of(server.uri())
                        .database("of-" + name)
                        .to(new DumpFile(place, format))
                        .run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("There is no database of-" + name);
        assertThat(kept).isEmptyDirectory();
    }

    @Test
    void dumpThatCannotReachItsServerLeavesWhatAnInterruptedOneHasLeft() throws IOException {
        DumpFile place = DumpFile.directory(directory.resolve("dump"));
        Path left = Files.createDirectories(directory.resolve("dump/.meeshy-" + name + ".resumable"));
        Path journal = Files.createFile(left.resolve("journal"));
        Files.createFile(directory.resolve("dump/.meeshy-" + name + ".resumable.lock"));

        assertThatThrownBy(() -> MongoDump.of("mongodb://localhost:1/?serverSelectionTimeoutMS=200")
                        .database(name)
                        .to(place)
                        .run())
                .isInstanceOf(DataException.class);
        assertThat(journal).exists();

        MongoDump.of(server.uri()).database(name).to(place).run();
        assertThat(left).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFile.Format.class,
            names = {"ARCHIVE", "GZIP_ARCHIVE", "ZSTD_ARCHIVE"})
    void dumpToAStreamThatFailsIsAnErrorOfTheDump(DumpFile.Format format) {
        OutputStream full = new OutputStream() {
            private long room = 100_000;

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                room -= length;
                if (room < 0) {
                    throw new IOException("Broken pipe");
                }
            }
        };

        assertThatThrownBy(() -> MongoDump.of(server.uri())
                        .database(name)
                        .to(full, format)
                        .run())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Dumping " + name + " failed")
                .hasMessageContaining("Broken pipe");
    }

    private String failingDump(List<String> under, Path place, DumpFile.Format format) throws Exception {
        Path log = Files.createTempFile("dump", ".log");
        try {
            List<String> command = new ArrayList<>(under);
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    DumpProcess.class.getName(),
                    server.uri(),
                    name,
                    place.toString(),
                    format.name()));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            String output = Files.readString(log, StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as(output).isEqualTo(1);
            return output;
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private void assertNoFileIsLeft() throws IOException {
        try (var found = Files.walk(directory)) {
            assertThat(found.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
