package me.meeshy.infra.mongo.bson;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bson.BsonDocument;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** A document's {@code _id}, found in its bytes wherever it stands. */
public final class DocumentId {

    private static final byte[] NAME = "_id".getBytes(StandardCharsets.UTF_8);
    private static final int LONGEST_TEXT = 120;
    private static final JsonWriterSettings RELAXED =
            JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

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

    /** The value as relaxed Extended JSON, cut where it is long. */
    public static String text(byte[] bytes, int document) {
        int at = find(bytes, document);
        if (at < 0) {
            return "a document without _id";
        }
        BsonDocument whole = RawBson.view(bytes, document, RawBson.int32(bytes, document));
        String json = new BsonDocument("_id", whole.get("_id")).toJson(RELAXED);
        String value = json.substring(json.indexOf(':') + 1, json.length() - 1).strip();
        return value.length() <= LONGEST_TEXT ? value : value.substring(0, LONGEST_TEXT) + "…";
    }
}
