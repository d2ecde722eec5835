package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import me.meeshy.infra.compose.YamlNode.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers, durations, sizes and commands as compose writes them. */
class ScalarsTest {

    private static Field field(String text) {
        var at = new Position(Path.of("/p/compose.yaml"), 3, 7);
        return new Field(YamlNode.Scalar.text(at, text, text, false), KeyPath.ROOT.key("k"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|INTEGER|1",
                "-7|INTEGER|-7",
                "+5|INTEGER|5",
                "010|INTEGER|8",
                "0x1F|INTEGER|31",
                "0o17|INTEGER|15",
                "0b101|INTEGER|5",
                "1_000|INTEGER|1000",
                "18446744073709551615|INTEGER|18446744073709551615",
                "1.50|FLOAT|1.5",
                "1e3|FLOAT|1000",
                "08|FLOAT|8",
                ".5|FLOAT|0.5",
                "1e21|FLOAT|1e+21",
                "1000000.0|FLOAT|1e+06",
                "1.5e-7|FLOAT|1.5e-07",
                "0.0001|FLOAT|0.0001",
                "0.00001|FLOAT|1e-05",
                "0.0|FLOAT|0",
                "-1.5e10|FLOAT|-1.5e+10",
                ".inf|FLOAT|+Inf",
                "-.inf|FLOAT|-Inf",
                ".nan|FLOAT|NaN",
                "true|BOOLEAN|true",
                "FALSE|BOOLEAN|false",
                "yes|TEXT|yes",
                "on|TEXT|on",
                "no|TEXT|no",
                "22:22|TEXT|22:22",
                "1.2.3|TEXT|1.2.3",
                "-|TEXT|-",
                ".|TEXT|.",
                "0x|TEXT|0x",
                "1e|TEXT|1e",
                "2020-01-01|TEXT|2020-01-01",
                "tRue|TEXT|tRue"
            })
    void plainScalarReadsAsCompose(String source, Kind kind, String text) {
        assertThat(PlainScalar.of(source)).isEqualTo(new PlainScalar(kind, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "null", "NULL"})
    void plainScalarReadsNothing(String source) {
        assertThat(PlainScalar.of(source).kind()).isEqualTo(Kind.NULL);
    }

    @ParameterizedTest
    @CsvSource({
        "10s,PT10S",
        "1m30s,PT1M30S",
        "1.5s,PT1.5S",
        "1h,PT1H",
        "250ms,PT0.25S",
        "1us,PT0.000001S",
        "1d2h,PT26H",
        "2w,PT336H",
        "0,PT0S",
        "1h1m1s1ms,PT1H1M1.001S",
        ".5m,PT30S"
    })
    void durationReadsAsCompose(String text, Duration expected) {
        assertThat(DurationSyntax.read(field(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10", "s", "1x", "1s ", "-1s", "1 s", "", "1,5s", "1s2", "99999999999999999w", "1.s.s", "P1D"})
    void durationWhenTextIsNoneRefuses(String text) {
        assertThatThrownBy(() -> DurationSyntax.read(field(text)))
                .isInstanceOf(ComposeFileException.class)
                .hasMessageStartingWith("/p/compose.yaml:3:7: k: '" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "1024,1024",
        "64m,67108864",
        "1.5gb,1610612736",
        "1KiB,1024",
        "2 k,2048",
        "1T,1099511627776",
        "0,0",
        "3b,3"
    })
    void byteSizeReadsAsCompose(String text, long expected) {
        assertThat(ByteSize.parse(text)).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "1x", "-1", "1mm", "50%", "999999999999999999p"})
    void byteSizeWhenTextIsNoneIsEmpty(String text) {
        assertThat(ByteSize.parse(text)).isEmpty();
    }

    private final List<ComposeWarning> warnings = new ArrayList<>();

    private List<String> split(String text) {
        return ShellWords.read(field(text), warnings);
    }

    @Test
    void commandIsSplitAtBlanksOutsideQuotes() {
        assertThat(split("echo \"a b\" 'c d' e\\ f \"\" a\"b\"c 'd'\\''e' \"x\\\"y\""))
                .containsExactly("echo", "a b", "c d", "e f", "", "abc", "d'e", "x\"y");
        assertThat(split(" \t a\n b ")).containsExactly("a", "b");
        assertThat(split("")).isEmpty();
        assertThat(split("x $(date +%s) `a b`")).containsExactly("x", "$(date +%s)", "`a b`");
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b | c", "a b && c", "a b; c", "a b > c", "a b < c", "a b 2> c"})
    void commandWhenItHasAShellsOperatorEndsThereAndWarns(String text) {
        assertThat(split(text)).containsExactly("a", "b");
        assertThat(warnings)
                .singleElement()
                .satisfies(warning -> assertThat(warning.message()).contains("compose knows no shell"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a 'b", "a \"b", "a `b", "a $(b", "a b\\", "a (b)", "a )", "a $(b (c))"})
    void commandWhenQuotesAreOpenRefuses(String text) {
        assertThatThrownBy(() -> split(text))
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining("the command");
    }
}
