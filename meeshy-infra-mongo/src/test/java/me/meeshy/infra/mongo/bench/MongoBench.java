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
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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

    /** What a process of its own gets: little memory, and no threads that it cannot use on few cores. */
    private static final List<String> SMALL = List.of("-Xmx96m", "-XX:+UseSerialGC", "-Xss512k");

    /** Of little data the second compiler takes longer than it saves; of much it alone uses the processor's own SHA-256. */
    private static final List<String> BRIEF = List.of("-XX:TieredStopAtLevel=1");

    /** From here on there is much. */
    private static final int LARGE_SCALE = 4;

    private static final int WARM_UPS = 6;
    private static final int GZIP_AS_SMALL = 6;

    private final String source;
    private final String target;
    private final Path directory;
    private final String mongodump;
    private final String mongorestore;
    private final Set<Job> jobs;
    private final MongoTable table = new MongoTable();
    private int scale;
    private int round;

    /** What is measured; in the words of the command line with a dash for the underscore. */
    private enum Job {
        DUMP_DIRECTORY,
        DUMP_ARCHIVE,
        RESTORE_DIRECTORY,
        RESTORE_ARCHIVE,
        COPY
    }

    private MongoBench(
            String source, String target, Path directory, String mongodump, String mongorestore, Set<Job> jobs) {
        this.source = source;
        this.target = target;
        this.directory = directory;
        this.mongodump = mongodump;
        this.mongorestore = mongorestore;
        this.jobs = jobs;
    }

    /**
     * Measures.
     *
     * @param arguments {@code run <source> <target> <directory> <rounds> <scale> <mongodump> <mongorestore> [<job>…]}, of all jobs where none is named, or, as the process of its own that is
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
                new MongoBench(
                                arguments[1],
                                arguments[2],
                                Path.of(arguments[3]),
                                arguments[6],
                                arguments[7],
                                jobs(Arrays.asList(arguments).subList(8, arguments.length)))
                        .run(Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
        }
    }

    private static Set<Job> jobs(List<String> words) {
        Set<Job> jobs = EnumSet.noneOf(Job.class);
        for (String each : words) {
            jobs.add(Job.valueOf(each.toUpperCase(Locale.ROOT).replace('-', '_')));
        }
        return jobs.isEmpty() ? EnumSet.allOf(Job.class) : jobs;
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

    private void run(int rounds, int units) throws Exception {
        scale = units;
        BenchData.fill(source, scale);
        Path place = directory.resolve("dump");
        Path archive = directory.resolve("archive.gz");
        Path plain = directory.resolve("plain");
        if (jobs.contains(Job.RESTORE_DIRECTORY)) {
            // what both sides restore is theirs: it has no manifest of ours
            Timed.program(List.of(mongodump, "--quiet", uri(source), database(), "--out=" + plain));
        }
        for (int i = 0; i < Math.max(1, WARM_UPS / scale); i++) {
            warmUp(place, archive, plain);
        }
        for (round = 0; round < rounds; round++) {
            if (jobs.contains(Job.DUMP_DIRECTORY)) {
                dumps(place);
            }
            if (jobs.contains(Job.DUMP_ARCHIVE)) {
                archives(archive);
            }
            if (jobs.contains(Job.RESTORE_DIRECTORY)) {
                restoresFromDirectory(plain);
            }
            if (jobs.contains(Job.RESTORE_ARCHIVE)) {
                restoresFromArchive(archive);
            }
            if (jobs.contains(Job.COPY)) {
                copies();
            }
            System.err.println("round " + (round + 1) + " of " + rounds);
        }
        System.out.printf("%nmedians of %d, each with the sync after it; our processes with %s%n", rounds, options());
        table.print();
    }

    private void warmUp(Path place, Path archive, Path plain) throws IOException {
        if (jobs.contains(Job.DUMP_DIRECTORY)) {
            forget(place);
            dump(source, DumpFile.directory(place), 0, true);
        }
        if (jobs.contains(Job.RESTORE_DIRECTORY)) {
            dropTarget();
            restore(target, plain);
        }
        if (jobs.contains(Job.DUMP_ARCHIVE) || jobs.contains(Job.RESTORE_ARCHIVE)) {
            forget(archive);
            dump(source, DumpFile.archive(archive).gzip(), 0, true);
        }
        if (jobs.contains(Job.RESTORE_ARCHIVE)) {
            dropTarget();
            restore(target, archive);
        }
    }

    private void dumps(Path place) throws Exception {
        inTurns(
                () -> ours("dump to a directory", place, () -> dump(source, DumpFile.directory(place), 0, false)),
                () -> whole("dump to a directory", place, "dump", source, place.toString(), "DIRECTORY"),
                () -> theirs(
                        "dump to a directory", place, mongodump, "--quiet", uri(source), database(), "--out=" + place));
        forget(place);
        table.readBack(dump(source, DumpFile.directory(place), 0, true));
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

    private void restoresFromDirectory(Path plain) throws Exception {
        String folder = "--dir=" + plain;
        String more = "--numInsertionWorkersPerCollection=4";
        String job = "restore from a directory";
        inTurns(
                () -> ours(job, null, () -> restore(target, plain)),
                () -> whole(job, null, "restore", target, plain.toString()),
                () -> theirs(job, null, mongorestore, "--quiet", uri(target), folder),
                () -> theirs(job + ", 4 workers", null, mongorestore, "--quiet", uri(target), more, folder));
    }

    private void restoresFromArchive(Path archive) throws Exception {
        String file = "--archive=" + archive;
        String job = "restore from a gzipped archive";
        inTurns(
                () -> ours(job, null, () -> restore(target, archive)),
                () -> whole(job, null, "restore", target, archive.toString()),
                () -> theirs(job, null, mongorestore, "--quiet", uri(target), "--gzip", file));
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
        table.record("ours, " + job, fresh, Timed.here(work));
    }

    private void whole(String job, @Nullable Path fresh, String... arguments) throws Exception {
        prepare(fresh);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options());
        command.addAll(List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                MongoBench.class.getName()));
        command.addAll(List.of(arguments));
        table.record("whole, " + job, fresh, Timed.program(command));
    }

    private List<String> options() {
        List<String> options = new ArrayList<>(SMALL);
        if (scale < LARGE_SCALE) {
            options.addAll(BRIEF);
        }
        return options;
    }

    private void theirs(String job, @Nullable Path fresh, String... command) throws Exception {
        prepare(fresh);
        table.record("theirs, " + job, fresh, Timed.program(List.of(command)));
    }

    private void prepare(@Nullable Path fresh) throws IOException, InterruptedException {
        if (fresh != null) {
            forget(fresh);
        } else {
            dropTarget();
        }
        Timed.sync();
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
}
