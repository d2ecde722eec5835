package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.compose.YamlNode.Entry;
import me.meeshy.infra.compose.YamlNode.Kind;
import me.meeshy.infra.compose.YamlNode.Mapping;
import me.meeshy.infra.compose.YamlNode.Scalar;
import me.meeshy.infra.compose.YamlNode.Sequence;
import org.jspecify.annotations.Nullable;

/**
 * A value of the merged file with the keys that lead to it; every complaint about the file is made through it.
 *
 * @param node the value
 * @param path its keys
 */
record Field(YamlNode node, KeyPath path) {

    private static final int MAX_SHOWN = 60;
    private static final Set<String> TRUE = Set.of("true", "yes", "on", "y");
    private static final Set<String> FALSE = Set.of("false", "no", "off", "n");

    /** A complaint about this value. */
    ComposeFileException problem(String problem) {
        return new ComposeFileException(node.at(), path.toString(), problem);
    }

    ComposeWarning warning(String message) {
        return new ComposeWarning(node.at().file(), node.at().line(), path + ": " + message);
    }

    boolean isNull() {
        return node instanceof Scalar scalar && scalar.isNull();
    }

    boolean isScalar() {
        return node instanceof Scalar;
    }

    boolean isSequence() {
        return node instanceof Sequence;
    }

    boolean isMapping() {
        return node instanceof Mapping;
    }

    Scalar scalar() {
        if (node instanceof Scalar scalar && !scalar.isNull()) {
            return scalar;
        }
        throw problem("takes a single value, and this is " + YamlNode.describe(node));
    }

    String text() {
        return scalar().text();
    }

    /** The value as the file has it, variables unreplaced, for a message. */
    String shown() {
        if (!(node instanceof Scalar scalar)) {
            return YamlNode.describe(node);
        }
        String source = scalar.source();
        return "'" + (source.length() > MAX_SHOWN ? source.substring(0, MAX_SHOWN) + "…" : source) + "'";
    }

    boolean isEmptyText() {
        return node instanceof Scalar scalar && scalar.text().isEmpty();
    }

    /** Text that is not empty. */
    String nonEmptyText() {
        String text = text();
        if (text.isEmpty()) {
            throw problem("is empty" + (scalar().interpolated() ? " once its variables are replaced" : ""));
        }
        return text;
    }

    /** As compose reads booleans where a variable may stand: YAML's old words count too. */
    boolean bool() {
        Scalar scalar = scalar();
        if (scalar.kind() == Kind.BOOLEAN || scalar.kind() == Kind.TEXT) {
            String word = scalar.text().toLowerCase(Locale.ROOT);
            if (TRUE.contains(word) || FALSE.contains(word)) {
                return TRUE.contains(word);
            }
        }
        throw problem(shown() + " is neither true nor false");
    }

    int integer(int least, int most) {
        String text = text();
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw problem(shown() + " is not a whole number");
        }
        throw problem(shown() + " is outside " + least + " to " + most);
    }

    List<Field> items() {
        if (!(node instanceof Sequence sequence)) {
            throw problem("takes a list, and this is " + YamlNode.describe(node));
        }
        List<Field> items = new ArrayList<>(sequence.items().size());
        for (YamlNode item : sequence.items()) {
            if (item.merging() != YamlNode.Merging.MERGE) {
                throw new Field(item, path.item(items.size()))
                        .problem("!reset and !override go with a key, not with an item of a list");
            }
            items.add(new Field(item, path.item(items.size())));
        }
        return items;
    }

    /** The items of a list, or the one value that stands in its place. */
    List<Field> itemsOrSingle() {
        return isSequence() ? items() : List.of(new Field(scalar(), path));
    }

    /** The items of a list, or the one value or map that stands in its place. */
    List<Field> itemsOrMapping() {
        return isMapping() ? List.of(this) : itemsOrSingle();
    }

    /** The values of a map whose keys are names. */
    Map<String, Field> entries() {
        if (!(node instanceof Mapping mapping)) {
            throw problem("takes a map, and this is " + YamlNode.describe(node));
        }
        Map<String, Field> entries = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> entries.put(key, new Field(entry.value(), path.key(key))));
        return entries;
    }

    /** The values of a map with fixed keys; those of {@code x-} keys and those that say nothing are left out. */
    Map<String, Field> entries(Section section) {
        if (!(node instanceof Mapping mapping)) {
            throw problem("takes a map, and this is " + YamlNode.describe(node));
        }
        Map<String, Field> entries = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> {
            if (Section.isExtension(key)) {
                return;
            }
            if (!section.reads(key)) {
                throw new ComposeFileException(entry.keyAt(), path.key(key).toString(), section.problem(key));
            }
            var field = new Field(entry.value(), path.key(key));
            if (!field.isNull()) {
                entries.put(key, field);
            }
        });
        return entries;
    }

    /** Where a key of this map stands. */
    Optional<Position> keyAt(String key) {
        @Nullable
        Entry entry = node instanceof Mapping mapping ? mapping.entries().get(key) : null;
        return Optional.ofNullable(entry).map(Entry::keyAt);
    }
}
