package me.meeshy.infra.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs both sides in turns and prints medians and ratios. */
final class Measurement {

    private static final Pattern IN_PROCESS = Pattern.compile("in process ([0-9.]+)");

    private final Path directory;
    private final int rounds;
    private final Path archive;
    private final Map<String, List<Run>> runs = new LinkedHashMap<>();

    /** With the folder of the compose file, and where an AppCDS archive may be written. */
    Measurement(Path directory, int rounds, Path archive) {
        this.directory = directory;
        this.rounds = rounds;
        this.archive = archive;
    }

    private record Run(double seconds, OptionalDouble inProcess, long peakKilobytes) {}

    void run() throws IOException, InterruptedException {
        try {
            composeDown("1s");
            archiveClasses();
            for (int round = 0; round < rounds; round++) {
                for (String interval : List.of("1s", "10s")) {
                    side("compose", interval, compose("up", "-d", "--wait"), compose("down", "-v"));
                    side("ours", interval, ours("up"), ours("down"));
                }
            }
            add("floor, engine calls alone", ours("floor"), "1s");
            add("50 services, live heap", ours("heap"), "1s");
            add("100 replicas", ours("replicas"), "1s");
        } finally {
            composeDown("1s");
        }
        print();
    }

    private void side(String side, String interval, List<String> up, List<String> down)
            throws IOException, InterruptedException {
        add(side + ", up, interval " + interval, up, interval);
        if (interval.equals("1s")) {
            add(side + ", nothing changed", up, interval);
            if (side.equals("ours")) {
                add("ours, nothing changed, AppCDS", withArchive("up"), interval);
                add("ours, nothing changed, warm JVM", ours("warm"), interval);
                add("ours, cold JVM to first status", ours("status"), interval);
                add("ours, the same, AppCDS", withArchive("status"), interval);
            }
            add(side + ", down with volumes", down, interval);
            if (side.equals("ours")) {
                add("ours, up, interval 1s, AppCDS", withArchive("up"), interval);
                add("ours, down with volumes, AppCDS", withArchive("down"), interval);
                add("ours, up, interval 1s, warm JVM", ours("warm-up"), interval);
                add("ours, down with volumes, warm JVM", ours("warm-down"), interval);
            }
        } else {
            if (side.equals("ours")) {
                // health tests that run nine times a second take their part of two processors from whoever starts
                // beside them
                add("ours, status, interval 10s", ours("status"), interval);
                add("ours, status, 10s, AppCDS", withArchive("status"), interval);
            }
            composeDown(interval);
        }
    }

    /** What the documentation says: a run that writes the archive of the classes it loaded. */
    private void archiveClasses() throws IOException, InterruptedException {
        run(java("up", "-XX:ArchiveClassesAtExit=" + archive), "1s");
        run(java("down", "-Xshare:auto"), "1s");
    }

    private List<String> ours(String what) {
        return java(what, "-Xshare:auto");
    }

    private List<String> withArchive(String what) {
        return java(what, "-XX:SharedArchiveFile=" + archive);
    }

    private List<String> java(String what, String option) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                option,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                UpBench.class.getName(),
                what,
                directory.toString());
    }

    private static List<String> compose(String... arguments) {
        var command = new ArrayList<>(List.of("docker", "compose"));
        command.addAll(List.of(arguments));
        return command;
    }

    private void add(String name, List<String> command, String interval) throws IOException, InterruptedException {
        runs.computeIfAbsent(name, key -> new ArrayList<>()).add(run(command, interval));
    }

    private void composeDown(String interval) throws IOException, InterruptedException {
        run(compose("down", "-v", "-t", "1"), interval);
    }

    private void print() {
        System.out.printf(
                Locale.ROOT,
                "%-34s %9s %11s %26s %12s%n",
                "nine services",
                "median",
                "in process",
                "all",
                "peak memory");
        runs.forEach((name, all) -> System.out.printf(
                Locale.ROOT,
                "%-34s %7.2f s %11s %26s %9d MB%n",
                name,
                median(seconds(all)),
                inProcess(all),
                all.stream()
                        .map(run -> String.format(Locale.ROOT, "%.2f", run.seconds()))
                        .toList(),
                all.stream().mapToLong(Run::peakKilobytes).max().orElse(0) / 1024));
        ratio("up, interval 1s", "up, interval 1s", 0.5);
        ratio("up, interval 1s, AppCDS", "up, interval 1s", 0.5);
        ratio("up, interval 1s, warm JVM", "up, interval 1s", 0.5);
        ratio("up, interval 10s", "up, interval 10s", 0.12);
        ratio("nothing changed", "nothing changed", 0.2);
        ratio("nothing changed, AppCDS", "nothing changed", 0.2);
        ratio("nothing changed, warm JVM", "nothing changed", 0.2);
        ratio("down with volumes", "down with volumes", 0.7);
        ratio("down with volumes, AppCDS", "down with volumes", 0.7);
        ratio("down with volumes, warm JVM", "down with volumes", 0.7);
    }

    private void ratio(String ours, String compose, double limit) {
        List<Run> our = runs.getOrDefault("ours, " + ours, List.of());
        List<Run> their = runs.getOrDefault("compose, " + compose, List.of());
        double whole = median(seconds(our)) / median(seconds(their));
        List<Double> inside = inside(our);
        System.out.printf(
                Locale.ROOT,
                "ours / compose, %s: %.2f whole process%s (wanted: at most %.2f)%n",
                ours,
                whole,
                inside.isEmpty()
                        ? ""
                        : String.format(Locale.ROOT, ", %.2f in process", median(inside) / median(seconds(their))),
                limit);
    }

    private static String inProcess(List<Run> all) {
        List<Double> inside = inside(all);
        return inside.isEmpty() ? "" : String.format(Locale.ROOT, "%.2f s", median(inside));
    }

    private static List<Double> inside(List<Run> all) {
        return all.stream()
                .filter(run -> run.inProcess().isPresent())
                .map(run -> run.inProcess().getAsDouble())
                .toList();
    }

    private static List<Double> seconds(List<Run> all) {
        return all.stream().map(Run::seconds).toList();
    }

    static double median(List<Double> all) {
        List<Double> sorted = all.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private Run run(List<String> command, String interval) throws IOException, InterruptedException {
        File output = File.createTempFile("bench-up", ".log");
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.environment().put("HEALTH_INTERVAL", interval);
        long began = System.nanoTime();
        Process process = builder.start();
        long peak = 0;
        boolean ended = false;
        while (!ended) {
            peak = Math.max(peak, peakOf(process));
            ended = process.waitFor(10, TimeUnit.MILLISECONDS);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        String written = Files.readString(output.toPath(), StandardCharsets.UTF_8);
        Files.delete(output.toPath());
        if (process.exitValue() != 0) {
            throw new IllegalStateException(command.get(0) + " failed:\n" + written);
        }
        written.lines().filter(line -> line.startsWith("* ")).forEach(System.out::println);
        Matcher inProcess = IN_PROCESS.matcher(written);
        return new Run(
                seconds,
                inProcess.find() ? OptionalDouble.of(Double.parseDouble(inProcess.group(1))) : OptionalDouble.empty(),
                peak);
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
