package me.meeshy.infra.engine.docker;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values of requests, and as the engine shows them, made comparable. */
final class ShownValues {

    /** How much of an id stands for the whole, as a hostname and an alias. */
    private static final int SHORT_ID = 12;

    private ShownValues() {}

    /** Null, empty, zero and false are all the same to the engine; numbers come in several types. */
    static @Nullable Object normal(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            // in one order: within a list, texts are compared
            Map<String, Object> all = new TreeMap<>();
            map.forEach((key, each) -> {
                Object normal = normal(each);
                if (normal != null) {
                    all.put(text(key), normal);
                }
            });
            return all.isEmpty() ? null : all;
        }
        if (value instanceof Collection<?> list) {
            List<Object> all = new ArrayList<>();
            list.forEach(each -> all.add(String.valueOf(normal(each))));
            if (value instanceof Set<?>) {
                all.sort(null);
            }
            return all.isEmpty() ? null : all;
        }
        String text = text(value);
        return text.isEmpty() || text.equals("0") || text.equals("false") ? null : text;
    }

    static String text(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value == null ? "" : String.valueOf(value);
    }

    static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    static Collection<?> list(@Nullable Object value) {
        return value instanceof Collection<?> list ? list : List.of();
    }

    /** A text that is empty, 0 or false is one as any other. */
    static Map<Object, Object> overridden(Map<?, ?> first, Map<?, ?> second) {
        Map<Object, Object> all = new LinkedHashMap<>(first);
        all.putAll(second);
        return all;
    }

    static Map<Object, Object> merged(Map<?, ?> first, Map<?, ?> second) {
        Map<Object, Object> merged = new LinkedHashMap<>(first);
        second.forEach((key, value) -> {
            if (normal(value) != null) {
                merged.put(key, value);
            }
        });
        return merged;
    }

    static String shortId(Map<?, ?> container) {
        String id = text(container.get("Id"));
        return id.substring(0, Math.min(SHORT_ID, id.length()));
    }

    /** The mode of network that a request asks for. */
    static String networkMode(Map<?, ?> request) {
        return text(map(request.get("HostConfig")).get("NetworkMode"));
    }

    /** Whether it has the network of the host or of another container, or none at all. */
    static boolean withoutNetworks(String mode) {
        return mode.equals("host") || mode.equals("none") || mode.startsWith("container:");
    }
}
