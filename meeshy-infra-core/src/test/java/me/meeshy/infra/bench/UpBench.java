package me.meeshy.infra.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import me.meeshy.infra.Environment;
import me.meeshy.infra.Infra;
import me.meeshy.infra.model.Role;

/**
 * Our up against {@code docker compose up -d --wait}, in turns, on the same stack and engine. Both sides are processes of their
 * own, timed from start to end: ours pays for starting a JVM. A program, never a test.
 */
public final class UpBench {

    private UpBench() {}

    /**
     * Measures, or is one measured run.
     *
     * @param args {@code measure <directory> <rounds>} or {@code up <directory>}
     */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[1]);
        if (args[0].equals("up")) {
            try (Infra infra = Infra.connect()) {
                infra.up(Environment.load(directory).as(Role.TEST), Duration.ofMinutes(2));
            }
        } else {
            measure(directory, Integer.parseInt(args[2]));
        }
    }

    private record Run(double seconds, long peakKilobytes) {}

    private static void measure(Path directory, int rounds) throws Exception {
        List<String> compose = List.of("docker", "compose", "up", "-d", "--wait");
        List<String> ours = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                UpBench.class.getName(),
                "up",
                directory.toString());
        Map<String, List<Run>> runs = new LinkedHashMap<>();
        try {
            down(directory);
            for (int round = 0; round < rounds; round++) {
                for (String side : List.of("compose", "ours")) {
                    List<String> command = side.equals("ours") ? ours : compose;
                    add(runs, side + ", nothing there", run(directory, command));
                    add(runs, side + ", nothing changed", run(directory, command));
                    down(directory);
                }
            }
        } finally {
            down(directory);
        }
        System.out.printf(Locale.ROOT, "%-26s %10s %22s %14s%n", "up of nine services", "median", "all", "peak memory");
        runs.forEach((name, all) -> System.out.printf(
                Locale.ROOT,
                "%-26s %8.2f s %22s %11d MB%n",
                name,
                median(all),
                all.stream()
                        .map(run -> String.format(Locale.ROOT, "%.1f", run.seconds()))
                        .toList(),
                all.stream().mapToLong(Run::peakKilobytes).max().orElse(0) / 1024));
        for (String what : List.of("nothing there", "nothing changed")) {
            System.out.printf(
                    Locale.ROOT,
                    "ours / compose, %s: %.2f%n",
                    what,
                    median(runs.getOrDefault("ours, " + what, List.of()))
                            / median(runs.getOrDefault("compose, " + what, List.of())));
        }
    }

    private static void add(Map<String, List<Run>> runs, String name, Run run) {
        runs.computeIfAbsent(name, key -> new ArrayList<>()).add(run);
    }

    private static double median(List<Run> runs) {
        List<Double> sorted = runs.stream().map(Run::seconds).sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static void down(Path directory) throws Exception {
        run(directory, List.of("docker", "compose", "down", "-v", "-t", "1"));
    }

    private static Run run(Path directory, List<String> command) throws IOException, InterruptedException {
        File output = File.createTempFile("bench-up", ".log");
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        long peak = 0;
        boolean ended = false;
        while (!ended) {
            peak = Math.max(peak, peakOf(process));
            ended = process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        String written = Files.readString(output.toPath(), StandardCharsets.UTF_8);
        Files.delete(output.toPath());
        if (process.exitValue() != 0) {
            throw new IllegalStateException(command.get(0) + " failed:\n" + written);
        }
        return new Run(seconds, peak);
    }

    /** The most memory that the process and its children have had, each. */
    private static long peakOf(Process process) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToLong(handle -> {
                    try (Stream<String> lines = Files.lines(Path.of("/proc/" + handle.pid() + "/status"))) {
                        return lines.filter(line -> line.startsWith("VmHWM:"))
                                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                                .sum();
                    } catch (IOException | java.io.UncheckedIOException e) {
                        // it has just ended
                        return 0;
                    }
                })
                .sum();
    }
}
