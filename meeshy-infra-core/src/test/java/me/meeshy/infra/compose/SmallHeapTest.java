package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile files, one after the other, in a JVM that has 64 MB of heap and two minutes. */
class SmallHeapTest {

    private static final int MUTATIONS = "full".equals(System.getProperty("meeshy.tests")) ? 10_000 : 2_500;
    private static final int FIFTY_MILLION = 50_000_000;
    /** For one of them, on a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    @Test
    void loadWhenHeapIsSmallRefusesEachHostileFile() throws Exception {
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> hostile : HostileYamlTest.hostile().entrySet()) {
            files.add(write(hostile.getKey(), hostile.getValue().getBytes(StandardCharsets.UTF_8)));
        }
        byte[] binary = new byte[3_000_000];
        new Random(3).nextBytes(binary);
        files.add(write("binary", binary));
        files.add(write("fifty megabytes", new byte[50 * 1024 * 1024]));
        String services = "services:\n  a: {image: x}\n";
        files.add(write(
                "one scalar",
                (services + "x-a: \"" + "a".repeat(3_900_000) + "\"\n").getBytes(StandardCharsets.UTF_8)));
        files.add(write(
                "includes itself", "include: [../includes-itself/compose.yaml]\n".getBytes(StandardCharsets.UTF_8)));
        files.addAll(severalFiles());
        Path list = directory.resolve("list");
        Files.write(list, files.stream().map(Path::toString).toList());

        List<String> lines = inASmallHeap("files", list.toString());

        assertThat(lines).hasSize(files.size()).allMatch(line -> line.endsWith(": ok"));
    }

    @Test
    void loadWhenHeapIsSmallEndsForEachMutatedFileOfTheCorpus() throws Exception {
        Path project = Corpus.project(directory, Corpus.names().findFirst().orElseThrow());

        List<String> lines = inASmallHeap(
                "mutations",
                project.toString(),
                Long.toString(Long.getLong("meeshy.seed", 20_261_128L)),
                Integer.toString(MUTATIONS));

        assertThat(lines).containsExactly(MUTATIONS + " ended");
    }

    /** What takes more than one file to be hostile; all of it is refused. */
    private List<Path> severalFiles() throws IOException {
        String doubling = "A0=" + "a".repeat(1_000) + "\n"
                + IntStream.range(1, 60)
                        .mapToObj(i -> "A%d=$A%d$A%d\n".formatted(i, i - 1, i - 1))
                        .collect(Collectors.joining());
        String uses = "services: {a: {image: x, env_file: variables}}\n";
        Path includesOther = project(
                "includes in a circle", "include: [other.yaml]\n", Map.of("other.yaml", "include: [compose.yaml]\n"));
        Path extendsOther = project(
                "extends in a circle",
                "services: {a: {extends: {file: other.yaml, service: a}}}\n",
                Map.of("other.yaml", "services: {a: {extends: {file: compose.yaml, service: a}}}\n"));
        Map<String, String> tree = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            tree.put(
                    "f" + i + ".yaml",
                    "include: [{path: f%1$d.yaml}, {path: f%1$d.yaml}]\nservices: {s%1$d: {image: x}}\n"
                            .formatted(i + 1));
        }
        return List.of(
                includesOther,
                extendsOther,
                project("a service that extends itself", "services: {a: {extends: a}}\n", Map.of()),
                project("a tree of includes", "include: [f0.yaml]\n", tree),
                project("variables that double", uses, Map.of("variables", doubling)),
                project(
                        "variables of the project that double",
                        "services: {a: {image: x}}\n",
                        Map.of(".env", doubling)),
                project("much of variables", uses, Map.of("variables", "A=" + "a".repeat(FIFTY_MILLION) + "\n")),
                project("one scalar of fifty megabytes", "x-a: " + "a".repeat(FIFTY_MILLION), Map.of()),
                project("a million keys", keys(1_000_000), Map.of()),
                project("as many keys as fit", keys(300_000), Map.of()));
    }

    private static String keys(int number) {
        var text = new StringBuilder("services: {a: {image: x}}\nx-all:\n");
        for (int i = 0; i < number; i++) {
            text.append("  k").append(i).append(": \n");
        }
        return text.toString();
    }

    private Path project(String name, String composeFile, Map<String, String> others) throws IOException {
        Path file = write(name, composeFile.getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, String> other : others.entrySet()) {
            Files.writeString(file.resolveSibling(other.getKey()), other.getValue());
        }
        return file;
    }

    /** The lines that it wrote. */
    private List<String> inASmallHeap(String... arguments) throws Exception {
        Path out = directory.resolve("out");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapTest.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(out);
        assertThat(process.exitValue()).as(lines.toString()).isZero();
        return lines;
    }

    private Path write(String name, byte[] bytes) throws IOException {
        Path folder =
                Files.createDirectory(directory.resolve(name.replace(' ', '-').replace("'", "")));
        return Files.write(folder.resolve("compose.yaml"), bytes);
    }

    /** The other JVM. */
    public static void main(String[] args) throws IOException {
        if (args[0].equals("mutations")) {
            mutations(Path.of(args[1]), Long.parseLong(args[2]), Integer.parseInt(args[3]));
            return;
        }
        for (String line : Files.readAllLines(Path.of(args[1]))) {
            Path file = Path.of(line);
            long start = System.nanoTime();
            String outcome = outcome(ComposeFile.of(file).variables(Map.of("A", "a".repeat(10_000))));
            boolean soon = System.nanoTime() - start < SOON.toNanos();
            System.out.println(file + ": " + (soon ? outcome : "took longer than " + SOON));
        }
    }

    private static void mutations(Path project, long seed, int number) throws IOException {
        var random = new Random(seed);
        List<String> names = Corpus.names().toList();
        for (int i = 0; i < number; i++) {
            String text = MutatedFilesTest.mutated(Corpus.text(names.get(random.nextInt(names.size()))), random);
            Files.writeString(project.resolve("compose.yaml"), text);
            long start = System.nanoTime();
            String outcome = outcome(ComposeFile.in(project).variables(Corpus.VARIABLES));
            boolean soon = System.nanoTime() - start < SOON.toNanos();
            if (!outcome.equals("ok") || !soon) {
                System.out.println(
                        "number " + i + " of seed " + seed + ": " + outcome + ", soon: " + soon + "\n" + text);
                return;
            }
        }
        System.out.println(number + " ended");
    }

    private static String outcome(ComposeFile file) {
        try {
            file.load();
            return "ok";
        } catch (ComposeFileException e) {
            return String.valueOf(e.getMessage()).length() < 1_200 ? "ok" : "the message is too long";
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            return e.toString();
        }
    }
}
