package me.meeshy.infra.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void writeKeepsEveryValueWhenItIsReadAgain() {
        var value = new LinkedHashMap<String, Object>();
        value.put("text", "quote \" backslash \\ line\nnull \0 é 世 😀 \u2028");
        value.put("lone surrogate", "\ud83d");
        value.put("list", List.of(List.of(), Map.of(), true, false));
        value.put("number", new BigDecimal("-12.50e3"));

        String text = Json.write(value);

        assertThat(text).doesNotContain("\n");
        assertThat(Json.parse(text)).isEqualTo(value);
    }

    @Test
    void writeMakesNullAndWholeNumbersPlain() {
        assertThat(Json.write(Arrays.asList(null, 1, Long.MAX_VALUE))).isEqualTo("[null,1,9223372036854775807]");
    }

    @Test
    void writeRefusesWhatIsNoJsonValue() {
        assertThatThrownBy(() -> Json.write(List.of(1.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no JSON value: java.lang.Double");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\" 1}",
                "[1,]",
                "01",
                "tru",
                "\"\\x\"",
                "\"\\u12g4\"",
                "1 2",
                "\"a\nb\"",
                "+1",
                "{\"a\":1,\"a\":2}"
            })
    void parseRefusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not JSON at character ");
    }

    @Test
    void parseRefusesWhatIsNestedTooDeep() {
        assertThatThrownBy(() -> Json.parse("[".repeat(70) + "]".repeat(70)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64");
    }
}
