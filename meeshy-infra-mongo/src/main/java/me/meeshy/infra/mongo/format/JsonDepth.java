package me.meeshy.infra.mongo.format;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import me.meeshy.infra.mongo.model.DumpFormatException;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** Reads JSON that somebody else wrote: what is nested without end would take the parser's stack, so that is looked at first. */
final class JsonDepth {

    /** Servers nest documents at most 180 deep, and a document in Extended JSON takes a few levels more. */
    private static final int MOST = 400;

    private JsonDepth() {}

    static BsonDocument parse(String file, @Nullable String namespace, byte[] json) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < json.length; i++) {
            byte c = json[i];
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
                if (depth > MOST) {
                    throw new DumpFormatException(file, i, namespace, "it is nested more than " + MOST + " deep", null);
                }
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return BsonDocument.parse(text(file, namespace, json));
    }

    /** Read with replacements, two names that are none could become the same one. */
    private static String text(String file, @Nullable String namespace, byte[] json) {
        CharBuffer text = CharBuffer.allocate(json.length);
        ByteBuffer left = ByteBuffer.wrap(json);
        if (StandardCharsets.UTF_8.newDecoder().decode(left, text, true).isError()) {
            throw new DumpFormatException(file, left.position(), namespace, "it is no UTF-8", null);
        }
        return text.flip().toString();
    }
}
