package me.meeshy.infra.mongo.swap;

import java.util.LinkedHashMap;
import java.util.Map;
import me.meeshy.infra.mongo.model.DataException;

/** Reads what a journal recorded. */
public final class Facts {

    private Facts() {}

    public static Object required(Map<?, ?> facts, String key) {
        Object value = facts.get(key);
        if (value == null) {
            throw new DataException("a record of the journal lacks '" + key + "'; was it written by another version?");
        }
        return value;
    }

    public static Map<String, Long> longs(Map<?, ?> facts) {
        var longs = new LinkedHashMap<String, Long>();
        facts.forEach((key, value) -> longs.put((String) key, (Long) value));
        return longs;
    }
}
