package me.meeshy.infra.engine.docker;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the keys in which a container is not as it is asked for. */
final class Differences {

    private final Set<String> keys = new LinkedHashSet<>();

    void add(String key) {
        keys.add(key);
    }

    void same(String key, @Nullable Object wanted, @Nullable Object found) {
        if (!Objects.equals(ShownValues.normal(wanted), ShownValues.normal(found))) {
            keys.add(key);
        }
    }

    /** Each name by itself; a text that is empty, 0 or false is one as any other. */
    void byName(String prefix, Map<?, ?> wanted, Map<?, ?> found) {
        Set<Object> names = new LinkedHashSet<>(wanted.keySet());
        names.addAll(found.keySet());
        for (Object name : names) {
            if (!Objects.equals(wanted.get(name), found.get(name))) {
                keys.add(prefix + name);
            }
        }
    }

    List<String> keys() {
        return List.copyOf(keys);
    }
}
