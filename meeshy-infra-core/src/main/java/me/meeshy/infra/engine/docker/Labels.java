package me.meeshy.infra.engine.docker;

import java.util.List;
import java.util.Map;

/** Labels as the engine's filters take them. */
final class Labels {

    private Labels() {}

    /** An empty value asks for the name only. */
    static List<String> filter(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> label.getValue().isEmpty() ? label.getKey() : label.getKey() + "=" + label.getValue())
                .toList();
    }
}
