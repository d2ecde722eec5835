package me.meeshy.infra.compose;

import java.nio.file.Path;

/**
 * A place in a file.
 *
 * @param source the file
 * @param line from 1; 0 means the file as a whole
 * @param column from 1; 0 means the line as a whole
 */
record Position(Source source, int line, int column) {

    Position(Path file, int line, int column) {
        this(Source.of(file), line, column);
    }

    static Position of(Path file) {
        return new Position(file, 0, 0);
    }

    Path file() {
        return source.file();
    }

    @Override
    public String toString() {
        if (line == 0) {
            return file().toString();
        }
        return file() + ":" + line + (column == 0 ? "" : ":" + column);
    }
}
