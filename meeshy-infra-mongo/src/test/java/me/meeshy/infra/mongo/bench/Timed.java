package me.meeshy.infra.mongo.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program.
 *
 * @param seconds how long it took, with the {@code sync} after it
 * @param peakMegabytes the most memory that it held
 */
record Timed(double seconds, long peakMegabytes) {

    private static final int LOOK_MILLIS = 5;
    private static final double NANOS = 1e9;

    /** Runs a program to its end, which must be a good one. */
    static Timed program(List<String> command) throws IOException, InterruptedException {
        Path log = Files.createTempFile("bench", ".log");
        try {
            long started = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            long peak = 0;
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                peak = Math.max(peak, peakOf(process.pid()));
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(command.get(0) + " failed:\n" + Files.readString(log));
            }
            sync();
            return new Timed((System.nanoTime() - started) / NANOS, peak);
        } finally {
            Files.deleteIfExists(log);
        }
    }

    /** Runs something in this process. */
    static Timed here(Runnable work) throws IOException, InterruptedException {
        long started = System.nanoTime();
        work.run();
        sync();
        return new Timed(
                (System.nanoTime() - started) / NANOS,
                peakOf(ProcessHandle.current().pid()));
    }

    /** Data on its way to the disk must not be left for the next run to pay. */
    static void sync() throws IOException, InterruptedException {
        new ProcessBuilder("sync").inheritIO().start().waitFor();
    }

    private static long peakOf(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(each -> each.startsWith("VmHWM:"))
                    .mapToLong(each -> Long.parseLong(each.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            // It has just ended.
            return 0;
        }
    }
}
