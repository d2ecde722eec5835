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
import me.meeshy.infra.mongo.MongoCopy;
import me.meeshy.infra.mongo.MongoDump;
import me.meeshy.infra.mongo.MongoDumpBuilder;
import me.meeshy.infra.mongo.MongoRestore;
import me.meeshy.infra.mongo.model.DumpFile;
import org.jspecify.annotations.Nullable;

/**
 * Prints how long dump, restore and copy take beside mongodump and mongorestore: in turns, medians, each followed by {@code sync}.
 * Started by {@code dev/bench mongo}, which also starts the two servers.
 */
public final class MongoBench {

    /** What a process of its own gets: little memory, and neither threads nor compilers that it cannot use on few cores. */
    private static final List<String> SMALL =
            List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k");

    private static final int WARM_UPS = 6;
    private static final int GZIP_AS_SMALL = 6;

    private final String source;
    private final String target;
    private final Path directory;
    private final String mongodump;
    private final String mongorestore;
    private final Map<String, List<Timed>> runs = new LinkedHashMap<>();
    private final Map<String, Long> sizes = new LinkedHashMap<>();
    private final List<Double> readBack = new ArrayList<>();
    private int round;

    private MongoBench(String source, String target, Path directory, String mongodump, String mongorestore) {
        this.source = source;
        this.target = target;
        this.directory = directory;
        this.mongodump = mongodump;
        this.mongorestore = mongorestore;
    }

    /**
     * Measures.
     *
     * @param arguments {@code run <source> <target> <directory> <rounds> <scale> <mongodump> <mongorestore>}, or, as the process of its own that is
     *     measured whole, {@code dump <source> <place> <format>}, {@code restore <target> <place>} or {@code copy <source> <target>}
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "dump" ->
                dump(
                        arguments[1],
                        new DumpFile(Path.of(arguments[2]), DumpFile.Format.valueOf(arguments[3])),
                        0,
                        false);
            case "restore" -> restore(arguments[1], Path.of(arguments[2]));
            case "copy" -> copy(arguments[1], arguments[2]);
            default ->
                new MongoBench(arguments[1], arguments[2], Path.of(arguments[3]), arguments[6], arguments[7])
                        .run(Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
        }
    }

    private static double dump(String uri, DumpFile place, int level, boolean verified) {
        MongoDumpBuilder dump = MongoDump.of(uri).database(BenchData.DATABASE).to(place);
        if (level > 0) {
            dump.level(level);
        }
        if (!verified) {
            dump.withoutReadingBack();
        }
        return dump.run().verificationTook().toNanos() / 1e9;
    }

    private static void restore(String uri, Path place) {
        MongoRestore.from(place).to(uri).run();
    }

    private static void copy(String from, String to) {
        MongoCopy.from(from, BenchData.DATABASE).to(to, BenchData.DATABASE).run();
    }

    private void run(int rounds, int scale) throws Exception {
        BenchData.fill(source, scale);
        Path place = directory.resolve("dump");
        Path archive = directory.resolve("archive.gz");
        for (int i = 0; i < Math.max(1, WARM_UPS / scale); i++) {
            forget(place);
            dump(source, DumpFile.directory(place), 0, true);
            forget(archive);
            dump(source, DumpFile.archive(archive).gzip(), 0, true);
            dropTarget();
            restore(target, place);
            dropTarget();
            restore(target, archive);
        }
        for (round = 0; round < rounds; round++) {
            dumps(place);
            archives(archive);
            restores(place, archive);
            copies();
            System.err.println("round " + (round + 1) + " of " + rounds);
        }
        print(rounds);
    }

    private void dumps(Path place) throws Exception {
        inTurns(
                () -> ours("dump to a directory", place, () -> dump(source, DumpFile.directory(place), 0, false)),
                () -> whole("dump to a directory", place, "dump", source, place.toString(), "DIRECTORY"),
                () -> theirs(
                        "dump to a directory", place, mongodump, "--quiet", uri(source), database(), "--out=" + place));
        forget(place);
        readBack.add(dump(source, DumpFile.directory(place), 0, true));
    }

    private void archives(Path archive) throws Exception {
        DumpFile gzip = DumpFile.archive(archive).gzip();
        DumpFile zstd = DumpFile.archive(archive).zstd();
        String written = "--archive=" + archive;
        inTurns(
                () -> ours("gzipped archive, as small", archive, () -> dump(source, gzip, GZIP_AS_SMALL, false)),
                () -> ours("zstd archive", archive, () -> dump(source, zstd, 0, false)),
                () -> whole("zstd archive", archive, "dump", source, archive.toString(), "ZSTD_ARCHIVE"),
                () -> ours("gzipped archive", archive, () -> dump(source, gzip, 0, false)),
                () -> whole("gzipped archive", archive, "dump", source, archive.toString(), "GZIP_ARCHIVE"),
                () -> theirs(
                        "gzipped archive", archive, mongodump, "--quiet", uri(source), database(), "--gzip", written));
        forget(archive);
        dump(source, gzip, 0, false);
    }

    private void restores(Path place, Path archive) throws Exception {
        String folder = "--dir=" + place;
        String file = "--archive=" + archive;
        String more = "--numInsertionWorkersPerCollection=4";
        String fromFolder = "restore from a directory";
        String fromArchive = "restore from a gzipped archive";
        inTurns(
                () -> ours(fromFolder, null, () -> restore(target, place)),
                () -> whole(fromFolder, null, "restore", target, place.toString()),
                () -> theirs(fromFolder, null, mongorestore, "--quiet", uri(target), folder),
                () -> theirs(fromFolder + ", 4 workers", null, mongorestore, "--quiet", uri(target), more, folder));
        inTurns(
                () -> ours(fromArchive, null, () -> restore(target, archive)),
                () -> whole(fromArchive, null, "restore", target, archive.toString()),
                () -> theirs(fromArchive, null, mongorestore, "--quiet", uri(target), "--gzip", file));
    }

    private void copies() throws Exception {
        String dump = "'" + mongodump + "' --quiet '" + uri(source) + "' " + database() + " --archive";
        String restore = "'" + mongorestore + "' --quiet '" + uri(target) + "' --archive";
        inTurns(
                () -> ours("server to server", null, () -> copy(source, target)),
                () -> whole("server to server", null, "copy", source, target),
                () -> theirs("server to server", null, "bash", "-c", "set -o pipefail; " + dump + " | " + restore));
    }

    /** One of those that do the same job. */
    private interface Contender {
        void run() throws Exception;
    }

    /** Who comes first after the job before finds the servers still busy with it: in each round that is another. */
    private void inTurns(Contender... contenders) throws Exception {
        for (int i = 0; i < contenders.length; i++) {
            contenders[(round + i) % contenders.length].run();
        }
    }

    private static String uri(String server) {
        return "--uri=" + server;
    }

    private static String database() {
        return "--db=" + BenchData.DATABASE;
    }

    private void ours(String job, @Nullable Path fresh, Runnable work) throws Exception {
        prepare(fresh);
        record("ours, " + job, fresh, Timed.here(work));
    }

    private void whole(String job, @Nullable Path fresh, String... arguments) throws Exception {
        prepare(fresh);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SMALL);
        command.addAll(List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                MongoBench.class.getName()));
        command.addAll(List.of(arguments));
        record("whole, " + job, fresh, Timed.program(command));
    }

    private void theirs(String job, @Nullable Path fresh, String... command) throws Exception {
        prepare(fresh);
        record("theirs, " + job, fresh, Timed.program(List.of(command)));
    }

    private void prepare(@Nullable Path fresh) throws IOException, InterruptedException {
        if (fresh != null) {
            forget(fresh);
        } else {
            dropTarget();
        }
        Timed.sync();
    }

    private void record(String what, @Nullable Path written, Timed timed) throws IOException {
        runs.computeIfAbsent(what, any -> new ArrayList<>()).add(timed);
        if (written != null && Files.isRegularFile(written)) {
            sizes.put(what, Files.size(written));
        }
    }

    private void dropTarget() {
        try (MongoClient client = MongoClients.create(target)) {
            client.getDatabase(BenchData.DATABASE).drop();
        }
    }

    private static void forget(Path place) throws IOException {
        if (!Files.exists(place)) {
            return;
        }
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

    private void print(int rounds) {
        System.out.printf("%nmedians of %d, each with the sync after it; our processes with %s%n", rounds, SMALL);
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
        System.out.printf("%-32s %8.2f%n", "reading a directory back", medianOf(readBack));
    }

    private void row(String job, String rival) {
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
