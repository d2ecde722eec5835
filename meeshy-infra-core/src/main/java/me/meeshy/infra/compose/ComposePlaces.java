package me.meeshy.infra.compose;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import me.meeshy.infra.compose.YamlNode.Mapping;

/** Where the keys of compose files stand: of a key that several files have, in the last one. Immutable. */
public final class ComposePlaces {

    private final List<YamlNode> documents;

    private ComposePlaces(List<YamlNode> documents) {
        this.documents = documents;
    }

    /**
     * Reads the files once more; they are only read, and one that cannot be is left out: what is looked up here is told beside
     * something that matters more.
     *
     * @param files in the order in which they are merged
     * @return their places
     */
    public static ComposePlaces of(List<Path> files) {
        var documents = new ArrayList<YamlNode>();
        for (Path file : files) {
            documents.addAll(readable(file));
        }
        return new ComposePlaces(documents);
    }

    private static List<YamlNode> readable(Path file) {
        try {
            return YamlReader.read(Source.of(file));
        } catch (ComposeFileException e) {
            // it was read before, and may have changed since: its places are unknown
            return List.of();
        }
    }

    /**
     * Where a key stands, or the nearest key above it that is there.
     *
     * @param path the keys from the top
     * @return for instance {@code /srv/chat/compose.yaml:12:5}; empty if not even the first key is there
     */
    public Optional<String> of(String... path) {
        Optional<String> found = Optional.empty();
        int depth = 0;
        for (YamlNode document : documents) {
            YamlNode at = document;
            for (int i = 0; i < path.length && at instanceof Mapping mapping; i++) {
                YamlNode.Entry entry = mapping.entries().get(path[i]);
                if (entry == null) {
                    break;
                }
                at = entry.value();
                if (i + 1 >= depth) {
                    depth = i + 1;
                    found = Optional.of(entry.keyAt().toString());
                }
            }
        }
        return found;
    }
}
