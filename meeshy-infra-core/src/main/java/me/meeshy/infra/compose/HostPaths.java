package me.meeshy.infra.compose;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Paths of the host as compose files write them: relative to the directory that counts for the file that says them, or to the user's with
 * {@code ~}.
 *
 * @param home the user's directory
 */
record HostPaths(String home) {

    /** Whether a volume's source is a path rather than a volume's name. */
    static boolean looksLikePath(String source) {
        return source.startsWith(".") || source.startsWith("/") || source.startsWith("~");
    }

    Path resolve(Field field, String text) {
        try {
            if (text.equals("~") || text.startsWith("~/")) {
                return Path.of(home + text.substring(1)).normalize();
            }
            if (text.startsWith("~")) {
                throw field.problem(field.shown() + ": another user's directory cannot be meant here; write it out");
            }
            Path path = Path.of(text);
            return path.isAbsolute()
                    ? path
                    : field.node().at().source().directory().resolve(path).normalize();
        } catch (InvalidPathException e) {
            throw field.problem(field.shown() + " is no path");
        }
    }
}
