package me.meeshy.infra.orchestration;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import me.meeshy.infra.engine.ContainerDetails;

/**
 * The main process of a container, seen in this machine's process table. An engine tells of a container's end when it has also
 * taken its network and its files away, which takes about as long as the stop itself (190 ms, of them 95 after the end of the
 * process, Engine 20.10): what only has to wait until the process is gone need not wait for that.
 */
final class MainProcess {

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
    /** A look costs little; it is taken so often that at most this part of the time waited is lost. */
    private static final int PART = 10;

    private final long pid;
    private final String started;

    private MainProcess(long pid, String started) {
        this.pid = pid;
        this.started = started;
    }

    /**
     * Of a container that runs. Empty where this process does not see it for certain: the engine is on another machine or in a
     * virtual one, or we are in a container ourselves, where another process may have its number.
     */
    static Optional<MainProcess> of(ContainerDetails container) {
        if (!container.state().running() || container.state().processId().isEmpty()) {
            return Optional.empty();
        }
        long pid = container.state().processId().getAsLong();
        // in this order: what has the number while the start is read is still there when its group is
        return HostProcesses.started(pid)
                .filter(started -> HostProcesses.isOf(pid, container.id()))
                .map(started -> new MainProcess(pid, started));
    }

    boolean hasEnded() {
        return !HostProcesses.started(pid).equals(Optional.of(started));
    }

    /** Returns when it has ended, or when the engine has said so before: there is nothing to be told by of another's process. */
    void awaitEnd(Future<?> told) {
        long begin = System.nanoTime();
        while (!told.isDone() && !hasEnded()) {
            long pause = (System.nanoTime() - begin) / PART;
            pause = Math.max(SHORTEST_PAUSE.toNanos(), Math.min(LONGEST_PAUSE.toNanos(), pause));
            try {
                told.get(pause, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                // it is looked at again
            } catch (ExecutionException e) {
                // whoever asked the engine tells of it
                return;
            } catch (InterruptedException e) {
                // whoever waited for it has given up
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
