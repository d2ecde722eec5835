package me.meeshy.infra.mongo.bson;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.work.Deadline;
import org.jspecify.annotations.Nullable;

/** Reads documents from a stream, each checked before it is handed on, in memory for one document and a little more. */
public final class BsonInput {

    private static final int BUFFER_BYTES = 256 * 1024;

    /**
     * With it the memory for the largest document is as large as that for a server's reply with one: in a small heap the one can take the place of
     * the other.
     */
    private static final int SPARE_BYTES = 32 * 1024;

    /** mongodump's readers grant as much beyond the largest document. */
    private static final int SLACK_BYTES = 16 * 1024;

    private final InputStream in;
    private final String file;
    private final Deadline deadline;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;
    private long offset;

    public BsonInput(InputStream in, String file, Deadline deadline) {
        this.in = in;
        this.file = file;
        this.deadline = deadline;
    }

    /** Whether nothing is left. */
    public boolean atEnd(@Nullable String namespace) {
        return !fill(1, namespace);
    }

    /** The four bytes that come next, which stay there. */
    public int peek(@Nullable String namespace) {
        if (!fill(Integer.BYTES, namespace)) {
            throw malformed(namespace, "it ends within a document", null);
        }
        return RawBson.int32(buffer, from);
    }

    /** Passes over what was peeked at. */
    public void skip() {
        from += Integer.BYTES;
        offset += Integer.BYTES;
    }

    /** Reads one document. */
    public void document(@Nullable String namespace, DocumentSink sink) {
        int length = peek(namespace);
        if (length < RawBson.MIN_DOCUMENT_BYTES || length > RawBson.MAX_DOCUMENT_BYTES + SLACK_BYTES) {
            throw malformed(namespace, "a document cannot have " + length + " bytes", null);
        }
        if (!fill(length, namespace)) {
            throw malformed(namespace, "it ends within a document", null);
        }
        try {
            BsonStructure.check(buffer, from, length);
        } catch (BsonStructure.MalformedException e) {
            throw malformed(namespace, String.valueOf(e.getMessage()), e);
        }
        sink.accept(buffer, from, length);
        from += length;
        offset += length;
    }

    /** Makes so many bytes available; false where the stream ends before. */
    private boolean fill(int wanted, @Nullable String namespace) {
        if (to - from >= wanted) {
            return true;
        }
        deadline.check("Reading " + file);
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        if (wanted > buffer.length) {
            buffer = Arrays.copyOf(buffer, wanted + SPARE_BYTES);
        }
        try {
            while (to < wanted) {
                int read = in.read(buffer, to, buffer.length - to);
                if (read < 0) {
                    return false;
                }
                to += read;
            }
        } catch (IOException e) {
            throw malformed(namespace, e.getMessage() == null ? "it ends too early" : e.getMessage(), e);
        }
        return true;
    }

    /** The failure that names this place. */
    public DumpFormatException malformed(@Nullable String namespace, String reason, @Nullable Throwable cause) {
        return new DumpFormatException(file, offset, namespace, reason, cause);
    }
}
