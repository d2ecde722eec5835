package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.HashSet;
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
 * {@code !reset} and {@code !override} take away or replace; {@link MergeRule} has the exceptions. What is unique within a list is
 * sorted out by {@link UniqueItems}, or where the list is read, such as a mount by its target.
 */
final class MergedTree {

    /** Whether what is reset stays marked, so that it is reset in an earlier file, too. */
    private final boolean keepsMarks;

    private MergedTree(boolean keepsMarks) {
        this.keepsMarks = keepsMarks;
    }

    /** The files' maps, the first file first. */
    static Mapping of(List<Mapping> files) {
        var tree = new MergedTree(false);
        Mapping merged = tree.marked(files.get(0));
        for (Mapping file : files.subList(1, files.size())) {
            merged = tree.mappings(merged, file, KeyPath.ROOT, "", 0);
        }
        return merged;
    }

    /** A service over the one that it extends. */
    static Mapping service(Mapping base, Mapping service, KeyPath path) {
        return new MergedTree(true).mappings(base, service, path, "services.*", 2);
    }

    /** A first file has nothing to replace, but what it resets is gone. */
    private Mapping marked(Mapping mapping) {
        if (keepsMarks) {
            return mapping;
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> {
            if (entry.value().merging() != Merging.RESET) {
                entries.put(
                        key, entry.value() instanceof Mapping inner ? new Entry(entry.keyAt(), marked(inner)) : entry);
            }
        });
        return new Mapping(mapping.at(), entries, mapping.merging());
    }

    /**
     * One map over another.
     *
     * @param where its path with a star for the name of a service or another resource
     * @param depth of the map: 0 the file, 1 its sections, 2 a service or another resource
     */
    private Mapping mappings(Mapping base, Mapping over, KeyPath path, String where, int depth) {
        Map<String, Entry> entries = new LinkedHashMap<>(base.entries());
        over.entries().forEach((key, entry) -> {
            YamlNode value = entry.value();
            Entry before = entries.get(key);
            if (value.merging() == Merging.RESET) {
                entries.remove(key);
                if (keepsMarks) {
                    entries.put(key, entry);
                }
            } else if (before == null
                    || before.value().merging() == Merging.RESET
                    || value.merging() == Merging.REPLACE
                    // in the map of services x-… is the name of one
                    || (Section.isExtension(key) && depth != 1)) {
                entries.put(key, value instanceof Mapping inner ? new Entry(entry.keyAt(), marked(inner)) : entry);
            } else {
                String place = where.isEmpty() ? key : where + "." + (depth == 1 ? "*" : key);
                entries.put(key, new Entry(entry.keyAt(), value(before.value(), value, path.key(key), place, depth)));
            }
        });
        return new Mapping(over.at(), entries, base.merging());
    }

    /** One key that both have; the depth is that of the map that holds it. */
    private YamlNode value(YamlNode base, YamlNode over, KeyPath path, String where, int depth) {
        MergeRule rule = MergeRule.of(where);
        if (rule == MergeRule.REPLACED) {
            return over;
        }
        if (isNull(over)) {
            // an environment variable may be set to nothing; for a key of compose's own it says nothing
            return depth >= 3 && base instanceof Scalar ? over : base;
        }
        if (isNull(base)) {
            return over;
        }
        YamlNode left = rule.form(base, path);
        YamlNode right = rule.form(over, path);
        if (left instanceof Mapping first && right instanceof Mapping second) {
            boolean replaces = rule == MergeRule.LOGGING && differ(first, second, "driver");
            return replaces ? second : mappings(first, second, path, where, depth + 1);
        }
        if (left instanceof Sequence first && right instanceof Sequence second) {
            return new Sequence(second.at(), items(rule, first, second, path), first.merging());
        }
        if (rule == MergeRule.LATER_FORM || (left instanceof Scalar && right instanceof Scalar)) {
            return right;
        }
        throw new ComposeFileException(
                over.at(),
                path.toString(),
                "is " + YamlNode.describe(over) + " and cannot be merged with " + YamlNode.describe(base) + " at "
                        + base.at());
    }

    private List<YamlNode> items(MergeRule rule, Sequence base, Sequence over, KeyPath path) {
        List<YamlNode> items = new ArrayList<>(base.items());
        switch (rule) {
            case SUBNETS -> over.items().forEach(item -> putSubnet(items, item, path));
            case HOSTS -> {
                Set<String> known = new HashSet<>();
                items.forEach(item -> known.add(text(item)));
                over.items().stream().filter(item -> known.add(text(item))).forEach(items::add);
            }
            default -> items.addAll(over.items());
        }
        return items;
    }

    private void putSubnet(List<YamlNode> items, YamlNode item, KeyPath path) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Mapping before
                    && item instanceof Mapping after
                    && !differ(before, after, "subnet")) {
                items.set(i, mappings(before, after, path.item(i), "networks.*.ipam.config.*", 5));
                return;
            }
        }
        items.add(item);
    }

    /** Whether both say something for a key, and not the same. */
    private static boolean differ(Mapping base, Mapping over, String key) {
        Entry before = base.entries().get(key);
        Entry after = over.entries().get(key);
        return before != null && after != null && !text(before.value()).equals(text(after.value()));
    }

    private static String text(YamlNode node) {
        return node instanceof Scalar scalar ? scalar.text() : "";
    }

    private static boolean isNull(YamlNode node) {
        return node instanceof Scalar scalar && scalar.isNull();
    }
}
