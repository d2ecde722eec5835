package me.meeshy.infra.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The processes that an engine has started: none is left when it closes or the JVM ends. */
final class Children {

    private static final Logger LOG = LoggerFactory.getLogger(Children.class);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
    private static final Duration LAST_GRACE = Duration.ofSeconds(5);

    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private boolean closed;

    private void forgetEnded() {
        running.removeIf(process -> !process.isAlive());
    }

    /** Starts a process; each line that it writes goes to the consumer. */
    synchronized Child start(List<String> command, Path folder, Consumer<String> lines) throws IOException {
        if (closed) {
            throw new IOException("the embedded engine is closed");
        }
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        forgetEnded();
        running.add(process);
        process.getOutputStream().close();
        var reader = new Thread(() -> drain(process, lines), "meeshy-embedded-output-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        return new Child(process, reader);
    }

    private static void drain(Process process, Consumer<String> lines) {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            // the stream is closed under us when the process is killed
            LOG.debug("the output of process {} ended early", process.pid(), e);
        }
    }

    /** Asks a process to end and kills it after the grace. */
    static void end(Process process, Duration grace) {
        process.destroy();
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                // it is gone in an instant, and with it its hold on its files
                process.waitFor(KILL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends them all, together rather than one after the other. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        List<Process> left = List.copyOf(running);
        left.forEach(Process::destroy);
        left.forEach(process -> end(process, LAST_GRACE));
    }
}
