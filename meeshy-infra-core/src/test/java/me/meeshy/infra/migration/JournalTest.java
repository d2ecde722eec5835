package me.meeshy.infra.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.model.InfraException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T06:43:49Z"), ZoneOffset.UTC);

    @TempDir
    private Path temporary;

    private Path directory = Path.of("");

    @BeforeEach
    void chooseFolder() {
        directory = temporary.resolve("backups").resolve("migration-1");
    }

    private Journal open() {
        return Journal.open(directory, JournalListener.NONE, CLOCK);
    }

    private Journal create() {
        return Journal.create(directory, JournalListener.NONE, CLOCK);
    }

    private Path file() {
        return directory.resolve("journal");
    }

    private void writeThreeRecords() {
        try (Journal journal = create()) {
            journal.record("begun", Map.of("run", "r1"));
            journal.of("database").record("swap", Map.of("names", List.of("a", "b"), "count", 3));
            journal.record("step", Map.of("step", "SWAP"));
        }
    }

    @Test
    void openFindsWhatWasRecordedAndGoesOnBehindIt() {
        writeThreeRecords();

        try (Journal journal = open()) {
            journal.record("commit", Map.of());
        }

        List<JournalRecord> records = Journal.read(directory);
        assertThat(records).extracting(JournalRecord::what).containsExactly("begun", "swap", "step", "commit");
        assertThat(records).extracting(JournalRecord::number).containsExactly(1L, 2L, 3L, 4L);
        assertThat(records).extracting(JournalRecord::at).containsOnly(CLOCK.instant());
    }

    @Test
    void ofShowsAStoreItsOwnRecordsAloneWithTheTypesThatALaterProcessReads() {
        writeThreeRecords();

        try (Journal journal = open()) {
            journal.of("database").record("swap", Map.of("count", 4));
            journal.of("cache").record("swap", Map.of("count", 5));

            StoreJournal database = journal.of("database");
            assertThat(database.entries())
                    .containsExactly(
                            new StoreJournal.Entry("swap", Map.of("names", List.of("a", "b"), "count", 3L)),
                            new StoreJournal.Entry("swap", Map.of("count", 4L)));
            assertThat(database.last("swap"))
                    .hasValueSatisfying(entry -> assertThat(entry.facts()).containsEntry("count", 4L));
            assertThat(database.last("other")).isEmpty();
        }
    }

    @Test
    void openWhenTheLastLineIsTornAnywhereCutsItOffAndGoesOn() throws IOException {
        writeThreeRecords();
        byte[] whole = Files.readAllBytes(file());
        int lastLine = new String(whole, 0, whole.length - 1, StandardCharsets.UTF_8).lastIndexOf('\n') + 1;

        for (int length = lastLine; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertThat(Journal.read(directory)).as("cut to %d", length).hasSize(2);

            try (Journal journal = open()) {
                assertThat(journal.records()).hasSize(2);
                journal.record("undo", Map.of());
            }

            assertThat(Journal.read(directory))
                    .as("cut to %d", length)
                    .extracting(JournalRecord::what)
                    .containsExactly("begun", "swap", "undo");
        }
    }

    @Test
    void openWhenCutBeforeTheLastLineLosesNoWholeRecord() throws IOException {
        writeThreeRecords();
        byte[] whole = Files.readAllBytes(file());

        for (int length = 0; length <= whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            Files.write(file(), cut);
            long lines = new String(cut, StandardCharsets.UTF_8)
                    .chars()
                    .filter(character -> character == '\n')
                    .count();
            assertThat(Journal.read(directory)).hasSize((int) lines);
        }
    }

    @Test
    void openWhenTheLastLineIsWholeButForItsContentCutsItOff() throws IOException {
        writeThreeRecords();
        byte[] bytes = Files.readAllBytes(file());
        bytes[bytes.length - 5] = 0;
        Files.write(file(), bytes);

        try (Journal journal = open()) {
            assertThat(journal.records()).hasSize(2);
        }
        assertThat(Files.size(file())).isLessThan(bytes.length);
    }

    @Test
    void openWhenDamagedInTheMiddleRefusesAndChangesNothing() throws IOException {
        writeThreeRecords();
        byte[] whole = Files.readAllBytes(file());
        int lastLine = new String(whole, 0, whole.length - 1, StandardCharsets.UTF_8).lastIndexOf('\n') + 1;

        // without the end of the line before it, the last line is what was not written whole
        for (int i = 0; i < lastLine - 1; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(file(), damaged);

            assertThatThrownBy(this::open)
                    .as("byte %d", i)
                    .isInstanceOf(InfraException.class)
                    .hasMessageContaining("damaged at record")
                    .hasMessageContaining(directory.toString());
            assertThat(file()).hasBinaryContent(damaged);
        }
    }

    @Test
    void openWhenALineIsMissingRefuses() throws IOException {
        writeThreeRecords();
        List<String> lines = Files.readAllLines(file());
        Files.writeString(file(), lines.get(0) + "\n" + lines.get(2) + "\n" + lines.get(2) + "\n");

        assertThatThrownBy(this::open)
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("damaged at record 2: its number is 3");
    }

    @Test
    void openAfterARefusalDoesNotKeepTheLock() throws IOException {
        writeThreeRecords();
        byte[] whole = Files.readAllBytes(file());
        byte[] damaged = whole.clone();
        damaged[3] ^= 1;
        Files.write(file(), damaged);
        assertThatThrownBy(this::open).isInstanceOf(InfraException.class);
        Files.write(file(), whole);

        try (Journal journal = open()) {
            assertThat(journal.records()).hasSize(3);
        }
    }

    @Test
    void openWhenThisProcessHoldsItRefusesUntilItIsClosed() {
        writeThreeRecords();
        try (Journal first = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(InfraException.class)
                    .hasMessageContaining("being worked on by a living process");
            first.record("step", Map.of("step", "STAGE"));
        }
        try (Journal second = open()) {
            assertThat(second.records()).hasSize(4);
        }
    }

    @Test
    void openWhenAnotherProcessHoldsItRefusesUntilThatProcessIsKilled() throws Exception {
        writeThreeRecords();
        Process holder = JournalProcess.java(JournalProcess.HOLD, directory).start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo(JournalProcess.HELD);

            assertThatThrownBy(this::open)
                    .isInstanceOf(InfraException.class)
                    .hasMessageContaining("being worked on by a living process");
            assertThat(Journal.read(directory)).as("reading needs no lock").hasSize(3);
        } finally {
            holder.destroyForcibly().waitFor();
        }
        try (Journal journal = open()) {
            assertThat(journal.records()).hasSize(3);
        }
    }

    @Test
    void recordWhenTheDiskIsFullLeavesAJournalThatCanBeReadAndGoneOnWith() throws Exception {
        Process writer = JournalProcess.javaWithFilesUpTo(8 * 512, JournalProcess.FILL, directory)
                .start();
        String said = writer.inputReader().readLine();
        assertThat(writer.waitFor()).isZero();

        assertThat(said).startsWith("cannot write 'large' to the journal in " + directory);
        assertThat(Journal.read(directory))
                .extracting(JournalRecord::what)
                .containsSubsequence("large", "undo", "finished")
                .endsWith("finished");
    }

    @Test
    void createWhenThereIsAJournalRefusesAndKeepsIt() {
        writeThreeRecords();

        assertThatThrownBy(this::create)
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("cannot begin a journal in " + directory + ": there is one");
        assertThat(Journal.read(directory)).hasSize(3);
    }

    @Test
    void createWhenTheFolderCannotBeMadeSaysWhich() throws IOException {
        Files.writeString(directory.getParent(), "a file");

        assertThatThrownBy(this::create)
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("cannot begin a journal in " + directory);
    }

    @Test
    void openWhenThereIsNoFolderSaysWhich() {
        assertThatThrownBy(this::open)
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("cannot lock the journal in " + directory);
        assertThatThrownBy(() -> Journal.read(directory))
                .isInstanceOf(InfraException.class)
                .hasMessageContaining("cannot read the journal in " + directory);
    }

    @Test
    void openWhenTheFolderHasNoJournalMakesNone() throws IOException {
        Files.createDirectories(directory);

        assertThatThrownBy(this::open).isInstanceOf(InfraException.class);
        assertThat(Journal.isIn(directory)).isFalse();
    }

    @Test
    void recordTellsTheListenerBeforeAndAfterItIsOnTheDisk() {
        var told = new ArrayList<String>();
        JournalListener listener = new JournalListener() {
            @Override
            public void before(JournalRecord record) {
                told.add("before " + record.number() + " of "
                        + Journal.read(directory).size());
            }

            @Override
            public void after(JournalRecord record) {
                told.add("after " + record.number() + " of "
                        + Journal.read(directory).size());
            }
        };
        try (Journal journal = Journal.create(directory, listener, CLOCK)) {
            journal.record("begun", Map.of());
            journal.of("database").record("swap", Map.of());
        }

        assertThat(told).containsExactly("before 1 of 0", "after 1 of 1", "before 2 of 1", "after 2 of 2");
    }

    @Test
    void recordWhenInterruptedIsWrittenAndKeepsTheFlag() {
        try (Journal journal = create()) {
            Thread.currentThread().interrupt();
            journal.record("undo", Map.of());
            assertThat(Thread.interrupted()).isTrue();
            journal.record("finished", Map.of());
        }
        assertThat(Journal.read(directory)).hasSize(2);
    }
}
