package me.meeshy.infra.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** The command line of every process of this machine that lives long enough to be seen, those in containers included. */
final class ProcessLists implements AutoCloseable {

    private static final long PAUSE_NANOS = 5_000_000;

    private final Set<String> commandLines = ConcurrentHashMap.newKeySet();
    private final Thread watcher = new Thread(this::watch, "process-lists");
    private volatile boolean over;

    void start() {
        watcher.setDaemon(true);
        watcher.start();
    }

    int seen() {
        return commandLines.size();
    }

    String text() {
        return String.join("\n", commandLines);
    }

    private void watch() {
        while (!over) {
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
                processes.forEach(this::look);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void look(Path process) {
        try {
            commandLines.add(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' '));
        } catch (IOException e) {
            // it has ended meanwhile
            over |= Thread.currentThread().isInterrupted();
        }
    }

    @Override
    public void close() {
        over = true;
    }
}
