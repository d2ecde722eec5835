package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvFileTest {

    private static final Path FILE = Path.of("/p/.env");
    private final Ledger ledger = new Ledger(false);

    private Map<String, String> parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        EnvFile.parse(FILE, text, Map.of("OS", "outside")::get, ledger)
                .forEach((name, variable) -> values.put(name, variable.value()));
        return values;
    }

    static Object[][] lines() {
        return new Object[][] {
            {"A=1", "1"},
            {"A = 1 ", "1"},
            {"A: yaml", "yaml"},
            {"export A=1", "1"},
            {"\texport\tA=1", "1"},
            {"A=one two   # comment", "one two"},
            {"A=one#two", "one#two"},
            {"A=#x", "#x"},
            {"A=", ""},
            {"A=\"\"", ""},
            {"A=''", ""},
            {"A='single $OS \\n # x'", "single $OS \\n # x"},
            {"A='it\\'s'", "it's"},
            {"A=\"double $OS ${OS:-d}\" # comment", "double outside outside"},
            {"A=\"a\\nb\\tc\\\\d\\\"e\\r\\a\\b\\f\\v\"", "a\nb\tc\\d\"e\r\u0007\b\f\u000b"},
            {"A=\"\\q \\101 \\0101 \\09\"", "\\q \\101 A \\09"},
            {"A=\"\\$OS $$OS\"", "$OS $OS"},
            {"A=$OS", "outside"},
            {"A=a$$b", "a$b"},
            {"A=back\\nslash", "back\\nslash"},
            {"A=\"two\nlines\"", "two\nlines"},
            {"A='two\nlines'", "two\nlines"},
            {"A=b=c", "b=c"},
            {"A=1\r\n", "1"},
            {"A=${NO:-default}", "default"},
            {"A=é", "é"},
            {"A=1\nA=2", "2"},
            {"B=1\nA=$B$B", "11"},
            {"OS=file\nA=$OS", "outside"},
        };
    }

    @ParameterizedTest
    @MethodSource("lines")
    void parseReadsAsCompose(String text, String expected) {
        assertThat(parse(text)).containsEntry("A", expected);
        assertThat(ledger.warnings()).isEmpty();
    }

    @Test
    void parseWhenNameStandsAloneTakesItFromOutside() {
        assertThat(parse("OS\nNOWHERE\n#c\n\n  \nOS2: x"))
                .containsExactly(Map.entry("OS", "outside"), Map.entry("OS2", "x"));
        assertThat(parse("A=1\nOS")).containsEntry("OS", "outside");
    }

    @Test
    void parseKeepsTheLineOfEachVariable() {
        Map<String, Integer> lines = new LinkedHashMap<>();
        EnvFile.parse(FILE, "# c\nA=1\n\nB=\"x\ny\"\n  export C=2\nD", Map.of("D", "d")::get, ledger)
                .forEach((name, variable) -> lines.put(name, variable.line()));
        assertThat(lines).isEqualTo(Map.of("A", 2, "B", 4, "C", 6, "D", 7));
    }

    @Test
    void parseWhenVariableIsUnsetWarnsWithLine() {
        assertThat(parse("A=1\nB=x${NO}y")).containsEntry("B", "xy");
        assertThat(ledger.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.line()).isEqualTo(2);
            assertThat(warning.message()).contains("NO").contains("not set");
        });
    }

    @Test
    void parseWhenSomethingFollowsClosingQuoteWarns() {
        assertThat(parse("A=\"one\" two\n")).containsEntry("A", "one");
        assertThat(ledger.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.message()).contains("closing quote"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A=1\nhunter2 is=secret",
                "A=1\nB C=hunter2",
                "A=1\n=hunter2",
                "A=1\nB=\"hunter2",
                "A=1\nB='hunter2\n\n",
                "A=1\nB=${hunter2",
                "A=1\nB=\"hunter2 ${X:?needed}\"",
                "A=1\nhunter2!",
            })
    void parseWhenLineIsWrongSaysWhereAndShowsNoValue(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOfSatisfying(ComposeFileException.class, e -> {
            assertThat(e.line()).isEqualTo(2);
            assertThat(e.file()).isEqualTo(FILE);
            assertThat(e).hasMessageStartingWith("/p/.env:2: ").hasMessageNotContaining("hunter2");
            assertThat(e.getCause()).isNull();
        });
    }

    @Test
    void parseWhenVariablesDoubleEachLineIsBounded() {
        var text = new StringBuilder("V0=0123456789abcdef\n");
        for (int i = 1; i < 60; i++) {
            text.append("V%d=$V%d$V%d%n".formatted(i, i - 1, i - 1));
        }
        assertThatThrownBy(() -> parse(text.toString()))
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining("million characters");
    }

    @Test
    void variableAsTextHidesItsValue() {
        assertThat(EnvFile.parse(FILE, "A=hunter2", name -> null, ledger).toString())
                .doesNotContain("hunter2");
    }

    @Test
    void rawParseKeepsValuesAsTheyAre() {
        Map<String, String> values = new LinkedHashMap<>();
        RawEnvFile.parse(FILE, "# c\n  A=\"$OS\" # kept \r\nB=\nOS\nNO\n\n", Map.of("OS", "outside")::get)
                .forEach((name, variable) -> values.put(name, variable.value()));
        assertThat(values)
                .containsExactly(Map.entry("A", "\"$OS\" # kept "), Map.entry("B", ""), Map.entry("OS", "outside"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A=1\n=x", "A=1\nhunter2 B=x", "A=1\nB =hunter2"})
    void rawParseWhenLineIsWrongSaysWhere(String text) {
        assertThatThrownBy(() -> RawEnvFile.parse(FILE, text, name -> null))
                .isInstanceOf(ComposeFileException.class)
                .hasMessageStartingWith("/p/.env:2: ")
                .hasMessageNotContaining("hunter2");
    }
}
