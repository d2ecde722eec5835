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
    private Optional<Child> current = Optional.empty();
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
    final synchronized Child start(List<String> command, Path folder) throws IOException {
        if (stopping) {
            throw new IOException("stopped while it was starting");
        }
        Child child = launch.children().start(command, folder, launch.log()::out);
        current = Optional.of(child);
        return child;
    }

    final synchronized boolean alive() {
        return current.filter(Child::isAlive).isPresent();
    }

    @Override
    public final void stop(Duration grace) {
        Optional<Child> toEnd;
        synchronized (this) {
            stopping = true;
            toEnd = current;
        }
        toEnd.ifPresent(child -> Children.end(child.process(), grace));
    }
}
