package me.meeshy.infra.mongo.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import me.meeshy.infra.mongo.MongoDump;
import me.meeshy.infra.mongo.MongoRestore;
import me.meeshy.infra.mongo.model.DumpFile;
import org.jspecify.annotations.Nullable;

/**
 * Prints how long dump and restore take beside mongodump and mongorestore: in turns, medians, each followed by {@code sync}.
 * Started by {@code dev/bench mongo}, which also starts the two servers.
 */
public final class MongoBench {

    private static final String HEAP = "-Xmx96m";
    private static final int WARM_UPS = 2;

    private final String source;
    private final String target;
    private final Path directory;
    private final Map<String, List<Timed>> runs = new LinkedHashMap<>();
    private final List<Double> readBack = new ArrayList<>();

    private MongoBench(String source, String target, Path directory) {
        this.source = source;
        this.target = target;
        this.directory = directory;
    }

    /**
     * Measures.
     *
     * @param arguments {@code run <source> <target> <directory> <rounds> <scale> <mongodump> <mongorestore>}, or, as the process of its own that is
     *     measured whole, {@code dump <source> <directory>} or {@code restore <target> <directory>}
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "dump" -> dump(arguments[1], Path.of(arguments[2]), false);
            case "restore" -> restore(arguments[1], Path.of(arguments[2]));
            default ->
                new MongoBench(arguments[1], arguments[2], Path.of(arguments[3]))
                        .run(
                                Integer.parseInt(arguments[4]),
                                Integer.parseInt(arguments[5]),
                                arguments[6],
                                arguments[7]);
        }
    }

    private static double dump(String uri, Path place, boolean verified) {
        MongoDumpBuilder dump = MongoDump.of(uri).database(BenchData.DATABASE).to(DumpFile.directory(place));
        if (!verified) {
            dump.withoutReadingBack();
        }
        return dump.run().verificationTook().toNanos() / 1e9;
    }

    private static void restore(String uri, Path place) {
        MongoRestore.from(place).to(uri).run();
    }

    private void run(int rounds, int scale, String mongodump, String mongorestore) throws Exception {
        BenchData.fill(source, scale);
        Path warm = directory.resolve("warm");
        for (int i = 0; i < WARM_UPS; i++) {
            delete(warm);
            dump(source, warm, true);
            dropTarget();
            restore(target, warm);
        }
        Path ours = directory.resolve("ours");
        Path theirs = directory.resolve("theirs");
        for (int i = 0; i < rounds; i++) {
            measure("ours, dump", ours, () -> Timed.here(() -> dump(source, ours, false)));
            measure(
                    "mongodump",
                    theirs,
                    () -> Timed.program(List.of(
                            mongodump, "--quiet", "--uri=" + source, "--db=" + BenchData.DATABASE, "--out=" + theirs)));
            measure("ours, dump, whole process", ours, () -> Timed.program(ourselves("dump", source, ours)));
            delete(ours);
            readBack.add(dump(source, ours, true));
            measure("ours, restore", null, () -> Timed.here(() -> restore(target, theirs)));
            measure(
                    "mongorestore",
                    null,
                    () -> Timed.program(List.of(mongorestore, "--quiet", "--uri=" + target, "--dir=" + theirs)));
            measure(
                    "mongorestore, 4 workers",
                    null,
                    () -> Timed.program(List.of(
                            mongorestore,
                            "--quiet",
                            "--uri=" + target,
                            "--numInsertionWorkersPerCollection=4",
                            "--dir=" + theirs)));
            measure("ours, restore, whole process", null, () -> Timed.program(ourselves("restore", target, theirs)));
        }
        print(rounds);
    }

    private void measure(String what, @Nullable Path fresh, Callable<Timed> work) throws Exception {
        if (fresh != null) {
            delete(fresh);
        } else {
            dropTarget();
        }
        runs.computeIfAbsent(what, any -> new ArrayList<>()).add(work.call());
    }

    private static List<String> ourselves(String verb, String uri, Path place) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                MongoBench.class.getName(),
                verb,
                uri,
                place.toString());
    }

    private void dropTarget() {
        try (MongoClient client = MongoClients.create(target)) {
            client.getDatabase(BenchData.DATABASE).drop();
        }
    }

    private static void delete(Path place) throws IOException {
        if (Files.exists(place)) {
            Files.walkFileTree(place, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }

    private void print(int rounds) {
        double dump = median("mongodump");
        double restore = Math.min(median("mongorestore"), median("mongorestore, 4 workers"));
        System.out.printf("%nmedians of %d, each with the sync after it; ours with %s%n", rounds, HEAP);
        System.out.printf("%-30s %9s %9s %14s%n", "", "seconds", "peak MB", "times as fast");
        runs.forEach((what, times) -> {
            double seconds = median(what);
            double than = what.contains("restore") ? restore : dump;
            long peak = times.stream().mapToLong(Timed::peakMegabytes).max().orElse(0);
            System.out.printf("%-30s %9.2f %9d %14.2f%n", what, seconds, peak, than / seconds);
        });
        System.out.printf("%-30s %9.2f%n", "ours, reading a dump back", medianOf(readBack));
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
