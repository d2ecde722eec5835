package me.meeshy.infra.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A configuration file of a stack.
 *
 * @param key its key in the stack
 * @param content where what it holds comes from
 */
public record Config(String key, GrantedContent content) {

    /**
     * A config in a file.
     *
     * @param key its key in the stack
     * @param file the file that holds it; a relative path is taken from the environment's directory
     */
    public Config(String key, Path file) {
        this(key, new GrantedContent.OfFile(file));
    }

    /**
     * The file that holds it.
     *
     * @return the file, a relative path being taken from the environment's directory; empty if it is in no file
     */
    public Optional<Path> file() {
        return content instanceof GrantedContent.OfFile there ? Optional.of(there.file()) : Optional.empty();
    }
}
