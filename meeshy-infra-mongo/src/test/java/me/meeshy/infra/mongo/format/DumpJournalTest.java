package me.meeshy.infra.mongo.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DumpedCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal tells of an unfinished dump, also where a crash has cut it. */
class DumpJournalTest {

    private static final DumpJournal.Begun BEGUN =
            new DumpJournal.Begun("all", Instant.parse("2026-11-24T19:00:25Z"), 7L << 32, 6L << 32, "hash");

    @TempDir
    Path directory;

    @Test
    void journalTellsWhatWasFinished() {
        DumpJournal journal = new DumpJournal(directory);
        assertThat(journal.left()).isEmpty();
        journal.begin(BEGUN, List.of(finished("kept")));
        journal.finished(finished("a \"b\" \n c"));

        assertThat(journal.left())
                .contains(new DumpJournal.Left(BEGUN, List.of(finished("kept"), finished("a \"b\" \n c"))));
        journal.begin(BEGUN, List.of());
        assertThat(journal.left()).contains(new DumpJournal.Left(BEGUN, List.of()));
    }

    @Test
    void lineThatACrashHasCutCountsForNothingWhereverItWasCut() throws IOException {
        DumpJournal journal = new DumpJournal(directory);
        journal.begin(BEGUN, List.of(finished("whole")));
        Path file = directory.resolve(DumpJournal.FILE_NAME);
        byte[] before = Files.readAllBytes(file);
        journal.finished(finished("cut"));
        byte[] all = Files.readAllBytes(file);

        for (int length = before.length; length < all.length - 1; length++) {
            Files.write(file, java.util.Arrays.copyOf(all, length));
            assertThat(journal.left()).contains(new DumpJournal.Left(BEGUN, List.of(finished("whole"))));
        }
        for (int length = 0; length < 40; length++) {
            Files.write(file, java.util.Arrays.copyOf(all, length));
            assertThat(journal.left()).isEmpty();
        }
    }

    @Test
    void whatIsNoJournalIsAReasonToBeginAnew() throws IOException {
        Files.writeString(directory.resolve(DumpJournal.FILE_NAME), "{\"wanted\": 1}\n", StandardOpenOption.CREATE_NEW);

        assertThat(new DumpJournal(directory).left()).isEmpty();
    }

    private static DumpJournal.Finished finished(String name) {
        return new DumpJournal.Finished(
                "db",
                List.of(new DumpManifest.Entry(
                        new DumpedCollection(name, false, 12, new ContentHash(3, 4, 5), 1), "file", "sha")));
    }
}
