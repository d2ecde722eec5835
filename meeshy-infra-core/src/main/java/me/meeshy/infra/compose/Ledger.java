package me.meeshy.infra.compose;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one loading has found odd, and what it may still use up: files that include, extend or double each other must not take time or
 * memory without end, however many they are.
 */
final class Ledger {

    /** Each time that a file is read counts. */
    private static final int MAX_FILES = 500;
    /** What all texts may grow to: {@code B=$A$A}, {@code C=$B$B}, … doubles with each line. */
    private static final long MAX_CHARACTERS = 4L * 1024 * 1024;
    /** Of all files together, and once more what services inherit; a project of 60 services has about 5,000. */
    private static final long MAX_VALUES = 1_000_000;

    private final boolean strict;
    private final List<ComposeWarning> warnings = new ArrayList<>();
    private final Set<String> unset = new HashSet<>();
    private int filesLeft = MAX_FILES;
    private long charactersLeft = MAX_CHARACTERS;
    private long valuesLeft = MAX_VALUES;

    Ledger(boolean strict) {
        this.strict = strict;
    }

    List<ComposeWarning> warnings() {
        return warnings;
    }

    /** A variable that is not set and has no default: a warning a line, an error where they are refused. */
    void unset(Position at, String keyPath, String variable) {
        String mend = "; set it, or write ${" + variable + ":-} where empty is meant";
        if (strict) {
            throw new ComposeFileException(at, keyPath, "the variable " + variable + " is not set" + mend);
        }
        if (unset.add(at.file() + ":" + at.line() + " " + variable)) {
            warnings.add(new ComposeWarning(
                    at.file(), at.line(), "the variable " + variable + " is not set and counts as empty" + mend));
        }
    }

    long charactersLeft() {
        return charactersLeft;
    }

    void spendCharacters(long characters) throws Interpolation.Refused {
        charactersLeft -= characters;
        if (charactersLeft < 0) {
            throw new Interpolation.Refused("with variables replaced the texts come to more than "
                    + MAX_CHARACTERS / (1024 * 1024) + " million characters");
        }
    }

    void spendFile(Path file) {
        if (--filesLeft < 0) {
            throw new ComposeFileException(
                    Position.of(file), "", "is one file too many: a project reads at most " + MAX_FILES + " files");
        }
    }

    /** Counts a tree's values, aliases written out. */
    void spendValues(YamlNode tree) {
        valuesLeft -= YamlNode.weight(tree, valuesLeft);
        if (valuesLeft < 0) {
            throw new ComposeFileException(
                    tree.at(),
                    "",
                    "with this the files, and what services inherit, come to more than " + MAX_VALUES + " values");
        }
    }
}
