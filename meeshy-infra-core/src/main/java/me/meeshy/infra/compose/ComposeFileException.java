package me.meeshy.infra.compose;

import java.nio.file.Path;
import me.meeshy.infra.model.InfraException;
import org.jspecify.annotations.Nullable;

/**
 * A compose file, or a file that it names, cannot be used as it stands. The message begins with the place, in the form that
 * editors and terminals turn into a link.
 */
public final class ComposeFileException extends InfraException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 1_000;

    /** Not serialized: the message has it, too. */
    private final transient Path file;
    /** From 1, or 0. */
    private final int line;
    /** From 1, or 0. */
    private final int column;
    /** With dots and brackets, or empty. */
    private final String keyPath;

    ComposeFileException(Position at, String keyPath, String problem) {
        this(at, keyPath, problem, null);
    }

    ComposeFileException(Position at, String keyPath, String problem, @Nullable Throwable cause) {
        super(at + ": " + shortened((keyPath.isEmpty() ? "" : keyPath + ": ") + problem), cause);
        this.file = at.file();
        this.line = at.line();
        this.column = at.column();
        this.keyPath = keyPath;
    }

    /** A key of a broken file may be as long as the file. */
    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    /**
     * The file at fault.
     *
     * @return an absolute path
     */
    public Path file() {
        return file;
    }

    /**
     * The line at fault.
     *
     * @return from 1; 0 where the file as a whole is meant
     */
    public int line() {
        return line;
    }

    /**
     * The column at fault.
     *
     * @return from 1; 0 where the line or the file as a whole is meant
     */
    public int column() {
        return column;
    }

    /**
     * The key at fault.
     *
     * @return for instance {@code services.gateway.ports[1]}; empty where no key is meant
     */
    public String keyPath() {
        return keyPath;
    }
}
