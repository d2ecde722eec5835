package me.meeshy.infra.mongo.write;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.WriteSafety;
import me.meeshy.infra.mongo.server.WriteConcerns;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;

/**
 * An {@code insert} command under construction, as the raw document that is sent: documents are copied into its array as
 * the bytes they are. For use by one thread at a time.
 */
public final class InsertBatch {

    /** The server counts at most 100,000 operations a batch. */
    private static final int MOST_DOCUMENTS = 50_000;

    private static final byte[] DOCUMENTS = "documents\0".getBytes(StandardCharsets.UTF_8);
    private static final byte DOCUMENT = 0x03;
    private static final byte ARRAY = 0x04;

    private final Target target;
    private final int array;
    private final List<ZeroTimestamp> zeroTimestamps = new ArrayList<>();
    private byte[] bytes;
    private int end;
    private int documents;

    /**
     * Where documents go, and how.
     *
     * @param ordered whether they are stored in the order given, as a capped collection needs it
     */
    public record Target(String database, String collection, boolean ordered, WriteSafety safety) {

        public String namespace() {
            return database + "." + collection;
        }
    }

    /** A top-level Timestamp(0,0), which the server would replace by the present. */
    public record ZeroTimestamp(int document, String field) {}

    public InsertBatch(Target target, int capacity) {
        this.target = target;
        byte[] head = RawBson.encode(new BsonDocument("insert", new BsonString(target.collection()))
                .append("ordered", BsonBoolean.valueOf(target.ordered()))
                .append("bypassDocumentValidation", BsonBoolean.TRUE)
                .append("writeConcern", WriteConcerns.of(target.safety())));
        // The head's closing zero gives way to the array; the array's length stands where it begins.
        int element = head.length - 1;
        this.array = element + 1 + DOCUMENTS.length;
        this.bytes = Arrays.copyOf(head, array + Integer.BYTES + Math.max(capacity, 1_024));
        bytes[element] = ARRAY;
        System.arraycopy(DOCUMENTS, 0, bytes, element + 1, DOCUMENTS.length);
        this.end = array + Integer.BYTES;
    }

    public Target target() {
        return target;
    }

    public int documents() {
        return documents;
    }

    /** How many bytes it takes as it stands. */
    public int size() {
        return end + 2;
    }

    /** How much memory it holds. */
    public int capacity() {
        return bytes.length;
    }

    /** Whether a document still fits, so that the command stays within a number of bytes; the first always does. */
    public boolean takes(int length, int mostBytes) {
        return documents == 0 || (documents < MOST_DOCUMENTS && (long) end + length + 16 <= mostBytes);
    }

    public void add(byte[] source, int offset, int length) {
        byte[] key = Integer.toString(documents).getBytes(StandardCharsets.US_ASCII);
        reserve(key.length + 2 + length + 2);
        bytes[end++] = DOCUMENT;
        System.arraycopy(key, 0, bytes, end, key.length);
        end += key.length;
        bytes[end++] = 0;
        System.arraycopy(source, offset, bytes, end, length);
        noteZeroTimestamps(end);
        end += length;
        documents++;
    }

    private void reserve(int more) {
        if (bytes.length - end < more) {
            bytes = Arrays.copyOf(bytes, (int)
                    Math.min(Integer.MAX_VALUE - 8, Math.max((long) end + more, bytes.length * 2L)));
        }
    }

    private void noteZeroTimestamps(int document) {
        int at = document + Integer.BYTES;
        while (bytes[at] != 0) {
            int value = RawBson.afterName(bytes, at);
            if (bytes[at] == 0x11 && RawBson.int64(bytes, value) == 0) {
                zeroTimestamps.add(new ZeroTimestamp(documents, RawBson.name(bytes, at)));
            }
            at = RawBson.afterValue(bytes, bytes[at], value);
        }
    }

    public List<ZeroTimestamp> zeroTimestamps() {
        return zeroTimestamps;
    }

    /** The command as it stands. */
    public RawBsonDocument command() {
        bytes[end] = 0;
        bytes[end + 1] = 0;
        RawBson.putInt32(bytes, array, end + 1 - array);
        RawBson.putInt32(bytes, 0, end + 2);
        return RawBson.view(bytes, 0, end + 2);
    }

    /** A document of the batch, decoded for a message. */
    public RawBsonDocument document(int index) {
        int at = array + Integer.BYTES;
        for (int i = 0; i < index; i++) {
            int document = RawBson.afterName(bytes, at);
            at = document + RawBson.int32(bytes, document);
        }
        int document = RawBson.afterName(bytes, at);
        return RawBson.view(bytes, document, RawBson.int32(bytes, document));
    }
}
