package me.meeshy.infra.compose;

import java.util.LinkedHashMap;
import java.util.Map;
import me.meeshy.infra.compose.YamlNode.Entry;
import me.meeshy.infra.compose.YamlNode.Mapping;
import me.meeshy.infra.compose.YamlNode.Scalar;
import me.meeshy.infra.compose.YamlNode.Sequence;

/** Names and values that compose takes either as a map or as a list of {@code NAME=value}. */
final class Pairs {

    private Pairs() {}

    /** The map that it is or stands for; of two items of one name the last counts. */
    static Mapping mapping(Field field) {
        if (field.node() instanceof Mapping mapping) {
            return mapping;
        }
        if (!(field.node() instanceof Sequence sequence)) {
            throw field.problem("takes a map or a list of NAME=value, and this is " + YamlNode.describe(field.node()));
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Field item : field.items()) {
            Scalar pair = item.scalar();
            int equals = pair.text().indexOf('=');
            String name = equals < 0 ? pair.text() : pair.text().substring(0, equals);
            if (name.isBlank()) {
                throw item.problem("is no NAME=value: the name is missing");
            }
            // the source would show a value in a message: only the name is kept
            Scalar value = equals < 0
                    ? Scalar.none(pair.at())
                    : Scalar.text(pair.at(), "", pair.text().substring(equals + 1), pair.interpolated());
            entries.put(name, new Entry(pair.at(), value));
        }
        return new Mapping(sequence.at(), entries, sequence.merging());
    }

    /** The values by name, each a scalar; nothing counts as empty. */
    static Map<String, Field> scalars(Field field) {
        Map<String, Field> scalars = new Field(mapping(field), field.path()).entries();
        scalars.forEach((name, value) -> {
            if (!value.isScalar()) {
                throw value.problem("takes a single value, and this is " + YamlNode.describe(value.node()));
            }
        });
        return scalars;
    }

    /** The texts by name. */
    static Map<String, String> texts(Field field) {
        Map<String, String> texts = new LinkedHashMap<>();
        scalars(field).forEach((name, value) -> texts.put(name, value.isNull() ? "" : value.text()));
        return texts;
    }
}
