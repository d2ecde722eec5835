package me.meeshy.infra.model;

import java.util.regex.Pattern;

/** What the engine takes as a name. */
final class Names {

    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
    private static final Pattern VALID_PROJECT = Pattern.compile("[a-z0-9][a-z0-9_-]*");

    private Names() {}

    static String checked(String what, String name) {
        if (!VALID.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a " + what
                    + ": it takes letters, digits, '.', '_' and '-', and starts with a letter or a digit");
        }
        return name;
    }

    static String checkedProject(String name) {
        if (!VALID_PROJECT.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot be the name of a project: it takes lower-case letters,"
                            + " digits, '_' and '-', and starts with a letter or a digit");
        }
        return name;
    }
}
