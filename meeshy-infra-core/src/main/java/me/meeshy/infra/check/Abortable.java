package me.meeshy.infra.check;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import me.meeshy.infra.model.InfraException;

/**
 * Runs something that neither ends at a deadline nor heeds an interrupt, as name look-ups and socket reads do, in a thread
 * of its own, and leaves it when it must.
 */
final class Abortable {

    private Abortable() {}

    /**
     * Runs it.
     *
     * @param what a few words for messages, such as {@code GET https://meeshy.me/}
     * @param deadline how long it may take
     * @param abort ends what still runs, by closing what it reads from
     */
    static CheckResult run(String what, Duration deadline, Runnable abort, Callable<CheckResult> body) {
        var task = new FutureTask<CheckResult>(body);
        var thread = new Thread(task, "meeshy-check");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return CheckResult.fails(what + ": no answer within " + deadline.toMillis() + " ms");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                return CheckResult.fails(what + ": " + reason(failure));
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(what + " ended in an unforeseen way", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InfraException(what + " was interrupted", e);
        } finally {
            abort.run();
        }
    }

    private static String reason(IOException failure) {
        String own = failure.getMessage();
        String text = failure.getClass().getSimpleName() + (own == null ? "" : ": " + own);
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        // a TLS failure says why a certificate was refused only at its root
        if (root != failure && root.getMessage() != null && !text.contains(root.getMessage())) {
            text += " (" + root.getMessage() + ")";
        }
        return Excerpt.head(text);
    }
}
