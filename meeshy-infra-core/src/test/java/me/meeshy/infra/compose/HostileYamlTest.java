package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the file holds, reading it ends soon, with a stack or with the typed error. */
class HostileYamlTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private ComposeFileException refused(String text) throws IOException {
        return refused(text.getBytes(StandardCharsets.UTF_8));
    }

    private ComposeFileException refused(byte[] bytes) throws IOException {
        Files.write(directory.resolve("compose.yaml"), bytes);
        var file = ComposeFile.in(directory).variables(Map.of("A", "a".repeat(10_000)));
        return assertTimeoutPreemptively(SOON, () -> {
            try {
                file.load();
                throw new AssertionError("the file was accepted");
            } catch (ComposeFileException e) {
                return e;
            }
        });
    }

    static Map<String, String> hostile() {
        String name = "image: x\n";
        String doubling = IntStream.range(1, 40)
                .mapToObj(i -> "x-%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1))
                .reduce("x-0: &a0 [lol]\n", String::concat);
        String mergeBomb = "x-big: &big {"
                + IntStream.range(0, 5_000)
                        .mapToObj(i -> "k" + i + ": 1")
                        .reduce((a, b) -> a + ", " + b)
                        .orElseThrow() + "}\nx-all:\n" + "  - {<<: *big}\n".repeat(5_000);
        String chain = IntStream.range(1, 5_000)
                .mapToObj(i -> "x-%d: &a%d [*a%d]%n".formatted(i, i, i - 1))
                .reduce("x-0: &a0 [lol]\n", String::concat);
        String dependencies = "services:\n"
                + IntStream.range(0, 900)
                        .mapToObj(i -> "  s%d: {image: x, depends_on: [s%d]}%n".formatted(i, (i + 1) % 900))
                        .reduce("", String::concat);
        return Map.ofEntries(
                Map.entry("doubling aliases", doubling),
                Map.entry("doubling aliases used", doubling + "services: {a: {image: x, command: *a39}}"),
                Map.entry("merge bomb", mergeBomb),
                Map.entry("chain of aliases", chain),
                Map.entry("alias to itself", "x-a: &a [*a]\n"),
                Map.entry("merge of itself", "services: &a {<<: *a}\n"),
                Map.entry("alias without anchor", "services: *nowhere\n"),
                Map.entry("deep flow lists", "x: " + "[".repeat(100_000)),
                Map.entry("deep flow maps", "{a: ".repeat(100_000)),
                Map.entry("deep block lists", "- ".repeat(100_000)),
                Map.entry("deep block maps", "? ".repeat(100_000)),
                Map.entry(
                        "deep indents",
                        IntStream.range(0, 2_000)
                                .mapToObj(i -> " ".repeat(i) + "a:\n")
                                .reduce("", String::concat)),
                Map.entry("many values", "x-a:\n" + "- a\n".repeat(900_000)),
                Map.entry(
                        "many services",
                        "services:\n"
                                + IntStream.range(0, 40_000)
                                        .mapToObj(i -> "  s" + i + ": {image: x}\n")
                                        .reduce(new StringBuilder(), StringBuilder::append, StringBuilder::append)),
                Map.entry("circle of services", dependencies),
                Map.entry(
                        "ports without end",
                        "services:\n  a:\n    image: x\n    ports:\n" + "    - 1-65535:1-65535\n".repeat(1000)),
                Map.entry(
                        "mounts without end",
                        "services:\n  a:\n    image: x\n    volumes:\n"
                                + IntStream.range(0, 60_000)
                                        .mapToObj(i -> "    - /v" + i + "\n")
                                        .reduce(new StringBuilder(), StringBuilder::append, StringBuilder::append)),
                Map.entry("variables without end", "x-a: \"" + "$A".repeat(1_000_000) + "\"\n"),
                Map.entry("braces without end", "x-a: \"" + "${A:-".repeat(300_000) + "\"\n"),
                Map.entry("long key", "a".repeat(3_000_000) + ": b"),
                Map.entry("long anchor", "&" + "a".repeat(3_000_000) + " b"),
                Map.entry("long tag", "!" + "a".repeat(3_000_000) + " b"),
                Map.entry("open quote", "a: \"" + "b\n".repeat(1_000_000)),
                Map.entry("keys without colon", "a\n".repeat(1_000_000)),
                Map.entry("colons", ":".repeat(1_000_000)),
                Map.entry("directives", "%YAML 9.9\n---\n" + name),
                Map.entry("only comments", "#\n".repeat(1_000_000)),
                Map.entry("only a document's end", "...\n"),
                Map.entry("documents", "---\n".repeat(300_000)),
                Map.entry("empty", ""),
                Map.entry("a list", "- a\n"),
                Map.entry("a word", "word"),
                Map.entry("nothing", "~"),
                Map.entry("NUL", "a: \0"),
                Map.entry("NUL in a path", "services: {a: {image: x, volumes: [\"/a\\0b:/c\"]}}"),
                Map.entry("object", "services: !!java.net.URL [http://x]"),
                Map.entry("language tag", "services: !!python/object:x {}"),
                Map.entry("tab indent", "services:\n\ta: b"),
                Map.entry("merge of text", "services: {<<: text}"),
                Map.entry("two merges", "x: &a {}\nservices: {<<: *a, <<: *a}"),
                Map.entry("key of a list", "[a, b]: c"),
                Map.entry("key of a map", "{a: b}: c"),
                Map.entry("key of a number", "1: c"),
                Map.entry("key of nothing", "~: c"),
                Map.entry("surrogate", "a: \"\\ud800\""));
    }

    static Stream<Map.Entry<String, String>> hostileEntries() {
        return hostile().entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("hostileEntries")
    void loadWhenFileIsHostileEndsSoonWithTheTypedError(Map.Entry<String, String> file) throws IOException {
        ComposeFileException refused = refused(file.getValue());
        assertThat(refused.file()).isEqualTo(directory.resolve("compose.yaml"));
        assertThat(refused.getMessage()).hasSizeLessThan(1_200).startsWith(directory.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[*a%1$d, *a%1$d]", "{l: *a%1$d, r: *a%1$d}", "{l: {<<: *a%1$d}, r: *a%1$d}"})
    void loadWhenAliasesDoubleAtEachStepCountsThemWrittenOut(String step) throws IOException {
        var text = new StringBuilder("x-0: &a0 {lol: lol}\n");
        for (int i = 1; i < 40; i++) {
            text.append("x-%d: &a%d ".formatted(i, i))
                    .append(step.formatted(i - 1))
                    .append('\n');
        }
        assertThat(refused(text + "services: {a: {image: x}}")).hasMessageContaining("aliases written out");
    }

    @Test
    void loadWhenFileIsHugeRefusesBySize() throws IOException {
        byte[] bytes = new byte[50 * 1024 * 1024];
        java.util.Arrays.fill(bytes, (byte) '#');
        assertThat(refused(bytes)).hasMessageContaining("larger than 4 MB");
    }

    @Test
    void loadWhenFileIsNoTextSaysWhere() throws IOException {
        ComposeFileException refused = refused("services:\n  é: \u0000".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refused).hasMessageContaining("not UTF-8");
        assertThat(refused.line()).isEqualTo(2);
        assertThat(refused.column()).isEqualTo(3);
    }

    @Test
    void loadWhenCharacterIsNotAllowedSaysWhere() throws IOException {
        ComposeFileException refused = refused("services:\n  a: \u0007");
        assertThat(refused).hasMessageContaining("U+0007");
        assertThat(refused.line()).isEqualTo(2);
        assertThat(refused.column()).isEqualTo(6);
    }

    @Test
    void loadWhenFileIsRandomBytesRefuses() throws IOException {
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(2_000) + 1];
            random.nextBytes(bytes);
            assertThat(refused(bytes)).isNotNull();
        }
    }

    @Test
    void loadWhenErrorIsInTheYamlShowsNothingOfTheFile() throws IOException {
        ComposeFileException refused = refused("services:\n  a: {PASSWORD: hunter2, [\n");
        assertThat(refused).hasMessageNotContaining("hunter2").hasNoCause();
        assertThat(refused.line()).isEqualTo(3);
    }

    @Test
    void loadWhenByteOrderMarkStandsFirstReadsTheFile() throws IOException {
        Files.writeString(directory.resolve("compose.yaml"), "\uFEFFservices: {a: {image: x}}");
        assertThat(ComposeFile.in(directory).variables(Map.of()).load().stack().services())
                .containsKey("a");
    }

    @Test
    void loadWhenAliasesAreManyButSmallReadsTheFile() throws IOException {
        Files.writeString(
                directory.resolve("compose.yaml"),
                "x-l: &l {a: b}\nservices:\n"
                        + IntStream.range(0, 200)
                                .mapToObj(i -> "  s" + i + ": {image: x, labels: *l}\n")
                                .reduce("", String::concat));
        assertThat(ComposeFile.in(directory).variables(Map.of()).load().stack().services())
                .hasSize(200);
    }

    @Test
    void loadWhenFileIsCutOffAnywhereNeverFailsOtherwise() throws IOException {
        String whole = MutatedFilesTest.RICH;
        for (int length = 0; length < whole.length(); length += 7) {
            Files.writeString(directory.resolve("compose.yaml"), whole.substring(0, length));
            var file = ComposeFile.in(directory).variables(Map.of());
            try {
                file.load();
            } catch (ComposeFileException e) {
                assertThat(e.getMessage()).startsWith(directory.toString());
            }
        }
    }

    @Test
    void loadWhenFileIsADirectorySaysSo() throws IOException {
        Files.createDirectory(directory.resolve("compose.yaml"));
        assertThatThrownBy(() -> ComposeFile.in(directory).load())
                .isInstanceOf(ComposeFileException.class)
                .hasMessageContaining("directory");
    }
}
