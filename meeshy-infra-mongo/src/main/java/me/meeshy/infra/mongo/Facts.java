package me.meeshy.infra.mongo;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads what a journal recorded. */
final class Facts {

    private Facts() {}

    static Object required(Map<?, ?> facts, String key) {
        Object value = facts.get(key);
        if (value == null) {
            throw new DataException("a record of the journal lacks '" + key + "'; was it written by another version?");
        }
        return value;
    }

    static Map<String, Long> longs(Map<?, ?> facts) {
        var longs = new LinkedHashMap<String, Long>();
        facts.forEach((key, value) -> longs.put((String) key, (Long) value));
        return longs;
    }
}
