package me.meeshy.infra.mongo.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what was measured, and prints it job by job: only of what was. */
final class MongoTable {

    private final Map<String, List<Timed>> runs = new LinkedHashMap<>();
    private final Map<String, Long> sizes = new LinkedHashMap<>();
    private final List<Double> readBack = new ArrayList<>();

    /**
     * Takes a run, and says how long it took.
     *
     * @param what whose, and which job
     * @param written what it has written, if that has a size
     */
    void record(String what, @Nullable Path written, Timed timed) throws IOException {
        System.err.printf("%-50s %8.2f%n", what, timed.seconds());
        runs.computeIfAbsent(what, any -> new ArrayList<>()).add(timed);
        if (written != null && Files.isRegularFile(written)) {
            sizes.put(what, Files.size(written));
        }
    }

    void readBack(double seconds) {
        readBack.add(seconds);
    }

    void print() {
        System.out.printf(
                "%-32s %8s %8s %6s %8s %6s %8s %8s %6s%n",
                "seconds", "ours", "theirs", "times", "whole", "times", "peak MB", "theirs", "size");
        row("dump to a directory", "dump to a directory");
        row("gzipped archive", "gzipped archive");
        row("gzipped archive, as small", "gzipped archive");
        row("zstd archive", "gzipped archive");
        boolean more =
                median("theirs, restore from a directory, 4 workers") < median("theirs, restore from a directory");
        row("restore from a directory", "restore from a directory" + (more ? ", 4 workers" : ""));
        row("restore from a gzipped archive", "restore from a gzipped archive");
        row("server to server", "server to server");
        if (!readBack.isEmpty()) {
            System.out.printf("%-32s %8.2f%n", "reading a directory back", medianOf(readBack));
        }
    }

    private void row(String job, String rival) {
        if (!runs.containsKey("ours, " + job)) {
            return;
        }
        double ours = median("ours, " + job);
        double theirs = median("theirs, " + rival);
        double whole = median("whole, " + job);
        System.out.printf(
                "%-32s %8.2f %8.2f %6.2f %8.2f %6.2f %8d %8d %6.2f%n",
                job,
                ours,
                theirs,
                theirs / ours,
                whole,
                theirs / whole,
                peak("whole, " + job),
                peak("theirs, " + rival),
                (double) sizes.getOrDefault("ours, " + job, 0L) / sizes.getOrDefault("theirs, " + rival, 1L));
    }

    private long peak(String what) {
        return runs.getOrDefault(what, List.of()).stream()
                .mapToLong(Timed::peakMegabytes)
                .max()
                .orElse(0);
    }

    private double median(String what) {
        return medianOf(
                runs.getOrDefault(what, List.of()).stream().map(Timed::seconds).toList());
    }

    private static double medianOf(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }
}
