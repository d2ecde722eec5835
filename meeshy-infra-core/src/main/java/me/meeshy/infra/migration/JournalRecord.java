package me.meeshy.infra.migration;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import me.meeshy.infra.internal.Json;
import org.jspecify.annotations.Nullable;

/**
 * One line of a journal: {@code {"crc":"<CRC-32C of the record's bytes>","record":{…}}}. The checksum tells a line that was
 * torn by a crash from one that was written whole.
 *
 * @param number counts up from 1 without a gap
 * @param at when it was written
 * @param store the store that it belongs to, or empty if it is the pipeline's own
 * @param what what is about to happen, or what was decided
 * @param facts what is needed to find out later whether it happened
 */
record JournalRecord(long number, Instant at, String store, String what, Map<String, Object> facts) {

    private static final String HEAD = "{\"crc\":\"";
    private static final String MIDDLE = "\",\"record\":";
    private static final int CRC_DIGITS = 8;
    private static final int BODY_AT = HEAD.length() + CRC_DIGITS + MIDDLE.length();

    String text(String fact) {
        Object value = facts.get(fact);
        if (!(value instanceof String text)) {
            throw new IllegalArgumentException("record " + number + " (" + what + ") has no text '" + fact + "'");
        }
        return text;
    }

    List<?> list(String fact) {
        return facts.get(fact) instanceof List<?> list ? list : List.of();
    }

    String toLine() {
        var body = new LinkedHashMap<String, Object>();
        body.put("n", number);
        body.put("at", at.toString());
        body.put("store", store);
        body.put("what", what);
        body.put("facts", facts);
        String text = Json.write(body);
        return HEAD + crc(text) + MIDDLE + text + "}\n";
    }

    /** Reads a line without its end; {@link IllegalArgumentException} if it is not whole. */
    static JournalRecord ofLine(String line) {
        if (line.length() <= BODY_AT
                || !line.startsWith(HEAD)
                || !line.startsWith(MIDDLE, HEAD.length() + CRC_DIGITS)
                || !line.endsWith("}}")) {
            throw new IllegalArgumentException("not a whole record");
        }
        String body = line.substring(BODY_AT, line.length() - 1);
        if (!line.startsWith(crc(body), HEAD.length())) {
            throw new IllegalArgumentException("the checksum differs");
        }
        if (!(plain(Json.parse(body)) instanceof Map<?, ?> map) || !(map.get("facts") instanceof Map<?, ?> facts)) {
            throw new IllegalArgumentException("not a record");
        }
        var named = new LinkedHashMap<String, Object>();
        facts.forEach((name, value) -> named.put((String) name, value));
        return new JournalRecord(
                (Long) member(map, "n"),
                Instant.parse((String) member(map, "at")),
                (String) member(map, "store"),
                (String) member(map, "what"),
                named);
    }

    private static Object member(Map<?, ?> map, String name) {
        Object value = map.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a record without '" + name + "'");
        }
        return value;
    }

    private static String crc(String body) {
        var crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }

    /** Whole numbers as {@link Long}, members that are null left out: what {@link StoreJournal} promises. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return number.longValueExact();
        }
        if (value instanceof Map<?, ?> map) {
            var copy = new LinkedHashMap<String, Object>();
            map.forEach((name, member) -> {
                Object plain = plain(member);
                if (plain != null) {
                    copy.put((String) name, plain);
                }
            });
            return copy;
        }
        if (value instanceof List<?> list) {
            var copy = new ArrayList<@Nullable Object>();
            list.forEach(element -> copy.add(plain(element)));
            return copy;
        }
        return value;
    }
}
