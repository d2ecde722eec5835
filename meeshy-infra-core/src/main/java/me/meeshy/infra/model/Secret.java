package me.meeshy.infra.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A secret of a stack. Its value stays where it is: this object holds only where that is.
 *
 * @param key its key in the stack
 * @param content where its value is
 */
public record Secret(String key, GrantedContent content) {

    /**
     * Checks that the value does not stand in the stack.
     *
     * @param key its key in the stack
     * @param content where its value is
     * @throws IllegalArgumentException if the content is a text
     */
    public Secret {
        if (content instanceof GrantedContent.OfText) {
            throw new IllegalArgumentException(
                    "the secret '" + key + "' cannot be a text of the stack: give it a file or a variable");
        }
    }

    /**
     * A secret in a file.
     *
     * @param key its key in the stack
     * @param file the file that holds the value; a relative path is taken from the environment's directory
     */
    public Secret(String key, Path file) {
        this(key, new GrantedContent.OfFile(file));
    }

    /**
     * A secret in its usual place: the file of that name in the environment's folder {@code secrets}.
     *
     * @param key its key and file name
     * @return the secret
     */
    public static Secret of(String key) {
        return new Secret(key, Path.of("secrets", key));
    }

    /**
     * The file that holds its value.
     *
     * @return the file, a relative path being taken from the environment's directory; empty if the value is in no file
     */
    public Optional<Path> file() {
        return content instanceof GrantedContent.OfFile there ? Optional.of(there.file()) : Optional.empty();
    }
}
