package me.meeshy.infra.model;

import java.nio.file.Path;

/**
 * A secret of a stack. Its value stays in its file: this object holds only where that is.
 *
 * @param key its key in the stack
 * @param file the file that holds the value; a relative path is taken from the environment's directory
 */
public record Secret(String key, Path file) {

    /**
     * A secret in its usual place: the file of that name in the environment's folder {@code secrets}.
     *
     * @param key its key and file name
     * @return the secret
     */
    public static Secret of(String key) {
        return new Secret(key, Path.of("secrets", key));
    }
}
