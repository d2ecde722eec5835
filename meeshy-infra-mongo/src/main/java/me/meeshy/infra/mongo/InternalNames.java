package me.meeshy.infra.mongo;

import java.util.regex.Pattern;

/**
 * The names of what a migration makes in a database. They are short, since a server allows 255 bytes for database and name
 * together, and each holds the run, so that no two runs meet.
 */
final class InternalNames {

    /** What every such name begins with. */
    static final String PREFIX = "__mi.";

    /** The collection whose being there is the claim of a run. */
    static final String CLAIM = PREFIX + "claim";

    private final String stem;

    InternalNames(String run) {
        this.stem = PREFIX + run + ".";
    }

    static boolean isInternal(String name) {
        return name.startsWith(PREFIX);
    }

    /** New data that never was live. */
    String staged(int number) {
        return stem + number;
    }

    /** Old data that was live before the run. */
    String parked(int number) {
        return stem + "p" + number;
    }

    /** New data that was live before a roll-back. */
    String rolledBack(int number) {
        return stem + "n" + number;
    }

    /** What somebody made under a live name while a swap was under way. */
    String stray(int number) {
        return stem + "x" + number;
    }

    boolean isStaged(String name) {
        return Pattern.matches(Pattern.quote(stem) + "\\d+", name);
    }

    boolean isParked(String name) {
        return Pattern.matches(Pattern.quote(stem) + "[pnx]\\d+", name);
    }

    /** Whether a name is of this run at all. */
    boolean isOurs(String name) {
        return name.startsWith(stem);
    }
}
