package me.meeshy.infra.engine.docker;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Members of JSON objects, where nothing but their kind is relied on: what has another kind counts as absent. */
final class JsonValues {

    private JsonValues() {}

    static Optional<Map<?, ?>> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? Optional.of(map) : Optional.empty();
    }

    static Optional<Map<?, ?>> object(Map<?, ?> of, String name) {
        return object(of.get(name));
    }

    static Optional<String> text(Map<?, ?> of, String name) {
        return of.get(name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    static List<?> list(Map<?, ?> of, String name) {
        return of.get(name) instanceof List<?> list ? list : List.of();
    }

    /** The elements of an array that are objects. */
    static List<Map<?, ?>> objects(@Nullable Object array) {
        return array instanceof List<?> list
                ? list.stream().flatMap(each -> object(each).stream()).toList()
                : List.of();
    }

    /** A whole number. */
    static Optional<Long> number(Map<?, ?> of, String name) {
        return of.get(name) instanceof BigDecimal number ? Optional.of(number.longValue()) : Optional.empty();
    }

    static boolean isTrue(Map<?, ?> of, String name) {
        return Boolean.TRUE.equals(of.get(name));
    }

    /** The members of an object that are texts. */
    static Map<String, String> texts(Map<?, ?> of, String name) {
        var texts = new TreeMap<String, String>();
        object(of, name)
                .ifPresent(members -> members.forEach((key, value) -> {
                    if (key instanceof String word && value instanceof String text) {
                        texts.put(word, text);
                    }
                }));
        return texts;
    }
}
