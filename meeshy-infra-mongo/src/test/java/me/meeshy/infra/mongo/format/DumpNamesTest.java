package me.meeshy.infra.mongo.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DumpNamesTest {

    @ParameterizedTest
    @CsvSource({
        "a b, a+b",
        "a+b, a%2Bb",
        "a/b, a%2Fb",
        "a%b, a%25b",
        "a*b, a%2Ab",
        "a~b-c_d.e, a~b-c_d.e",
        "é日, %C3%A9%E6%97%A5",
        "$admin.system.users, %24admin.system.users",
    })
    void escapeWritesNamesAsGoDoes(String name, String escaped) {
        assertThat(DumpNames.escape(name)).isEqualTo(escaped);
        assertThat(DumpNames.unescape(escaped)).isEqualTo(name);
    }

    @Test
    void fileNameWhenTooLongIsCutAndHashed() {
        // as mongodump 100.18 named it
        assertThat(DumpNames.fileName("日".repeat(60)))
                .isEqualTo("%E6%97%A5".repeat(23) + "%%24R7yR-YktPeTkXmVzvGx1PYpGriY")
                .hasSize(238)
                .matches(DumpNames::cut);
        assertThat(DumpNames.fileName("n".repeat(238))).isEqualTo("n".repeat(238));
        assertThat(DumpNames.cut("n".repeat(238))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%", "a%2", "a%zz"})
    void unescapeWhenNameIsNotEscapedRefuses(String name) {
        assertThatThrownBy(() -> DumpNames.unescape(name)).isInstanceOf(IllegalArgumentException.class);
    }
}
