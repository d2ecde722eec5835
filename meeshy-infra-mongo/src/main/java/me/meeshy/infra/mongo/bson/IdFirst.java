package me.meeshy.infra.mongo.bson;

import java.nio.charset.StandardCharsets;
import me.meeshy.infra.mongo.model.DataException;

/**
 * A server stores {@code _id} as a document's first field, wherever it stood. What is hashed must be what is stored, so
 * that a document which has it elsewhere (in a dump of another tool) is arranged so beforehand.
 */
public final class IdFirst {

    private static final byte[] ID = "_id".getBytes(StandardCharsets.UTF_8);

    private IdFirst() {}

    public static boolean holds(byte[] bytes, int document) {
        int first = document + Integer.BYTES;
        return bytes[first] != 0 && RawBson.nameIs(bytes, first, ID);
    }

    public static byte[] arrange(byte[] bytes, int document, int length, String namespace) {
        int at = document + Integer.BYTES;
        while (bytes[at] != 0) {
            int next = RawBson.afterValue(bytes, bytes[at], RawBson.afterName(bytes, at));
            if (RawBson.nameIs(bytes, at, ID)) {
                byte[] arranged = new byte[length];
                int head = document + Integer.BYTES;
                System.arraycopy(bytes, document, arranged, 0, Integer.BYTES);
                System.arraycopy(bytes, at, arranged, Integer.BYTES, next - at);
                System.arraycopy(bytes, head, arranged, Integer.BYTES + next - at, at - head);
                System.arraycopy(bytes, next, arranged, next - document, document + length - next);
                return arranged;
            }
            at = next;
        }
        throw new DataException(
                "A document of " + namespace
                        + " has no _id: the server would invent one, and the result would differ from"
                        + " its source. Give it an _id first",
                null,
                namespace,
                0);
    }
}
