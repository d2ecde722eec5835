package me.meeshy.infra.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void plainLinesColumnsUpAndLeavesNoSpaceAtTheEnd() {
        assertThat(TextTable.plain(
                        List.of("NAME", "STATE"), List.of(List.of("a", "running"), List.of("database", "x"))))
                .isEqualTo("""
                          NAME      STATE
                          a         running
                          database  x
                        """.indent(2).replaceAll("(?m)^ {4}", "  "));
    }

    @Test
    void plainWithoutHeaderShowsTheRowsOnly() {
        assertThat(TextTable.plain(List.of(), List.of(List.of("a", "b")))).isEqualTo("  a  b\n");
        assertThat(TextTable.plain(List.of(), List.of())).isEmpty();
    }

    @Test
    void markdownKeepsACellWithABarInItsColumn() {
        assertThat(TextTable.markdown(List.of("A", "B"), List.of(List.of("x|y", ""))))
                .isEqualTo("| A | B |\n|---|---|\n| x\\|y |  |\n");
    }

    @Test
    void markdownKeepsACellWithSeveralLinesInItsRow() {
        assertThat(TextTable.markdown(List.of("A"), List.of(List.of("one\ntwo")))
                        .lines())
                .hasSize(3);
    }
}
