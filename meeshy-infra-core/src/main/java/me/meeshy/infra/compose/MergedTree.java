package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import me.meeshy.infra.compose.YamlNode.Entry;
import me.meeshy.infra.compose.YamlNode.Mapping;
import me.meeshy.infra.compose.YamlNode.Merging;
import me.meeshy.infra.compose.YamlNode.Scalar;
import me.meeshy.infra.compose.YamlNode.Sequence;

/**
 * Several files as one, by compose's rules: maps merge by key, lists are joined, a single value and a command replace the earlier ones, and
 * {@code !reset} and {@code !override} take away or replace. What is unique within a list, such as a mount by its target, is
 * sorted out where the list is read.
 */
final class MergedTree {

    private static final Set<String> REPLACED = Set.of("command", "entrypoint");
    private static final Set<String> PAIRS = Set.of("environment", "labels");
    private static final Set<String> NAMES = Set.of("depends_on", "networks");
    private static final Set<String> SINGLE_OR_LIST = Set.of("env_file", "tmpfs");

    private MergedTree() {}

    /** The files' maps, the first file first. */
    static Mapping of(List<Mapping> files) {
        Mapping merged = withoutTags(files.get(0));
        for (Mapping file : files.subList(1, files.size())) {
            merged = mappings(merged, file, KeyPath.ROOT, 0);
        }
        return merged;
    }

    /** A first file has nothing to replace, but what it resets is gone. */
    private static Mapping withoutTags(Mapping mapping) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> {
            if (entry.value().merging() != Merging.RESET) {
                entries.put(
                        key,
                        entry.value() instanceof Mapping inner ? new Entry(entry.keyAt(), withoutTags(inner)) : entry);
            }
        });
        return new Mapping(mapping.at(), entries, mapping.merging());
    }

    private static Mapping mappings(Mapping base, Mapping over, KeyPath path, int depth) {
        Map<String, Entry> entries = new LinkedHashMap<>(base.entries());
        over.entries().forEach((key, entry) -> {
            YamlNode value = entry.value();
            Entry before = entries.get(key);
            if (value.merging() == Merging.RESET) {
                entries.remove(key);
            } else if (before == null
                    || value.merging() == Merging.REPLACE
                    // in the map of services x-… is the name of one
                    || (Section.isExtension(key) && depth != 1)) {
                entries.put(key, value instanceof Mapping inner ? new Entry(entry.keyAt(), withoutTags(inner)) : entry);
            } else {
                entries.put(key, new Entry(entry.keyAt(), value(key, before.value(), value, path.key(key), depth)));
            }
        });
        return new Mapping(over.at(), entries, base.merging());
    }

    /**
     * One key that both have.
     *
     * @param depth of the map that holds it: 0 the file, 1 its sections, 2 a service or another resource
     */
    private static YamlNode value(String key, YamlNode base, YamlNode over, KeyPath path, int depth) {
        if ((depth == 2 && REPLACED.contains(key)) || (depth == 3 && key.equals("test"))) {
            return over;
        }
        if (isNull(over)) {
            // an environment variable may be set to nothing; for a key of compose's own it says nothing
            return depth >= 3 && isScalar(base) ? over : base;
        }
        if (isNull(base)) {
            return over;
        }
        YamlNode left = base;
        YamlNode right = over;
        if (depth == 2 && PAIRS.contains(key)) {
            left = Pairs.mapping(new Field(base, path));
            right = Pairs.mapping(new Field(over, path));
        } else if (depth == 2 && NAMES.contains(key)) {
            left = named(key, base, path);
            right = named(key, over, path);
        } else if (depth == 2 && SINGLE_OR_LIST.contains(key)) {
            left = listed(base);
            right = listed(over);
        }
        if (left instanceof Mapping first && right instanceof Mapping second) {
            return mappings(first, second, path, depth + 1);
        }
        if (left instanceof Sequence first && right instanceof Sequence second) {
            List<YamlNode> items = new ArrayList<>(first.items());
            items.addAll(second.items());
            return new Sequence(second.at(), items, first.merging());
        }
        if (isScalar(left) && isScalar(right)) {
            return right;
        }
        throw new ComposeFileException(
                over.at(),
                path.toString(),
                "is " + YamlNode.describe(over) + " and cannot be merged with " + YamlNode.describe(base) + " at "
                        + base.at());
    }

    /** The map that a list of names stands for. */
    private static YamlNode named(String key, YamlNode node, KeyPath path) {
        if (!(node instanceof Sequence sequence)) {
            return node;
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Field item : new Field(node, path).items()) {
            Scalar name = item.scalar();
            YamlNode value = Scalar.none(name.at());
            if (key.equals("depends_on")) {
                Scalar started = Scalar.text(name.at(), "service_started", "service_started", false);
                value = new Mapping(name.at(), Map.of("condition", new Entry(name.at(), started)), Merging.MERGE);
            }
            entries.put(name.text(), new Entry(name.at(), value));
        }
        return new Mapping(sequence.at(), entries, sequence.merging());
    }

    private static YamlNode listed(YamlNode node) {
        return isScalar(node) ? new Sequence(node.at(), List.of(node), node.merging()) : node;
    }

    private static boolean isScalar(YamlNode node) {
        return node instanceof Scalar;
    }

    private static boolean isNull(YamlNode node) {
        return node instanceof Scalar scalar && scalar.isNull();
    }
}
