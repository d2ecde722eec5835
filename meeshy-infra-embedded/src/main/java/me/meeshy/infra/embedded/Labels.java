package me.meeshy.infra.embedded;

import java.util.Map;

/** Whether something carries the labels that are asked for. */
final class Labels {

    private Labels() {}

    /** An empty value asks for the name only. */
    static boolean fit(Map<String, String> wanted, Map<String, String> carried) {
        return wanted.entrySet().stream().allMatch(label -> {
            String value = carried.get(label.getKey());
            return value != null
                    && (label.getValue().isEmpty() || label.getValue().equals(value));
        });
    }
}
