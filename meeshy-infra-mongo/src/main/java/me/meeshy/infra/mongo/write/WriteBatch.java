package me.meeshy.infra.mongo.write;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.server.WriteConcerns;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;

/**
 * An {@code insert} or {@code update} command under construction, as the raw document that is sent: documents are copied
 * into its array as the bytes they are. For use by one thread at a time.
 */
public final class WriteBatch {

    /** The server counts at most 100,000 operations a batch. */
    private static final int MOST_DOCUMENTS = 50_000;

    private static final byte[] EQUAL = "$eq\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UPSERT = "\u0008upsert\0\1".getBytes(StandardCharsets.US_ASCII);
    private static final byte DOCUMENT = 0x03;
    private static final byte ARRAY = 0x04;

    /** What a replacement has around the document and twice its {@code _id}. */
    private static final int ENVELOPE_BYTES = 64;

    private final BatchTarget target;
    private final boolean replacing;
    private final int array;
    private final List<ZeroTimestamp> zeroTimestamps = new ArrayList<>();
    private final ArrayKey key = new ArrayKey();
    private byte[] bytes;
    private int end;
    private int documents;

    /** A top-level Timestamp(0,0), which the server would replace by the present. */
    public record ZeroTimestamp(int document, String field) {}

    public WriteBatch(BatchTarget target, int capacity) {
        this(target, new byte[Math.max(capacity, 1_024)]);
    }

    /** One in memory that nobody else uses; what is in it does not matter. */
    WriteBatch(BatchTarget target, byte[] memory) {
        this.target = target;
        this.replacing = target.manner() == BatchTarget.Manner.REPLACE;
        // Never ordered: a command's documents are stored one after the other all the same, but those behind a refused
        // one, too.
        BsonDocument command = new BsonDocument(replacing ? "update" : "insert", new BsonString(target.collection()))
                .append("ordered", BsonBoolean.FALSE)
                .append("writeConcern", WriteConcerns.of(target.safety()));
        if (!target.validated()) {
            command.append("bypassDocumentValidation", BsonBoolean.TRUE);
        }
        if (target.keepsZeroTimestamps()) {
            command.append("bypassEmptyTsReplacement", BsonBoolean.TRUE);
        }
        byte[] head = RawBson.encode(command);
        byte[] name = (replacing ? "updates\0" : "documents\0").getBytes(StandardCharsets.US_ASCII);
        // The head's closing zero gives way to the array; the array's length stands where it begins.
        int element = head.length - 1;
        this.array = element + 1 + name.length;
        this.bytes = memory.length < array + Integer.BYTES + 1_024 ? new byte[array + Integer.BYTES + 1_024] : memory;
        System.arraycopy(head, 0, bytes, 0, head.length);
        bytes[element] = ARRAY;
        System.arraycopy(name, 0, bytes, element + 1, name.length);
        this.end = array + Integer.BYTES;
    }

    public BatchTarget target() {
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

    /** Its memory, for the next: it is not to be used any more. */
    byte[] release() {
        byte[] memory = bytes;
        bytes = new byte[0];
        return memory;
    }

    /** Whether a document still fits, so that the command stays within a number of bytes; the first always does. */
    public boolean takes(int length, int mostBytes) {
        return documents == 0
                || (documents < MOST_DOCUMENTS && (long) end + length + (replacing ? ENVELOPE_BYTES : 16) <= mostBytes);
    }

    /** Adds a document whose first field is its {@code _id}. */
    public void add(byte[] source, int offset, int length) {
        int id = offset + Integer.BYTES;
        int idLength = replacing ? RawBson.afterValue(source, source[id], RawBson.afterName(source, id)) - id : 0;
        reserve(key.length() + length + idLength + ENVELOPE_BYTES);
        bytes[end++] = DOCUMENT;
        end = key.write(bytes, end);
        bytes[end++] = 0;
        if (replacing) {
            int envelope = end;
            end += Integer.BYTES;
            query(source, id, idLength);
            bytes[end++] = DOCUMENT;
            bytes[end++] = 'u';
            bytes[end++] = 0;
            document(source, offset, length);
            append(UPSERT, 0, UPSERT.length);
            close(envelope);
        } else {
            document(source, offset, length);
        }
        documents++;
        key.next();
    }

    /** {@code q: {_id: {$eq: …}}}: an {@code _id} that is a document of operators, too, is taken for what it is. */
    private void query(byte[] source, int id, int idLength) {
        bytes[end++] = DOCUMENT;
        bytes[end++] = 'q';
        bytes[end++] = 0;
        int query = end;
        end += Integer.BYTES;
        int name = RawBson.afterName(source, id) - id;
        bytes[end++] = DOCUMENT;
        append(source, id + 1, name - 1);
        int condition = end;
        end += Integer.BYTES;
        bytes[end++] = source[id];
        append(EQUAL, 0, EQUAL.length);
        append(source, id + name, idLength - name);
        close(condition);
        close(query);
    }

    private void document(byte[] source, int offset, int length) {
        int document = end;
        append(source, offset, length);
        if (!target.keepsZeroTimestamps()) {
            noteZeroTimestamps(document);
        }
    }

    private void append(byte[] source, int offset, int length) {
        System.arraycopy(source, offset, bytes, end, length);
        end += length;
    }

    private void close(int document) {
        bytes[end++] = 0;
        RawBson.putInt32(bytes, document, end - document);
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

    /** A document of the batch. */
    public RawBsonDocument document(int index) {
        int at = array + Integer.BYTES;
        for (int i = 0; i < index; i++) {
            int document = RawBson.afterName(bytes, at);
            at = document + RawBson.int32(bytes, document);
        }
        int document = RawBson.afterName(bytes, at);
        if (replacing) {
            int query = RawBson.afterName(bytes, document + Integer.BYTES);
            document = RawBson.afterName(bytes, query + RawBson.int32(bytes, query));
        }
        return RawBson.view(bytes, document, RawBson.int32(bytes, document));
    }
}
