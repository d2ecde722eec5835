package me.meeshy.infra.mongo.write;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.server.WriteConcerns;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

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
    private static final int ENVELOPE_BYTES = 128;

    /** A stage, in the names of what it is nested in. */
    private static final List<String> LITERAL = List.of("0", "$replaceWith", "$literal");

    private final BatchTarget target;
    private final boolean replacing;
    private final int array;
    private final List<ZeroTimestamp> zeroTimestamps = new ArrayList<>();
    private final ArrayKey key = new ArrayKey();
    private byte[] bytes;
    private int end;
    private int documents;

    /** The only document, where it was read; null where documents are copied into the command. */
    private final @Nullable RawBsonDocument lent;

    /** A top-level Timestamp(0,0), which the server would replace by the present. */
    public record ZeroTimestamp(int document, String field) {}

    public WriteBatch(BatchTarget target, int capacity) {
        this(target, new byte[Math.max(capacity, 1_024)]);
    }

    /**
     * One of a single document, which is not copied: memory for the largest is needed often enough. It must stay as it is until the batch is
     * stored.
     */
    static WriteBatch lent(BatchTarget target, byte[] source, int offset, int length) {
        return new WriteBatch(target, source, offset, length);
    }

    /** One in memory that nobody else uses; what is in it does not matter. */
    WriteBatch(BatchTarget target, byte[] memory) {
        this.target = target;
        this.replacing = target.manner() == BatchTarget.Manner.REPLACE;
        this.lent = null;
        byte[] head = RawBson.encode(head());
        byte[] name = (contents() + "\0").getBytes(StandardCharsets.US_ASCII);
        // The head's closing zero gives way to the array; the array's length stands where it begins.
        int element = head.length - 1;
        this.array = element + 1 + name.length;
        this.bytes = memory.length < array + Integer.BYTES + 1_024 ? new byte[array + Integer.BYTES + 1_024] : memory;
        System.arraycopy(head, 0, bytes, 0, head.length);
        bytes[element] = ARRAY;
        System.arraycopy(name, 0, bytes, element + 1, name.length);
        this.end = array + Integer.BYTES;
    }

    private WriteBatch(BatchTarget target, byte[] source, int offset, int length) {
        this.target = target;
        this.replacing = target.manner() == BatchTarget.Manner.REPLACE;
        this.lent = RawBson.view(source, offset, length);
        this.array = 0;
        this.bytes = new byte[0];
        this.documents = 1;
        if (!target.keepsZeroTimestamps()) {
            noteZeroTimestamps(0, source, offset);
        }
    }

    private BsonDocument head() {
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
        return command;
    }

    private String contents() {
        return replacing ? "updates" : "documents";
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
            update(source, offset, length);
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

    /** Where a field is named like an operator, as servers let in, the document must not be taken for operators: a stage has it as a literal. */
    private void update(byte[] source, int offset, int length) {
        List<Integer> opened = new ArrayList<>();
        boolean literal = namedLikeOperators(source, offset);
        bytes[end++] = literal ? ARRAY : DOCUMENT;
        append(new byte[] {'u', 0}, 0, 2);
        if (literal) {
            for (String each : LITERAL) {
                opened.add(end);
                end += Integer.BYTES;
                bytes[end++] = DOCUMENT;
                append((each + "\0").getBytes(StandardCharsets.US_ASCII), 0, each.length() + 1);
            }
        }
        document(source, offset, length);
        for (int i = opened.size() - 1; i >= 0; i--) {
            close(opened.get(i));
        }
    }

    private static boolean namedLikeOperators(byte[] source, int document) {
        int at = document + Integer.BYTES;
        while (source[at] != 0) {
            if (source[at + 1] == '$') {
                return true;
            }
            at = RawBson.afterValue(source, source[at], RawBson.afterName(source, at));
        }
        return false;
    }

    private void document(byte[] source, int offset, int length) {
        int document = end;
        append(source, offset, length);
        if (!target.keepsZeroTimestamps()) {
            noteZeroTimestamps(documents, bytes, document);
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

    private void noteZeroTimestamps(int index, byte[] source, int document) {
        int at = document + Integer.BYTES;
        while (source[at] != 0) {
            int value = RawBson.afterName(source, at);
            if (source[at] == 0x11 && RawBson.int64(source, value) == 0) {
                zeroTimestamps.add(new ZeroTimestamp(index, RawBson.name(source, at)));
            }
            at = RawBson.afterValue(source, source[at], value);
        }
    }

    public List<ZeroTimestamp> zeroTimestamps() {
        return zeroTimestamps;
    }

    /** The command as it stands. */
    public BsonDocument command() {
        if (lent != null) {
            return head().append(contents(), new BsonArray(List.of(replacing ? replacement(lent) : lent)));
        }
        bytes[end] = 0;
        bytes[end + 1] = 0;
        RawBson.putInt32(bytes, array, end + 1 - array);
        RawBson.putInt32(bytes, 0, end + 2);
        return RawBson.view(bytes, 0, end + 2);
    }

    private static BsonDocument replacement(RawBsonDocument document) {
        BsonValue id = document.get("_id");
        boolean literal = document.keySet().stream().anyMatch(name -> name.startsWith("$"));
        BsonDocument stage = new BsonDocument("$replaceWith", new BsonDocument("$literal", document));
        return new BsonDocument("q", new BsonDocument("_id", new BsonDocument("$eq", id)))
                .append("u", literal ? new BsonArray(List.of(stage)) : document)
                .append("upsert", BsonBoolean.TRUE);
    }

    /** A document of the batch. */
    public RawBsonDocument document(int index) {
        if (lent != null) {
            return lent;
        }
        int at = array + Integer.BYTES;
        for (int i = 0; i < index; i++) {
            int document = RawBson.afterName(bytes, at);
            at = document + RawBson.int32(bytes, document);
        }
        int document = RawBson.afterName(bytes, at);
        if (replacing) {
            int query = RawBson.afterName(bytes, document + Integer.BYTES);
            int update = query + RawBson.int32(bytes, query);
            document = RawBson.afterName(bytes, update);
            for (int depth = bytes[update] == ARRAY ? LITERAL.size() : 0; depth > 0; depth--) {
                document = RawBson.afterName(bytes, document + Integer.BYTES);
            }
        }
        return RawBson.view(bytes, document, RawBson.int32(bytes, document));
    }
}
