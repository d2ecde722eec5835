package me.meeshy.infra.compose;

import java.nio.file.Path;
import java.util.Map;

/**
 * A file, and what the values in it mean by a relative path and by a variable: a file that is included or extended has a directory of its
 * own, and perhaps variables of its own.
 */
final class Source {

    private final Path file;
    private final Path directory;
    private final Map<String, String> variables;

    Source(Path file, Path directory, Map<String, String> variables) {
        this.file = file;
        this.directory = directory;
        this.variables = variables;
    }

    /** A file in which neither paths nor variables matter. */
    static Source of(Path file) {
        return new Source(file, file, Map.of());
    }

    Path file() {
        return file;
    }

    /** Where its relative paths start; absolute. */
    Path directory() {
        return directory;
    }

    /** What {@code ${…}} stands for in it; may hold secrets. */
    Map<String, String> variables() {
        return variables;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
