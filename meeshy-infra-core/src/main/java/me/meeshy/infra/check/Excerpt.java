package me.meeshy.infra.check;

/** Cuts text from outside to what a row of a report can bear. */
final class Excerpt {

    private static final int LIMIT_CHARACTERS = 400;

    private Excerpt() {}

    /** The beginning of a text on one line, for values where the beginning tells most. */
    static String head(String text) {
        String line = oneLine(text);
        return line.length() <= LIMIT_CHARACTERS ? line : line.substring(0, LIMIT_CHARACTERS) + "…";
    }

    /** The end of a text on one line, for output of programs, whose last words tell most. */
    static String tail(String text) {
        String line = oneLine(text);
        return line.length() <= LIMIT_CHARACTERS ? line : "…" + line.substring(line.length() - LIMIT_CHARACTERS);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ⏎ ").replaceAll("\\p{Cntrl}", " ");
    }
}
