package me.meeshy.infra.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ends migrations in the middle, and proves each time with the plain driver that a second run ends them: every collection is
 * wholly old or wholly new, old data is live or parked in full, and the gateway runs as before.
 *
 * <p>{@code -Dmeeshy.seed=…} chooses the moments, {@code -Dmeeshy.crashes=…} how many; {@code -Pfull} takes every record of the
 * journal and 30 moments.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrationCrashIT {

    private static final boolean FULL = "full".equals(System.getProperty("meeshy.tests"));
    private static final long SEED = Long.getLong("meeshy.seed", 20261124);
    private static final int CRASHES = Integer.getInteger("meeshy.crashes", FULL ? 30 : 4);
    private static final int RECORDS_OF_A_SAMPLE = 5;

    /** Longer than an undisturbed run takes, from the start of its main method. */
    private static final int LONGEST_MILLIS = 2_500;

    private Servers staging;
    private Servers production;
    private Map<String, String> fresh = Map.of();
    private Map<String, String> old = Map.of();

    @TempDir
    private Path root;

    private final AtomicInteger trials = new AtomicInteger();

    @BeforeAll
    void startServers() {
        staging = Servers.start(false);
        production = Servers.start(true);
        Chat.fillStaging(staging);
        fresh = staging.contents(Chat.DATABASE);
    }

    @AfterAll
    void stopServers() {
        if (staging != null) {
            staging.close();
        }
        if (production != null) {
            production.close();
        }
    }

    @Test
    void runWhenAnEarlierProcessDiedAtARecordOfTheJournalEndsIt() throws Exception {
        Path undisturbed = prepare();
        assertThat(start(undisturbed, 0).waitFor()).isZero();
        int records = Journal.read(journal(undisturbed).orElseThrow()).size();
        assertThat(records).isGreaterThan(15);

        for (int record : chosen(records)) {
            for (int at : List.of(-record, record)) {
                Path folder = prepare();
                Process process = start(folder, at);
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).as("record " + at).isEqualTo(77);
                secondRunEndsIt(folder, "crash at record " + at + " of " + records);
            }
        }
    }

    private static List<Integer> chosen(int records) {
        List<Integer> all = new ArrayList<>();
        for (int i = 1; i <= records; i++) {
            all.add(i);
        }
        if (!FULL) {
            Collections.shuffle(all, new Random(SEED));
            return all.subList(0, RECORDS_OF_A_SAMPLE);
        }
        return all;
    }

    @Test
    void runWhenAnEarlierProcessWasKilledAtSomeMomentEndsIt() throws Exception {
        var random = new Random(SEED);
        for (int i = 0; i < CRASHES; i++) {
            int millis = random.nextInt(LONGEST_MILLIS);
            Path folder = prepare();
            Process process = start(folder, 0);
            while (!Files.exists(folder.resolve("started")) && process.isAlive()) {
                Thread.onSpinWait();
            }
            process.waitFor(millis, TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            secondRunEndsIt(folder, "seed " + SEED + ", crash " + i + " after " + millis + " ms");
        }
    }

    @Test
    void runWhenTheServerIsKilledInTheSwapKeepsWritersOutUntilTheNextRunEndsIt() throws Exception {
        Path folder = prepare();
        var swapped = new AtomicInteger();
        var migration = MigrationProcess.builder(folder)
                .onProgress(event -> {
                    // the second collection is about to be renamed: the first is new by now, the others are old
                    if (event instanceof MigrationEvent.Progress progress
                            && progress.step() == MigrationStep.SWAP
                            && swapped.incrementAndGet() == 2) {
                        production.kill();
                    }
                })
                .build();

        long begun = System.nanoTime();
        assertThatThrownBy(() -> migration.run(sides(folder), MigrationProcess.consent()))
                .isInstanceOf(MigrationFailedException.class)
                .hasMessageContaining("incomplete: run it again, or resume it from its journal")
                .hasMessageContaining("the swap stopped after")
                .hasMessageContaining("could not undo the step")
                .hasMessageContaining("the roll-back stopped after 0 steps")
                .hasMessageContaining("see that the server is up and can be reached")
                .hasMessageContaining("each collection is wholly old or wholly new");
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("the server is waited for in vain once, and not for each step that is left")
                .isLessThan(Duration.ofSeconds(60));

        assertThat(sides(folder).gateway())
                .as("no writer is let onto half of the data")
                .isEqualTo("running false, restart NO");
        production.startAgain();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> !production.contents(Chat.DATABASE).isEmpty());
        secondRunEndsIt(folder, "mongod killed in the swap");
    }

    private Path prepare() throws IOException {
        Path folder = Files.createDirectory(root.resolve("trial-" + trials.incrementAndGet()));
        production.drop(Chat.DATABASE);
        Chat.fillProduction(production);
        old = production.contents(Chat.DATABASE);
        sides(folder).startGateway();
        return folder;
    }

    private DatabaseSides sides(Path folder) {
        // a server that is started again may have another port
        return new DatabaseSides(
                () -> MongoMigrationTests.address(staging), () -> MongoMigrationTests.address(production), folder);
    }

    private Process start(Path folder, int at) throws IOException {
        // a socket of this process that the driver lost sight of would be in the other one's way
        System.gc();
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        MigrationProcess.class.getName(),
                        folder.toString(),
                        String.valueOf(staging.port()),
                        String.valueOf(production.port()),
                        String.valueOf(at))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    private static Optional<Path> journal(Path folder) throws IOException {
        if (!Files.isDirectory(folder.resolve("backups"))) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder.resolve("backups"))) {
            // beside it may stand what a killed backup left
            return files.filter(Journal::isIn).findFirst();
        }
    }

    /**
     * Every second trial is ended as a user would, by the same migration once more, the others by resuming the journal where there
     * is one; every collection is then of one generation, and nothing is lost.
     */
    private void secondRunEndsIt(Path folder, String what) throws IOException {
        DatabaseSides sides = sides(folder);
        Outcome outcome = Outcome.UNDONE;
        Optional<Path> journal = journal(folder);
        if (trials.get() % 2 == 0) {
            outcome = MigrationProcess.builder(folder)
                    .build()
                    .run(sides, MigrationProcess.consent())
                    .outcome();
            assertThat(outcome).as(what).isEqualTo(Outcome.SUCCEEDED);
        } else if (journal.isPresent() && !Journal.read(journal.get()).isEmpty()) {
            outcome = Migration.recorded(journal.get())
                    .resume(sides, DatabaseSides.PRODUCTION)
                    .outcome();
        }
        Map<String, String> all = production.contents(Chat.DATABASE);
        Map<String, String> live = all.entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith("__mi."))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(outcome).as(what).isIn(Outcome.SUCCEEDED, Outcome.UNDONE, Outcome.ROLLED_BACK);
        assertThat(live).as(what + ": " + outcome).isEqualTo(outcome == Outcome.SUCCEEDED ? fresh : old);
        for (String name : List.of("users", "Message", "Session", "AuditLog")) {
            assertThat(all.values())
                    .as(what + ": nothing of the old " + name + " is lost")
                    .contains(old.get(name));
        }
        assertThat(all.keySet())
                .as(what + ": nothing staged is left, and nobody holds the target")
                .noneMatch(name -> name.matches("__mi\\.[a-z0-9]+\\.\\d+.*") || name.startsWith("__mi.claim"));
        assertThat(sides.gateway()).as(what).isEqualTo("running true, restart ALWAYS");
        assertThat(staging.contents(Chat.DATABASE)).as(what).isEqualTo(fresh);
    }
}
