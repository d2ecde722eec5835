package me.meeshy.infra.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JournalRecordTest {

    private static final JournalRecord RECORD = new JournalRecord(
            7,
            Instant.parse("2026-11-24T06:43:49.123456Z"),
            "database/meeshy",
            "swap",
            Map.of("names", List.of("Üser", "a\nb", "quote\""), "count", 124_896L, "journaled", true));

    @Test
    void ofLineGivesBackWhatWasWritten() {
        assertThat(JournalRecord.ofLine(RECORD.toLine().stripTrailing())).isEqualTo(RECORD);
    }

    @Test
    void toLineIsOneLineWhateverTheFactsHold() {
        assertThat(RECORD.toLine()).endsWith("\n").containsOnlyOnce("\n");
    }

    @Test
    void ofLineWhenAnyCharacterIsChangedRefuses() {
        String line = RECORD.toLine().stripTrailing();
        for (int i = 0; i < line.length(); i++) {
            String changed = line.substring(0, i) + (char) (line.charAt(i) ^ 1) + line.substring(i + 1);
            assertThatThrownBy(() -> JournalRecord.ofLine(changed))
                    .as("character %d of %s", i, line)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void ofLineWhenCutAnywhereRefuses() {
        String line = RECORD.toLine().stripTrailing();
        for (int length = 0; length < line.length(); length++) {
            String cut = line.substring(0, length);
            assertThatThrownBy(() -> JournalRecord.ofLine(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void textWhenTheFactIsNoTextSaysWhichRecord() {
        assertThatThrownBy(() -> RECORD.text("count"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("record 7 (swap) has no text 'count'");
    }

    @Test
    void listWhenTheFactIsAbsentIsEmpty() {
        assertThat(RECORD.list("absent")).isEmpty();
        assertThat(RECORD.list("names")).hasSize(3);
    }
}
