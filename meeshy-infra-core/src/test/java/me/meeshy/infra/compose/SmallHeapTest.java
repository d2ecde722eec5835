package me.meeshy.infra.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile files, one after the other, in a JVM that has 64 MB of heap and two minutes. */
class SmallHeapTest {

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
        Path list = directory.resolve("list");
        Files.write(list, files.stream().map(Path::toString).toList());
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeapTest.class.getName(),
                        list.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).hasSize(files.size()).allMatch(line -> line.endsWith(": ok"));
        assertThat(process.exitValue()).isZero();
    }

    private Path write(String name, byte[] bytes) throws IOException {
        Path folder =
                Files.createDirectory(directory.resolve(name.replace(' ', '-').replace("'", "")));
        return Files.write(folder.resolve("compose.yaml"), bytes);
    }

    /** The other JVM. */
    public static void main(String[] args) throws IOException {
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            Path file = Path.of(line);
            String outcome;
            try {
                ComposeFile.of(file).variables(Map.of("A", "a".repeat(10_000))).load();
                outcome = "ok";
            } catch (ComposeFileException e) {
                outcome = String.valueOf(e.getMessage()).length() < 1_200 ? "ok" : "the message is too long";
            } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
                outcome = e.toString();
            }
            System.out.println(file + ": " + outcome);
        }
    }
}
