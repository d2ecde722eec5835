package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import me.meeshy.infra.model.Stack;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A good file, changed at random: the answer is a stack or the typed error with a place inside the file, and nothing else. A seed that fails
 * fails again: {@code -Dmeeshy.seed=N} runs it alone.
 */
class MutatedFilesTest {

    static final String RICH = """
            name: rich
            x-common: &common
              restart: unless-stopped
              labels: [a=b, c]
            services:
              a:
                <<: *common
                image: ${REPO:-x}/y:1
                command: echo "a b" $$HOME 'c d'
                entrypoint: [sh, -c, "exit 1"]
                environment: {A: 1, B: "${B-b}", C: 1.5, D: }
                ports: ["80", "8080:80/udp", "127.0.0.1:1-3:11-13", {target: 80, published: "82"}]
                expose: [1, "2-4"]
                stop_grace_period: 1m30s
                user: "1000:1000"
                volumes:
                  - data:/data:ro
                  - ./x:/x
                  - {type: tmpfs, target: /t, tmpfs: {size: 10m, mode: 0700}}
                  - {type: bind, source: ~/q, target: /q, bind: {create_host_path: false}}
                tmpfs: /run
                secrets: [s, {source: s, target: other}]
                configs: [c]
                networks: {front: {aliases: [one], ipv4_address: 172.16.238.10}, back: }
                depends_on: {b: {condition: service_healthy, restart: true}}
                healthcheck: {test: [CMD, a], interval: 10s, retries: 3}
              b: {image: x, environment: [X=1, Y], depends_on: [], healthcheck: {disable: true}}
            volumes: {data: {driver: local, labels: [x=y]}}
            networks: {front: {internal: true}, back: {external: true}}
            secrets: {s: {file: ./s.txt}}
            configs: {c: {file: c}}
            """;

    private static final List<String> SNIPPETS = List.of(
            ":",
            "- ",
            "\n",
            "  ",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "#",
            "&a ",
            "*a",
            "*common",
            "<<: ",
            "!reset ",
            "!override ",
            "!!str ",
            "${",
            "$",
            "${A:?}",
            "~",
            "null",
            "-1",
            "99999999999",
            "\t",
            "|",
            ">",
            "%",
            "@",
            "`",
            "x-y: ",
            "\u0000",
            "é",
            "---\n",
            ",",
            "/",
            "..",
            "0",
            "true",
            "? ",
            "\\");

    @TempDir
    private Path directory;

    static LongStream seeds() {
        Long single = Long.getLong("meeshy.seed");
        if (single != null) {
            return LongStream.of(single);
        }
        return LongStream.range(0, "full".equals(System.getProperty("meeshy.tests")) ? 400 : 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void loadWhenFileIsMutatedEndsInAStackOrTheTypedError(long seed) throws IOException {
        var random = new Random(seed);
        Path path = directory.resolve("compose.yaml");
        for (int i = 0; i < 250; i++) {
            String text = mutated(random);
            Files.writeString(path, text);
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> load(text), () -> "seed " + seed + ":\n" + text);
        }
    }

    /** Of the corpus; and what still can be read is, when it was written, read as what it was. */
    @ParameterizedTest
    @MethodSource("seeds")
    void loadAndWriteWhenFileOfTheCorpusIsMutatedEndInTheSameStackOrTheTypedError(long seed) throws IOException {
        var random = new Random(seed);
        List<String> names = Corpus.names().toList();
        Path project = Corpus.project(directory, names.get(0));
        Path written = Files.createDirectory(directory.resolve("written")).resolve("compose.yaml");
        for (int i = 0; i < 100; i++) {
            String text = mutated(Corpus.text(names.get(random.nextInt(names.size()))), random);
            Files.writeString(project.resolve("compose.yaml"), text);
            Supplier<String> shown = () -> "seed " + seed + ":\n" + text;
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> loadAndWrite(project, written, shown), shown);
        }
    }

    private static void loadAndWrite(Path project, Path written, Supplier<String> shown) {
        Stack stack;
        try {
            stack = ComposeFile.in(project).variables(Corpus.VARIABLES).load().stack();
        } catch (ComposeFileException e) {
            assertThat(e.getMessage()).as(shown).contains("corpus");
            return;
        } catch (RuntimeException e) {
            throw new AssertionError("not the typed error, " + shown.get(), e);
        }
        try {
            ComposeFile.write(stack, written);
            assertThat(ComposeFile.of(written)
                            .variables(Map.of())
                            .strict()
                            .load()
                            .stack())
                    .as(shown)
                    .isEqualTo(stack);
        } catch (ComposeFileException e) {
            throw new AssertionError("what was written is refused, " + shown.get(), e);
        }
    }

    private void load(String text) {
        try {
            ComposeFile.in(directory).variables(Map.of("HOME", "/h", "A", "a")).load();
        } catch (ComposeFileException e) {
            assertThat(e.file()).startsWith(directory);
            assertThat(e.line()).isBetween(0, (int) text.lines().count() + 1);
            assertThat(e.getMessage()).startsWith(directory.toString());
        } catch (RuntimeException e) {
            throw new AssertionError("not the typed error, for the file\n" + text, e);
        }
    }

    static String mutated(Random random) {
        return mutated(RICH, random);
    }

    static String mutated(String original, Random random) {
        var text = new StringBuilder(original);
        for (int n = random.nextInt(4) + 1; n > 0; n--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
                case 2 -> text.replace(at, end, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
                default -> {
                    int from = random.nextInt(text.length());
                    text.insert(at, text.substring(from, Math.min(text.length(), from + random.nextInt(40))));
                }
            }
        }
        return text.toString();
    }
}
