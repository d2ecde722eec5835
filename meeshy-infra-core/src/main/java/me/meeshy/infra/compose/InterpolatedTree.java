package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import me.meeshy.infra.compose.YamlNode.Entry;
import me.meeshy.infra.compose.YamlNode.Mapping;
import me.meeshy.infra.compose.YamlNode.Scalar;
import me.meeshy.infra.compose.YamlNode.Sequence;
import org.jspecify.annotations.Nullable;

/** A file's tree with its variables replaced: in values only, never in keys. A value that aliases share stays shared. */
final class InterpolatedTree {

    private final Interpolation interpolation;
    private final Ledger ledger;
    private final IdentityHashMap<YamlNode, YamlNode> done = new IdentityHashMap<>();

    private InterpolatedTree(Function<String, @Nullable String> variables, Ledger ledger) {
        this.interpolation = new Interpolation(variables, ledger);
        this.ledger = ledger;
    }

    static YamlNode of(YamlNode tree, Function<String, @Nullable String> variables, Ledger ledger) {
        return new InterpolatedTree(variables, ledger).node(tree, KeyPath.ROOT);
    }

    private YamlNode node(YamlNode node, KeyPath path) {
        if (node instanceof Scalar scalar) {
            return scalar.source().indexOf('$') < 0 || scalar.kind() != YamlNode.Kind.TEXT
                    ? scalar
                    : text(scalar, path);
        }
        YamlNode known = done.get(node);
        if (known == null) {
            known = node instanceof Mapping mapping ? mapping(mapping, path) : sequence((Sequence) node, path);
            done.put(node, known);
        }
        return known;
    }

    private YamlNode mapping(Mapping mapping, KeyPath path) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        boolean changed = false;
        for (Map.Entry<String, Entry> entry : mapping.entries().entrySet()) {
            YamlNode before = entry.getValue().value();
            YamlNode after = node(before, path.key(entry.getKey()));
            changed |= after != before;
            entries.put(
                    entry.getKey(),
                    after == before
                            ? entry.getValue()
                            : new Entry(entry.getValue().keyAt(), after));
        }
        return changed ? new Mapping(mapping.at(), entries, mapping.merging()) : mapping;
    }

    private YamlNode sequence(Sequence sequence, KeyPath path) {
        List<YamlNode> items = new ArrayList<>(sequence.items().size());
        boolean changed = false;
        for (YamlNode before : sequence.items()) {
            YamlNode after = node(before, path.item(items.size()));
            changed |= after != before;
            items.add(after);
        }
        return changed ? new Sequence(sequence.at(), items, sequence.merging()) : sequence;
    }

    private Scalar text(Scalar scalar, KeyPath path) {
        try {
            String text = interpolation.apply(
                    scalar.text(), variable -> ledger.unset(scalar.at(), path.toString(), variable));
            return new Scalar(
                    scalar.at(), scalar.source(), text, scalar.kind(), scalar.merging(), !text.equals(scalar.source()));
        } catch (Interpolation.Refused e) {
            throw new ComposeFileException(scalar.at(), path.toString(), String.valueOf(e.getMessage()));
        }
    }
}
