package me.meeshy.infra.compose;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The path of a file that another one names, to be included or extended. */
final class NamedFile {

    private static final Pattern REMOTE =
            Pattern.compile("(?:(?:https?|ssh|git|oci)://|git@|github\\.com/).*|.*\\.git(?:#.*)?");

    private NamedFile() {}

    static Path of(Field field, HostPaths paths) {
        String text = field.nonEmptyText();
        if (REMOTE.matcher(text).matches()) {
            throw field.problem(field.shown()
                    + " lies on another host, and files are not fetched; bring it here and name its path");
        }
        Path file = paths.resolve(field, text);
        if (!Files.exists(file)) {
            throw field.problem("there is no file " + field.shown() + " in "
                    + field.node().at().source().directory());
        }
        return file;
    }
}
