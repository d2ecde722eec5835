package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.compose.YamlNode.Entry;
import me.meeshy.infra.compose.YamlNode.Kind;
import me.meeshy.infra.compose.YamlNode.Mapping;
import me.meeshy.infra.compose.YamlNode.Merging;
import me.meeshy.infra.compose.YamlNode.Scalar;
import me.meeshy.infra.compose.YamlNode.Sequence;
import org.jspecify.annotations.Nullable;

/** A list or a map whose end the parser has not reached yet. */
abstract class YamlFrame {

    private final Position at;
    private final @Nullable String anchor;
    private final Merging merging;
    private long weight = 1;
    private int depth = 1;

    private YamlFrame(Position at, @Nullable String anchor, Merging merging) {
        this.at = at;
        this.anchor = anchor;
        this.merging = merging;
    }

    @Nullable
    String anchor() {
        return anchor;
    }

    long weight() {
        return weight;
    }

    void add(YamlTree.Built value) {
        weight += value.weight();
        depth = Math.max(depth, value.depth() + 1);
    }

    YamlTree.Built build() {
        return new YamlTree.Built(node(at, merging), weight, depth);
    }

    abstract YamlNode node(Position position, Merging how);

    /** A list. */
    static final class OfSequence extends YamlFrame {

        private final List<YamlNode> items = new ArrayList<>();

        OfSequence(Position at, @Nullable String anchor, Merging merging) {
            super(at, anchor, merging);
        }

        @Override
        void add(YamlTree.Built value) {
            super.add(value);
            items.add(value.node());
        }

        @Override
        YamlNode node(Position position, Merging how) {
            return new Sequence(position, items, how);
        }
    }

    /** A map; keys and values arrive in turn. */
    static final class OfMapping extends YamlFrame {

        private static final String MERGE_KEY = "<<";

        private final Map<String, Entry> entries = new LinkedHashMap<>();
        private @Nullable Scalar key;
        private @Nullable YamlNode merged;

        OfMapping(Position at, @Nullable String anchor, Merging merging) {
            super(at, anchor, merging);
        }

        @Override
        void add(YamlTree.Built value) {
            super.add(value);
            Scalar current = key;
            if (current == null) {
                key = checkedKey(value.node());
                return;
            }
            key = null;
            if (current.source().equals(MERGE_KEY)) {
                merged = value.node();
                return;
            }
            entries.put(current.source(), new Entry(current.at(), value.node()));
        }

        private Scalar checkedKey(YamlNode node) {
            if (!(node instanceof Scalar scalar) || scalar.kind() != Kind.TEXT) {
                throw YamlTree.problem(
                        node.at(), "a key must be text, and this one is " + YamlNode.describe(node) + "; quote it");
            }
            Entry first = entries.get(scalar.source());
            if (first != null) {
                throw YamlTree.problem(
                        scalar.at(),
                        "the key '" + scalar.source() + "' stands here a second time; the first is in line "
                                + first.keyAt().line());
            }
            if (merged != null && scalar.source().equals(MERGE_KEY)) {
                throw YamlTree.problem(
                        scalar.at(), "the key '<<' stands here a second time; give it a list of aliases");
            }
            return scalar;
        }

        @Override
        YamlNode node(Position position, Merging how) {
            if (merged instanceof Sequence sources) {
                sources.items().forEach(this::mergeIn);
            } else if (merged != null) {
                mergeIn(merged);
            }
            return new Mapping(position, entries, how);
        }

        /** What stands in the map itself wins, then what was merged first. */
        private void mergeIn(YamlNode source) {
            if (!(source instanceof Mapping mapping)) {
                throw YamlTree.problem(
                        source.at(), "'<<' takes a map or a list of maps, and this is " + YamlNode.describe(source));
            }
            mapping.entries().forEach(entries::putIfAbsent);
        }
    }
}
