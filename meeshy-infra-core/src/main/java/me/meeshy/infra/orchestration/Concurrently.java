package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import me.meeshy.infra.engine.EngineException;

/** Asks several things at once: an engine answers most questions faster than they are sent one after the other. */
final class Concurrently implements AutoCloseable {

    /** More at once only makes the engine slower. */
    private static final int THREADS = 8;

    private final ExecutorService threads;

    Concurrently(String purpose) {
        threads = Threads.atMost(THREADS, purpose);
    }

    /** The answers in the order of the questions; the first failure is thrown once all have been answered. */
    <T> List<T> ask(List<Supplier<T>> questions) {
        List<Future<T>> asked = questions.stream()
                .map(question -> threads.submit(question::get))
                .toList();
        var answers = new ArrayList<T>();
        RuntimeException failure = null;
        boolean interrupted = false;
        for (Future<T> one : asked) {
            while (true) {
                try {
                    answers.add(one.get());
                    break;
                } catch (InterruptedException e) {
                    // these questions are answered at once: go on to the answer, as the engine's port does
                    interrupted = true;
                } catch (ExecutionException e) {
                    failure = failure == null ? cause(e) : failure;
                    break;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
        return answers;
    }

    /** As {@link #ask}, of what keeps its answers itself. */
    void run(List<Runnable> questions) {
        ask(questions.stream()
                .<Supplier<Boolean>>map(question -> () -> {
                    question.run();
                    return true;
                })
                .toList());
    }

    private static RuntimeException cause(ExecutionException e) {
        return e.getCause() instanceof RuntimeException known
                ? known
                : new EngineException(EngineException.Reason.OTHER, "Cannot ask the engine: " + e.getCause(), e);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
