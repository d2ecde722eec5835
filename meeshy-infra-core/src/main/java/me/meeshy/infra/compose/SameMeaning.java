package me.meeshy.infra.compose;

import java.util.List;
import java.util.Map;
import java.util.Set;
import me.meeshy.infra.compose.YamlNode.Entry;
import me.meeshy.infra.compose.YamlNode.Mapping;
import me.meeshy.infra.compose.YamlNode.Scalar;
import me.meeshy.infra.compose.YamlNode.Sequence;

/** Whether two values say the same wherever they stand; what may be a path, only if relative paths start in the same place. */
final class SameMeaning {

    private static final Set<String> WITH_PATHS =
            Set.of("volumes", "env_file", "label_file", "build", "develop", "file", "driver_opts");

    private SameMeaning() {}

    static boolean of(YamlNode one, YamlNode other) {
        return of(one, other, false);
    }

    private static boolean of(YamlNode one, YamlNode other, boolean paths) {
        if (one == other) {
            return true;
        }
        if (one instanceof Scalar a && other instanceof Scalar b) {
            return a.kind() == b.kind() && a.text().equals(b.text()) && (!paths || sameDirectory(a, b));
        }
        if (one instanceof Sequence a && other instanceof Sequence b) {
            return ofItems(a.items(), b.items(), paths);
        }
        return one instanceof Mapping a && other instanceof Mapping b && ofEntries(a.entries(), b.entries(), paths);
    }

    private static boolean ofItems(List<YamlNode> a, List<YamlNode> b, boolean paths) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            if (!of(a.get(i), b.get(i), paths)) {
                return false;
            }
        }
        return a.size() == b.size();
    }

    private static boolean ofEntries(Map<String, Entry> a, Map<String, Entry> b, boolean paths) {
        for (Map.Entry<String, Entry> entry : a.entrySet()) {
            Entry there = b.get(entry.getKey());
            boolean here = paths || WITH_PATHS.contains(entry.getKey());
            if (there == null || !of(entry.getValue().value(), there.value(), here)) {
                return false;
            }
        }
        return a.size() == b.size();
    }

    private static boolean sameDirectory(Scalar a, Scalar b) {
        return a.at().source().directory().equals(b.at().source().directory());
    }
}
