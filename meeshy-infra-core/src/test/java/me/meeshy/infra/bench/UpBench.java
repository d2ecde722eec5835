package me.meeshy.infra.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import me.meeshy.infra.Consent;
import me.meeshy.infra.Environment;
import me.meeshy.infra.Infra;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.Volumes;
import me.meeshy.infra.model.Role;

/**
 * Our up and down against {@code docker compose}'s, in turns, on the same stack and engine. Both sides are processes of their
 * own, timed from start to end: ours pays for starting a JVM, and says besides how much of its time was spent in the call. A
 * program, never a test.
 */
public final class UpBench {

    private static final Duration LIMIT = Duration.ofMinutes(4);

    private UpBench() {}

    /**
     * Measures, or is one measured run.
     *
     * @param args {@code measure <directory> <rounds> <archive of classes>}, or one of {@code up}, {@code down},
     *     {@code status}, {@code warm}, {@code warm-up}, {@code warm-down}, {@code heap}, {@code replicas}, {@code floor} with the directory
     */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[1]);
        switch (args[0]) {
            case "measure" -> new Measurement(directory, Integer.parseInt(args[2]), Path.of(args[3])).run();
            case "up" -> timed(() -> onEngine(infra -> infra.up(environment(directory), LIMIT)));
            case "down" ->
                timed(() -> onEngine(infra -> infra.attach(environment(directory))
                        .down(
                                Volumes.DELETE,
                                Consent.toDestroyDataOf(environment(directory).name()),
                                LIMIT)));
            case "status" ->
                timed(() ->
                        onEngine(infra -> infra.attach(environment(directory)).status()));
            case "warm" -> warm(directory);
            case "warm-up" -> warmUpAndDown(directory, true);
            case "warm-down" -> warmUpAndDown(directory, false);
            case "heap" -> ManyContainers.heap();
            case "replicas" -> ManyContainers.replicas();
            case "floor" -> Floor.measure();
            default -> throw new IllegalArgumentException("nothing to measure: " + args[0]);
        }
    }

    static Environment environment(Path directory) {
        return Environment.load(directory).as(Role.TEST);
    }

    /** What is done on an engine. */
    interface OnEngine {
        Object run(Infra infra);
    }

    private static void onEngine(OnEngine work) {
        try (Infra infra = Infra.connect()) {
            work.run(infra);
        }
    }

    private static void timed(Runnable work) {
        long began = System.nanoTime();
        work.run();
        System.out.printf(Locale.ROOT, "in process %.3f%n", (System.nanoTime() - began) / 1e9);
    }

    /** Ups that change nothing, in a JVM that has done it before: what an application pays that embeds the library. */
    private static void warm(Path directory) {
        try (Infra infra = Infra.connect()) {
            Environment environment = environment(directory);
            List<Double> seconds = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
                long began = System.nanoTime();
                RunningEnvironment unused = infra.up(environment, LIMIT);
                seconds.add((System.nanoTime() - began) / 1e9);
            }
            System.out.printf(Locale.ROOT, "in process %.3f%n", Measurement.median(seconds.subList(5, 15)));
        }
    }

    /** Ups from nothing and downs with volumes, in a JVM that has done it before; tells of the ups, or of the downs. */
    private static void warmUpAndDown(Path directory, boolean ups) {
        try (Infra infra = Infra.connect()) {
            Environment environment = environment(directory);
            List<Double> seconds = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                long began = System.nanoTime();
                RunningEnvironment running = infra.up(environment, LIMIT);
                long up = System.nanoTime();
                running.down(Volumes.DELETE, Consent.toDestroyDataOf(environment.name()), LIMIT);
                seconds.add((ups ? up - began : System.nanoTime() - up) / 1e9);
            }
            System.out.printf(Locale.ROOT, "in process %.3f%n", Measurement.median(seconds.subList(2, 5)));
        }
    }
}
