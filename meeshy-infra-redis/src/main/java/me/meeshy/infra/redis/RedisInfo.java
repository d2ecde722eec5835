package me.meeshy.infra.redis;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a server answers to INFO. */
final class RedisInfo {

    private final Map<String, String> fields;

    private RedisInfo(Map<String, String> fields) {
        this.fields = fields;
    }

    static RedisInfo parse(String text) {
        var fields = new TreeMap<String, String>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return new RedisInfo(fields);
    }

    /** The field's value, or empty text where the server does not say it. */
    String text(String field) {
        return fields.getOrDefault(field, "");
    }

    /** The field's number, or 0 where the server does not say it. */
    long number(String field) {
        String value = text(field);
        return value.matches("-?\\d{1,18}") ? Long.parseLong(value) : 0;
    }

    boolean isReplica() {
        return text("role").equals("slave");
    }

    boolean isCluster() {
        return number("cluster_enabled") == 1;
    }

    /** How many keys each database holds, by its number; empty ones are left out. */
    Map<Integer, Long> keysByDatabase() {
        var keys = new TreeMap<Integer, Long>();
        fields.forEach((field, value) -> {
            if (field.matches("db\\d{1,9}")) {
                count(value).ifPresent(count -> keys.put(Integer.valueOf(field.substring(2)), count));
            }
        });
        return keys;
    }

    private static Optional<Long> count(String keyspace) {
        for (String part : keyspace.split(",", -1)) {
            if (part.matches("keys=\\d{1,18}")) {
                return Optional.of(Long.valueOf(part.substring("keys=".length())));
            }
        }
        return Optional.empty();
    }
}
