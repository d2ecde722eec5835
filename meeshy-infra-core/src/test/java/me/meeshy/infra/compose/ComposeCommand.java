package me.meeshy.infra.compose;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs {@code docker compose}, the program that our reading of its files is held against. */
final class ComposeCommand {

    private static final long DEADLINE_SECONDS = 60;

    private ComposeCommand() {}

    static Optional<String> version() {
        try {
            Result result = run(Path.of("."), Map.of(), List.of("docker", "compose", "version", "--short"));
            return result.exitCode() == 0 ? Optional.of(result.output().strip()) : Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    record Result(int exitCode, String output, String errors) {}

    static Result config(Path directory, Map<String, String> variables) {
        return run(directory, variables, List.of("docker", "compose", "config", "--format", "json"));
    }

    private static Result run(Path directory, Map<String, String> variables, List<String> command) {
        try {
            File out = File.createTempFile("compose", ".out");
            File errors = File.createTempFile("compose", ".err");
            try {
                var builder = new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectOutput(out)
                        .redirectError(errors);
                builder.environment().keySet().removeIf(name -> name.startsWith("COMPOSE_"));
                // the plugin lies in the real home, which the test's variables may hide
                builder.environment().putIfAbsent("DOCKER_CONFIG", System.getProperty("user.home") + "/.docker");
                builder.environment().putAll(variables);
                Process process = builder.start();
                if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(command + " did not end");
                }
                return new Result(
                        process.exitValue(), Files.readString(out.toPath()), Files.readString(errors.toPath()));
            } finally {
                Files.delete(out.toPath());
                Files.delete(errors.toPath());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
