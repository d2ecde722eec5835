package me.meeshy.infra.mongo.bson;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** A document's {@code _id}, found in its bytes wherever it stands. */
public final class DocumentId {

    private static final byte[] NAME = "_id".getBytes(StandardCharsets.UTF_8);
    private static final int LONGEST_TEXT = 120;
    private static final int LONGEST_CANONICAL = 200;

    private DocumentId() {}

    /**
     * Names an {@code _id} of whatever type and length.
     *
     * @param high the upper 64 bits of a hash of its type and value
     * @param low the lower 64 bits
     */
    public record Key(long high, long low) {}

    /** Where the element is in checked bytes of a document, or -1 if there is none. */
    static int find(byte[] bytes, int document) {
        int at = document + Integer.BYTES;
        while (bytes[at] != 0) {
            if (RawBson.nameIs(bytes, at, NAME)) {
                return at;
            }
            at = RawBson.afterValue(bytes, bytes[at], RawBson.afterName(bytes, at));
        }
        return -1;
    }

    /** The element as it stands in the document, type, name and value; empty if there is none. */
    public static byte[] element(byte[] bytes, int document) {
        int at = find(bytes, document);
        return at < 0
                ? new byte[0]
                : Arrays.copyOfRange(bytes, at, RawBson.afterValue(bytes, bytes[at], RawBson.afterName(bytes, at)));
    }

    /** The value as relaxed Extended JSON, for people; cut where it is long. */
    public static String text(byte[] bytes, int document) {
        if (find(bytes, document) < 0) {
            return "a document without _id";
        }
        String json = json(bytes, document, JsonMode.RELAXED);
        return cut(json.substring(json.indexOf(':') + 1, json.length() - 1).strip(), LONGEST_TEXT);
    }

    /** A document of the element alone as canonical Extended JSON, which keeps its type; cut where it is long. */
    public static String canonical(byte[] bytes, int document) {
        return cut(json(bytes, document, JsonMode.EXTENDED), LONGEST_CANONICAL);
    }

    private static String json(byte[] bytes, int document, JsonMode mode) {
        BsonDocument whole = RawBson.view(bytes, document, RawBson.int32(bytes, document));
        BsonValue id = whole.get("_id");
        return new BsonDocument("_id", id == null ? BsonNull.VALUE : id)
                .toJson(JsonWriterSettings.builder().outputMode(mode).build());
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
