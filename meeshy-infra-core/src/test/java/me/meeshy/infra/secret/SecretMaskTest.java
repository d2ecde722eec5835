package me.meeshy.infra.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {

    private static final String SECRET = "p@ss w*rd/+\"é~";

    private final SecretMask mask = SecretMask.of(List.of(SECRET));

    @Test
    void maskWhenSecretStandsAsItIsHidesIt() {
        assertThat(mask.mask("password=" + SECRET + " and again " + SECRET + "."))
                .isEqualTo("password=<hidden> and again <hidden>.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p%40ss+w*rd%2F%2B%22%C3%A9%7E",
                "p%40ss%20w%2Ard%2F%2B%22%C3%A9~",
                "p%40ss+w*rd%2f%2b%22%c3%a9%7e"
            })
    void maskWhenSecretIsUrlEncodedHidesIt(String encoded) {
        assertThat(mask.mask("mongodb://root:" + encoded + "@database/"))
                .isEqualTo("mongodb://root:<hidden>@database/");
    }

    @Test
    void maskWhenSecretIsUrlEncodedByTheJdkHidesIt() {
        assertThat(mask.mask(URLEncoder.encode(SECRET, StandardCharsets.UTF_8))).isEqualTo("<hidden>");
    }

    @Test
    void maskWhenSecretStandsInJsonHidesIt() {
        assertThat(mask.mask("{\"password\":\"p@ss w*rd/+\\\"é~\"}")).isEqualTo("{\"password\":\"<hidden>\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "root:", "somebody:"})
    void maskWhenSecretIsEncodedInBase64WithOthersLeavesNothingToDecode(String before) {
        for (String after : List.of("", "\n", "xy", "xyz")) {
            byte[] bytes = (before + SECRET + after).getBytes(StandardCharsets.UTF_8);
            for (Base64.Encoder encoder : List.of(
                    Base64.getEncoder(),
                    Base64.getUrlEncoder(),
                    Base64.getEncoder().withoutPadding())) {
                String masked = mask.mask("Basic " + encoder.encodeToString(bytes));
                assertThat(masked).as("%s before, %s after", before, after).contains("<hidden>");
                assertThat(masked.replace("Basic ", "").replace("<hidden>", "").length())
                        .isLessThanOrEqualTo((before.length() + after.length()) * 4 / 3 + 6);
            }
        }
    }

    @Test
    void maskWhenSecretHasSeveralLinesHidesEachLongLineByItself() {
        SecretMask key = SecretMask.of(
                List.of("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nshort\n-----END PRIVATE KEY-----\n"));

        assertThat(key.mask("read MIIEvQIBADANBgkqhkiG9w0")).isEqualTo("read <hidden>");
        assertThat(key.mask("-----BEGIN PRIVATE KEY----- short")).isEqualTo("-----BEGIN PRIVATE KEY----- short");
    }

    @Test
    void maskWhenOneSecretBeginsAnotherHidesTheLongerOneWhole() {
        assertThat(SecretMask.of(List.of("pass", "password")).mask("password pass"))
                .isEqualTo("<hidden> <hidden>");
    }

    @Test
    void maskWhenValueIsTooShortLeavesTextAlone() {
        assertThat(SecretMask.of(List.of("1", "on", "", "  ")).mask("1 on ")).isEqualTo("1 on ");
    }

    @Test
    void andWhenGivenMoreHidesBoth() {
        assertThat(mask.and(List.of("second")).mask(SECRET + " second")).isEqualTo("<hidden> <hidden>");
    }

    @Test
    void ofFilesWhenOneIsMissingHidesWhatTheOthersHold(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "from-a-file\n");

        assertThat(SecretMask.ofFiles(List.of(file, folder.resolve("missing"))).mask("it is from-a-file"))
                .isEqualTo("it is <hidden>");
    }

    @Test
    void toStringShowsNoValue() {
        assertThat(mask).hasToString("SecretMask[1 values]");
        assertThat(SecretMask.none()).hasToString("SecretMask[0 values]");
    }
}
