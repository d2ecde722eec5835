package me.meeshy.infra.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A program that is a child process, or one after the other. */
abstract class ChildProgram implements Program {

    /** The exit code of a process that was asked to end, as the system gives it: 128 and SIGTERM. */
    static final int TERMINATED = 143;

    private final Launch launch;
    private Optional<Process> current = Optional.empty();
    private boolean stopping;

    ChildProgram(Launch launch) {
        this.launch = launch;
    }

    final Launch launch() {
        return launch;
    }

    final synchronized boolean stopping() {
        return stopping;
    }

    /** Starts a process, the one that {@link #stop} ends; fails if this was stopped before. */
    final synchronized Process start(List<String> command, Path folder) throws IOException {
        if (stopping) {
            throw new IOException("stopped while it was starting");
        }
        Process process = launch.children().start(command, folder, launch.log()::out);
        current = Optional.of(process);
        return process;
    }

    final synchronized boolean alive() {
        return current.filter(Process::isAlive).isPresent();
    }

    @Override
    public final void stop(Duration grace) {
        Optional<Process> toEnd;
        synchronized (this) {
            stopping = true;
            toEnd = current;
        }
        toEnd.ifPresent(process -> Children.end(process, grace));
    }
}
