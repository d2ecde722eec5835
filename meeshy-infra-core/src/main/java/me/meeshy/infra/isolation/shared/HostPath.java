package me.meeshy.infra.isolation.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A place on the host, as it is written and as it is behind symbolic links.
 *
 * @param written as files name it
 * @param real where that leads, as far as it is there
 */
record HostPath(Path written, Path real) {

    static HostPath of(Path path) {
        return new HostPath(path, real(path));
    }

    /** Links are followed as far as there is something: a folder that is not there yet is made behind them. */
    private static Path real(Path path) {
        if (Files.exists(path)) {
            try {
                return path.toRealPath();
            } catch (IOException e) {
                // it is not for this user to follow: what is written is all that is known
                return path;
            }
        }
        Path parent = path.getParent();
        return parent == null ? path : real(parent).resolve(parent.relativize(path));
    }

    /** Whether one is the other, or in it. */
    boolean overlaps(HostPath other) {
        return real.startsWith(other.real) || other.real.startsWith(real);
    }

    boolean isEngineSocket() {
        return written.endsWith("docker.sock");
    }

    @Override
    public String toString() {
        return written.toString();
    }
}
