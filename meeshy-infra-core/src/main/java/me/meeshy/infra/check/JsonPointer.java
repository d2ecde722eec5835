package me.meeshy.infra.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A place in a JSON value (RFC 6901). */
final class JsonPointer {

    private final String pointer;

    JsonPointer(String pointer) {
        if (!pointer.isEmpty() && !pointer.startsWith("/")) {
            throw new IllegalArgumentException(
                    "a JSON pointer begins with '/', as in /status or /checks/0/name, not '" + pointer + "'");
        }
        this.pointer = pointer;
    }

    /** The value there, empty if there is none or it is null. */
    Optional<Object> in(Optional<Object> document) {
        Optional<Object> value = document;
        if (pointer.isEmpty()) {
            return value;
        }
        for (String step : List.of(pointer.substring(1).split("/", -1))) {
            String key = step.replace("~1", "/").replace("~0", "~");
            value = value.flatMap(parent -> child(parent, key));
        }
        return value;
    }

    private static Optional<Object> child(Object parent, String key) {
        if (parent instanceof Map<?, ?> members) {
            return Optional.ofNullable(members.get(key));
        }
        if (parent instanceof List<?> elements && key.matches("0|[1-9]\\d{0,8}")) {
            int index = Integer.parseInt(key);
            return index < elements.size() ? Optional.ofNullable(elements.get(index)) : Optional.empty();
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return pointer.isEmpty() ? "the document" : pointer;
    }
}
