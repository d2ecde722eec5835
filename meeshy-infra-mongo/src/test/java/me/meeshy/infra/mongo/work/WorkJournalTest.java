package me.meeshy.infra.mongo.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import me.meeshy.infra.mongo.model.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkJournalTest {

    @TempDir
    Path directory;

    private Path file = Path.of("journal");

    @BeforeEach
    void nameFile() {
        file = directory.resolve("journal");
    }

    @Test
    void openWhenTheProcessWasKilledKnowsWhatIsDone() {
        try (WorkJournal first = WorkJournal.open(file, "work")) {
            first.record("a", "1");
            first.record("b\tc\n", "2");
        }
        try (WorkJournal second = WorkJournal.open(file, "work")) {
            assertThat(second.done("a")).contains("1");
            assertThat(second.done("b\tc\n")).contains("2");
            assertThat(second.done("c")).isEmpty();
        }
    }

    @Test
    void openWhenALineWasCutOrChangedDoesNotBelieveItAndGoesOn() throws IOException {
        try (WorkJournal first = WorkJournal.open(file, "work")) {
            first.record("a", "1");
            first.record("b", "2222");
        }
        byte[] whole = Files.readAllBytes(file);
        for (int cut = 1; cut < 8; cut++) {
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));
            try (WorkJournal again = WorkJournal.open(file, "work")) {
                assertThat(again.done("a")).contains("1");
                again.record("c", "3");
            }
            try (WorkJournal again = WorkJournal.open(file, "work")) {
                assertThat(again.done("c")).contains("3");
            }
        }
        Files.writeString(file, new String(whole, StandardCharsets.UTF_8).replace("2222", "2322"));
        try (WorkJournal again = WorkJournal.open(file, "work")) {
            assertThat(again.done("b")).isEmpty();
        }
    }

    @Test
    void openWhenItIsOfOtherWorkOrInUseRefuses() throws IOException {
        try (WorkJournal first = WorkJournal.open(file, "work")) {
            first.record("a", "1");
            assertThatThrownBy(() -> WorkJournal.open(file, "work"))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("in use");
        }
        assertThatThrownBy(() -> WorkJournal.open(file, "other"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("not one of this work");
        assertThat(Files.readString(file)).contains("a\t1");
    }

    @Test
    void finishDeletesIt() {
        WorkJournal journal = WorkJournal.open(file, "work");
        journal.finish();

        assertThat(file).doesNotExist();
        WorkJournal.none().finish();
    }
}
