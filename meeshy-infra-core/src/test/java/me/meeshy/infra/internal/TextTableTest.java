package me.meeshy.infra.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTableTest {

    @Test
    void textLinesColumnsUpAndLeavesNoSpaceAtTheEnd() {
        var table =
                TextTable.of("NAME", "#COUNT", "STATE").row("a", "7", "running").row("database", "1,234,567", "x");

        assertThat(table.toText("> ")).isEqualTo("""
                > NAME          COUNT  STATE
                > a                 7  running
                > database  1,234,567  x
                """);
    }

    @Test
    void textWithoutHeadingsShowsTheRowsOnly() {
        assertThat(TextTable.of().row("a", "b").toText("  ")).isEqualTo("  a  b\n");
        assertThat(TextTable.of().toText("  ")).isEmpty();
    }

    @Test
    void markdownKeepsACellWithABarInItsColumn() {
        assertThat(TextTable.of("A", "#B").row("x|y", "").toMarkdown())
                .isEqualTo("| A | B |\n|---|---:|\n| x\\|y |  |\n");
    }

    @Test
    void markdownKeepsACellWithSeveralLinesInItsRow() {
        assertThat(TextTable.of("A").row("one\ntwo").toMarkdown().lines()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "999949, 999.9 kB",
        "26700000, 26.7 MB",
        "1500000000, 1.5 GB",
        "7000000000000, 7000.0 GB"
    })
    void sizeIsInTheLargestUnitThatFits(long bytes, String expected) {
        assertThat(Amounts.size(bytes)).isEqualTo(expected);
    }
}
