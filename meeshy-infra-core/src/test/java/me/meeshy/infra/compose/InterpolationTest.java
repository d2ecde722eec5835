package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterpolationTest {

    private static final Map<String, String> VARIABLES =
            Map.of("SET", "value", "EMPTY", "", "_x1", "under", "D", "$SET");

    private final List<String> unset = new ArrayList<>();

    private String apply(String text) throws Interpolation.Refused {
        return new Interpolation(VARIABLES::get, new Ledger(false)).apply(text, unset::add);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain|plain",
                "$SET|value",
                "${SET}|value",
                "a$SET-b|avalue-b",
                "a${SET}b|avalueb",
                "$_x1.|under.",
                "${_x1}${SET}|undervalue",
                "$$SET|$SET",
                "$$$SET|$value",
                "$$$$|$$",
                "$${SET}|${SET}",
                "${SET:-d}|value",
                "${EMPTY:-d}|d",
                "${UNSET:-d}|d",
                "${SET-d}|value",
                "${EMPTY-d}|``",
                "${UNSET-d}|d",
                "${SET:+r}|r",
                "${EMPTY:+r}|``",
                "${UNSET:+r}|``",
                "${SET+r}|r",
                "${EMPTY+r}|r",
                "${UNSET+r}|``",
                "${SET:?e}|value",
                "${SET?e}|value",
                "${EMPTY?e}|``",
                "${UNSET:-${SET}}|value",
                "${UNSET:-${UNSET2:-${SET}}}|value",
                "${UNSET:-a${SET}b}c|avaluebc",
                "${UNSET:-$SET}|value",
                "${SET:+${UNSET-x}}|x",
                "${UNSET:-}|``",
                "${UNSET:-a:-b?c+d}|a:-b?c+d",
                "${UNSET:-{a}}|{a}",
                "${SET:-${UNSET?not evaluated}}|value",
                "pa$5|pa$5",
                "end$|end$",
                "$-$ $(x)|$-$ $(x)",
                "$D|$SET",
                "${UNSET:-$$x}|$x",
            },
            delimiter = '|')
    void applyReplacesAsCompose(String text, String expected) throws Interpolation.Refused {
        assertThat(apply(text)).isEqualTo(expected);
        assertThat(unset).isEmpty();
    }

    @Test
    void applyWhenVariableIsUnsetTellsItAndCountsItAsEmpty() throws Interpolation.Refused {
        assertThat(apply("a${UNSET}b$OTHER.")).isEqualTo("ab.");
        assertThat(unset).containsExactly("UNSET", "OTHER");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${",
                "${}",
                "${SET",
                "${1}",
                "${SET!x}",
                "${ SET }",
                "${SET:x}",
                "${SET:}",
                "${UNSET:-${",
                "a${é}"
            })
    void applyWhenFormIsWrongRefuses(String text) {
        assertThatThrownBy(() -> apply(text))
                .isInstanceOf(Interpolation.Refused.class)
                .hasMessageContaining("no valid interpolation");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${UNSET?say so}|the variable UNSET is required and not set: say so",
                "${UNSET:?}|the variable UNSET is required and not set",
                "${EMPTY:?fill}|the variable EMPTY is required and empty: fill",
                "${UNSET:-${OTHER:?inner}}|the variable OTHER is required and not set: inner"
            })
    void applyWhenVariableIsRequiredSaysWhich(String text, String message) {
        assertThatThrownBy(() -> apply(text)).hasMessage(message);
    }

    @Test
    void applyWhenRequiredMessageNamesVariableShowsNoValue() {
        assertThatThrownBy(() -> apply("${UNSET:?as in $SET}"))
                .hasMessageContaining("as in $SET")
                .hasMessageNotContaining("value");
    }

    @Test
    void applyWhenNestedTooDeepRefuses() {
        String text = "${A:-".repeat(100_000) + "}".repeat(100_000);
        assertThatThrownBy(() -> apply(text)).hasMessageContaining("nested more than");
        assertThatThrownBy(() -> apply("${".repeat(1_000_000))).isInstanceOf(Interpolation.Refused.class);
    }

    @Test
    void applyWhenTextsGrowWithoutEndRefuses() {
        String large = "x".repeat(1_000_000);
        var interpolation = new Interpolation(name -> large, new Ledger(false));
        assertThatThrownBy(() -> interpolation.apply("$A".repeat(1_000_000), unset::add))
                .hasMessageContaining("million characters");
    }
}
