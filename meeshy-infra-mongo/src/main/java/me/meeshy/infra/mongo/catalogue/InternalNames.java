package me.meeshy.infra.mongo.catalogue;

import java.util.regex.Pattern;

/**
 * The names of what a migration makes in a database. They are short, since a server allows 255 bytes for database and name
 * together, and each holds the run, so that no two runs meet.
 */
public final class InternalNames {

    /** What every such name begins with. */
    public static final String PREFIX = "__mi.";

    /** What the names of a restore begin with. */
    public static final String RESTORE_PREFIX = "__mr.";

    /** The collection whose being there is the claim of a run. */
    public static final String CLAIM = PREFIX + "claim";

    private final String stem;

    public InternalNames(String run) {
        this(PREFIX, run);
    }

    private InternalNames(String prefix, String run) {
        this.stem = prefix + run + ".";
    }

    /** The names of a restore, which are told apart from those of a migration: neither takes the other's for its own. */
    public static InternalNames ofRestore(String run) {
        return new InternalNames(RESTORE_PREFIX, run);
    }

    public static boolean isInternal(String name) {
        return name.startsWith(PREFIX);
    }

    /** What the names of this run begin with. */
    public String stem() {
        return stem;
    }

    /** New data that never was live. */
    public String staged(int number) {
        return stem + number;
    }

    /** Old data that was live before the run. */
    public String parked(int number) {
        return stem + "p" + number;
    }

    /** New data that was live before a roll-back. */
    public String rolledBack(int number) {
        return stem + "n" + number;
    }

    /** What somebody made under a live name while a swap was under way. */
    public String stray(int number) {
        return stem + "x" + number;
    }

    public boolean isStaged(String name) {
        return Pattern.matches(Pattern.quote(stem) + "\\d+", name);
    }

    public boolean isParked(String name) {
        return Pattern.matches(Pattern.quote(stem) + "[pnx]\\d+", name);
    }

    /** Whether a name is of this run at all. */
    public boolean isOurs(String name) {
        return name.startsWith(stem);
    }
}
