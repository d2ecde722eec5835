package me.meeshy.infra.engine.docker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import me.meeshy.infra.internal.Json;

/** A JSON object under the Engine API's own names; what says nothing is left out, so that the engine's defaults hold. */
final class JsonBody {

    private final Map<String, Object> members = new LinkedHashMap<>();

    JsonBody with(String name, String value) {
        members.put(name, value);
        return this;
    }

    JsonBody with(String name, long value) {
        members.put(name, value);
        return this;
    }

    JsonBody with(String name, boolean value) {
        members.put(name, value);
        return this;
    }

    JsonBody with(String name, JsonBody value) {
        if (!value.members.isEmpty()) {
            members.put(name, value.members);
        }
        return this;
    }

    /** Also where it is empty, which to the engine may be another thing than nothing. */
    JsonBody withList(String name, List<String> value) {
        members.put(name, value);
        return this;
    }

    JsonBody given(String name, Optional<?> value) {
        value.ifPresent(known -> members.put(name, known));
        return this;
    }

    JsonBody given(String name, OptionalLong value) {
        value.ifPresent(number -> members.put(name, number));
        return this;
    }

    JsonBody given(String name, OptionalInt value) {
        value.ifPresent(number -> members.put(name, number));
        return this;
    }

    JsonBody given(String name, Collection<?> values) {
        if (!values.isEmpty()) {
            members.put(name, List.copyOf(values));
        }
        return this;
    }

    JsonBody given(String name, Map<String, ?> values) {
        if (!values.isEmpty()) {
            members.put(name, new LinkedHashMap<>(values));
        }
        return this;
    }

    /** A flag that is off by default. */
    JsonBody flag(String name, boolean value) {
        if (value) {
            members.put(name, true);
        }
        return this;
    }

    JsonBody objects(String name, List<JsonBody> values) {
        return given(name, values.stream().map(body -> body.members).toList());
    }

    <T> JsonBody objects(String name, Map<String, T> values, BiFunction<String, T, JsonBody> translation) {
        List<JsonBody> bodies = new ArrayList<>();
        values.forEach((key, value) -> bodies.add(translation.apply(key, value)));
        return objects(name, bodies);
    }

    Map<String, Object> members() {
        return members;
    }

    String text() {
        return Json.write(members);
    }
}
