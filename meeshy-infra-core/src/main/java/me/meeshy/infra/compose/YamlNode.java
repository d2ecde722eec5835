package me.meeshy.infra.compose;

import java.util.List;
import java.util.Map;

/** A value of a YAML file that knows where it stands. */
sealed interface YamlNode {

    Position at();

    /** What a tag of compose's own says about merging this value over that of an earlier file. */
    Merging merging();

    /** How a value takes the place of the one in an earlier file. */
    enum Merging {
        /** By compose's rules. */
        MERGE,
        /** {@code !override}: instead of it. */
        REPLACE,
        /** {@code !reset}: the key is gone. */
        RESET
    }

    /** What a scalar is, which decides how compose writes it. */
    enum Kind {
        TEXT,
        INTEGER,
        FLOAT,
        BOOLEAN,
        NULL
    }

    /**
     * A single value.
     *
     * @param source as the file has it, before interpolation; what error messages may show
     * @param text as compose understands it: the number {@code 0x10} is {@code 16}, and {@code ${V}} is what V holds
     * @param interpolated whether a variable's value is in the text
     */
    record Scalar(Position at, String source, String text, Kind kind, Merging merging, boolean interpolated)
            implements YamlNode {

        static Scalar text(Position at, String source, String text, boolean interpolated) {
            return new Scalar(at, source, text, Kind.TEXT, Merging.MERGE, interpolated);
        }

        static Scalar none(Position at) {
            return new Scalar(at, "", "", Kind.NULL, Merging.MERGE, false);
        }

        boolean isNull() {
            return kind == Kind.NULL;
        }

        /** It may hold a secret. */
        @Override
        public String toString() {
            return "Scalar[" + at + "]";
        }
    }

    /** Values in a row. */
    record Sequence(Position at, List<YamlNode> items, Merging merging) implements YamlNode {}

    /** Values by key, in the file's order. */
    record Mapping(Position at, Map<String, Entry> entries, Merging merging) implements YamlNode {}

    /**
     * A value and the place of its key.
     *
     * @param keyAt where the key stands
     */
    record Entry(Position keyAt, YamlNode value) {}

    /** How many values it is, aliases written out; counted no further than just above the limit. */
    static long weight(YamlNode node, long limit) {
        long weight = 1;
        if (node instanceof Mapping mapping) {
            for (Entry entry : mapping.entries().values()) {
                weight += weight <= limit ? weight(entry.value(), limit - weight) : 0;
            }
        } else if (node instanceof Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                weight += weight <= limit ? weight(item, limit - weight) : 0;
            }
        }
        return weight;
    }

    /** What it is, in words for a message. */
    static String describe(YamlNode node) {
        if (node instanceof Mapping) {
            return "a map";
        }
        if (node instanceof Sequence) {
            return "a list";
        }
        return switch (((Scalar) node).kind()) {
            case TEXT -> "text";
            case INTEGER, FLOAT -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "nothing";
        };
    }
}
