package me.meeshy.infra.compose;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Variables that may hold secrets: an immutable map that does not print what is in it. */
final class HiddenMap extends AbstractMap<String, String> {

    private final Map<String, String> values;

    HiddenMap(Map<String, String> values) {
        this.values = Collections.unmodifiableMap(new HashMap<>(values));
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return values.entrySet();
    }

    @Override
    public @Nullable String get(@Nullable Object key) {
        return values.get(key);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return values.containsKey(key);
    }

    @Override
    public String toString() {
        return "<hidden>";
    }
}
