package me.meeshy.infra.embedded;

import java.time.Duration;

/**
 * A process, and the thread that reads what it writes.
 *
 * @param process the process
 * @param output ends when all that it wrote has been read
 */
record Child(Process process, Thread output) {

    /** What the process has started itself may hold its output open for longer. */
    private static final Duration LONGEST_READING = Duration.ofSeconds(1);

    /** Waits for its end, and until its last words have been read, which tell why it ended; returns its exit code. */
    int waitFor() throws InterruptedException {
        int exitCode = process.waitFor();
        output.join(LONGEST_READING.toMillis());
        return exitCode;
    }

    boolean isAlive() {
        return process.isAlive();
    }
}
