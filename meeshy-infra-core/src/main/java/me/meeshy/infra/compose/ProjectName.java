package me.meeshy.infra.compose;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Compose's rule for a project's name, its sources in order of precedence. */
final class ProjectName {

    private static final Pattern VALID = Pattern.compile("[a-z0-9][a-z0-9_-]*");
    private static final Pattern NOT_ALLOWED = Pattern.compile("[^-_a-z0-9]");
    private static final Pattern NOT_FIRST = Pattern.compile("^[_-]+");

    private ProjectName() {}

    static boolean valid(String name) {
        return VALID.matcher(name).matches();
    }

    /** Lower case, and without what a name cannot have; may come out empty. */
    static String normalised(String name) {
        String allowed = NOT_ALLOWED.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
        return NOT_FIRST.matcher(allowed).replaceFirst("");
    }

    static String ofDirectory(Path directory) {
        Path last = directory.getFileName();
        return last == null ? "" : normalised(last.toString());
    }
}
