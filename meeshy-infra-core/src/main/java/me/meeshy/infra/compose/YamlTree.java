package me.meeshy.infra.compose;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.compose.YamlNode.Kind;
import me.meeshy.infra.compose.YamlNode.Merging;
import me.meeshy.infra.compose.YamlNode.Scalar;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * Builds the tree of a file from the parser's events. It stands in for the library's own composer because of the limits: an alias
 * shares the value that it refers to, and what the tree would be if each alias were written out is counted and bounded, so that
 * whoever walks it later walks something small.
 */
final class YamlTree {

    /** A compose file of 60 services has about 5,000. */
    static final int MAX_VALUES = 250_000;

    /** Compose's deepest key is at 8. */
    static final int MAX_DEPTH = 64;

    /**
     * A finished value.
     *
     * @param weight how many values it is with every alias written out
     * @param depth how many levels it has
     */
    record Built(YamlNode node, long weight, int depth) {}

    private final Source source;
    private final Deque<YamlFrame> open = new ArrayDeque<>();
    private final Map<String, Optional<Built>> anchors = new HashMap<>();
    private @Nullable YamlNode finished;
    private int values;

    YamlTree(Source source) {
        this.source = source;
    }

    /** The document that the last event ended, if it did. */
    Optional<YamlNode> finished() {
        Optional<YamlNode> document = Optional.ofNullable(finished);
        finished = null;
        return document;
    }

    void accept(Event event) {
        switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event);
            case Alias -> alias((AliasEvent) event);
            case SequenceStart, MappingStart -> start((CollectionStartEvent) event);
            case SequenceEnd, MappingEnd -> {
                YamlFrame frame = open.pop();
                complete(frame.build(), frame.anchor());
            }
            case DocumentStart -> anchors.clear();
            default -> {
                // the stream's ends and comments say nothing about values
            }
        }
    }

    private void start(CollectionStartEvent event) {
        Position at = at(event);
        count(at);
        if (open.size() >= MAX_DEPTH) {
            throw tooDeep(at);
        }
        String anchor = anchor(event);
        if (anchor != null) {
            anchors.put(anchor, Optional.empty());
        }
        boolean mapping = event.getEventId() == Event.ID.MappingStart;
        Merging merging = merging(at, event.getTag().orElse(null), mapping ? "map" : "seq");
        open.push(
                mapping ? new YamlFrame.OfMapping(at, anchor, merging) : new YamlFrame.OfSequence(at, anchor, merging));
    }

    private void scalar(ScalarEvent event) {
        Position at = at(event);
        count(at);
        complete(new Built(scalar(at, event), 1, 1), anchor(event));
    }

    private void alias(AliasEvent event) {
        Position at = at(event);
        count(at);
        String name = event.getAlias().getValue();
        Optional<Built> target = anchors.get(name);
        if (target == null) {
            throw problem(at, "the alias *" + name + " has no anchor &" + name + " before it");
        }
        complete(
                target.orElseThrow(() -> problem(at, "the alias *" + name + " refers to the value that it is part of")),
                null);
    }

    private void complete(Built built, @Nullable String anchor) {
        if (anchor != null) {
            anchors.put(anchor, Optional.of(built));
        }
        YamlFrame parent = open.peek();
        if (parent == null) {
            finished = built.node();
            return;
        }
        parent.add(built);
        if (parent.weight() > MAX_VALUES) {
            throw tooMany(built.node().at());
        }
        if (built.depth() + open.size() > MAX_DEPTH) {
            throw tooDeep(built.node().at());
        }
    }

    private void count(Position at) {
        if (++values > MAX_VALUES) {
            throw tooMany(at);
        }
    }

    private Scalar scalar(Position at, ScalarEvent event) {
        String source = event.getValue();
        @Nullable String tag = event.getTag().orElse(null);
        if (tag == null || tag.equals("!") || tag.equals("!reset") || tag.equals("!override")) {
            boolean plain = event.isPlain() && !"!".equals(tag);
            PlainScalar read = plain ? PlainScalar.of(source) : new PlainScalar(Kind.TEXT, source);
            return new Scalar(
                    at, source, read.text(), read.kind(), merging(at, "!".equals(tag) ? null : tag, ""), false);
        }
        if (tag.equals(core("str"))) {
            return Scalar.text(at, source, source, false);
        }
        if (!tag.startsWith(core(""))) {
            throw meaningless(at, tag);
        }
        PlainScalar read = PlainScalar.of(source);
        if (!tag.equals(core(yamlName(read.kind())))) {
            throw problem(at, "the tag " + tag + " does not go with this value; take it away");
        }
        return new Scalar(at, source, read.text(), read.kind(), Merging.MERGE, false);
    }

    private static String yamlName(Kind kind) {
        return switch (kind) {
            case TEXT -> "str";
            case INTEGER -> "int";
            case FLOAT -> "float";
            case BOOLEAN -> "bool";
            case NULL -> "null";
        };
    }

    private static Merging merging(Position at, @Nullable String tag, String expected) {
        if (tag == null || tag.equals(core(expected))) {
            return Merging.MERGE;
        }
        return switch (tag) {
            case "!reset" -> Merging.RESET;
            case "!override" -> Merging.REPLACE;
            default -> throw meaningless(at, tag);
        };
    }

    private static ComposeFileException meaningless(Position at, String tag) {
        return problem(at, "the tag " + tag + " means nothing in a compose file; take it away");
    }

    private static String core(String name) {
        return "tag:yaml.org,2002:" + name;
    }

    private static @Nullable String anchor(NodeEvent event) {
        return event.getAnchor().map(anchor -> anchor.getValue()).orElse(null);
    }

    private Position at(Event event) {
        return event.getStartMark()
                .map(mark -> YamlReader.position(source, mark))
                .orElse(new Position(source, 0, 0));
    }

    static ComposeFileException problem(Position at, String problem) {
        return new ComposeFileException(at, "", problem);
    }

    private static ComposeFileException tooDeep(Position at) {
        return problem(at, "values are nested more than " + MAX_DEPTH + " deep, which no compose file is");
    }

    static ComposeFileException tooMany(Position at) {
        return problem(
                at, "the file holds more than " + MAX_VALUES + " values, aliases written out; no compose file does");
    }
}
