package me.meeshy.infra.compose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import me.meeshy.infra.compose.YamlNode.Entry;
import me.meeshy.infra.compose.YamlNode.Mapping;
import me.meeshy.infra.compose.YamlNode.Scalar;
import me.meeshy.infra.compose.YamlNode.Sequence;

/** Lists of a service that hold each name once: of several items of one name the last counts, in the first one's place. */
final class UniqueItems {

    private static final Set<String> KEYS = Set.of(
            "cap_add",
            "cap_drop",
            "dns",
            "dns_opt",
            "dns_search",
            "links",
            "profiles",
            "devices",
            "annotations",
            "sysctls");

    private UniqueItems() {}

    /** The service with the lists of single values among {@link #KEYS} and of its networks' aliases made unique. */
    static Mapping of(Mapping service) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        service.entries().forEach((key, entry) -> {
            YamlNode value = entry.value();
            if (KEYS.contains(key) && value instanceof Sequence list) {
                value = unique(list, key.equals("devices"));
            } else if (key.equals("networks") && value instanceof Mapping networks) {
                value = each(networks, UniqueItems::attachment);
            }
            entries.put(key, new Entry(entry.keyAt(), value));
        });
        return new Mapping(service.at(), entries, service.merging());
    }

    private static Mapping each(Mapping mapping, java.util.function.UnaryOperator<YamlNode> change) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        mapping.entries()
                .forEach((key, entry) -> entries.put(key, new Entry(entry.keyAt(), change.apply(entry.value()))));
        return new Mapping(mapping.at(), entries, mapping.merging());
    }

    private static YamlNode attachment(YamlNode node) {
        return node instanceof Mapping mapping
                ? each(mapping, value -> value instanceof Sequence list ? unique(list, false) : value)
                : node;
    }

    private static Sequence unique(Sequence list, boolean devices) {
        Map<Object, YamlNode> byName = new LinkedHashMap<>();
        for (YamlNode item : list.items()) {
            byName.put(devices ? target(item) : name(item), item);
        }
        return new Sequence(list.at(), new ArrayList<>(byName.values()), list.merging());
    }

    private static Object name(YamlNode item) {
        if (!(item instanceof Scalar scalar)) {
            return item;
        }
        int equals = scalar.text().indexOf('=');
        return equals < 0 ? scalar.text() : scalar.text().substring(0, equals);
    }

    /** Where a device appears in the container. */
    private static Object target(YamlNode item) {
        if (item instanceof Scalar scalar) {
            List<String> parts = List.of(scalar.text().split(":", -1));
            return parts.get(parts.size() > 1 ? 1 : 0);
        }
        Entry target = item instanceof Mapping mapping ? mapping.entries().get("target") : null;
        return target != null && target.value() instanceof Scalar scalar ? scalar.text() : item;
    }
}
