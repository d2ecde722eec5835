package me.meeshy.infra.mongo.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import me.meeshy.infra.mongo.bson.BsonStructure;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.work.Deadline;
import org.jspecify.annotations.Nullable;

/** Reads a file of documents, each checked before it is handed on, in memory for one document and a little more. */
public final class BsonStream {

    private static final int BUFFER_BYTES = 256 * 1024;

    /** mongodump's readers grant as much beyond the largest document. */
    private static final int SLACK_BYTES = 16 * 1024;

    private final InputStream in;
    private final String file;
    private final @Nullable String namespace;
    private final Deadline deadline;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;
    private long offset;

    public BsonStream(InputStream in, String file, @Nullable String namespace, Deadline deadline) {
        this.in = in;
        this.file = file;
        this.namespace = namespace;
        this.deadline = deadline;
    }

    public void forEach(DocumentSink sink) {
        while (fill(Integer.BYTES)) {
            int length = RawBson.int32(buffer, from);
            if (length < RawBson.MIN_DOCUMENT_BYTES || length > RawBson.MAX_DOCUMENT_BYTES + SLACK_BYTES) {
                throw malformed("a document cannot have " + length + " bytes", null);
            }
            if (!fill(length)) {
                throw malformed("it ends within a document", null);
            }
            try {
                BsonStructure.check(buffer, from, length);
            } catch (BsonStructure.MalformedException e) {
                throw malformed(String.valueOf(e.getMessage()), e);
            }
            sink.accept(buffer, from, length);
            from += length;
            offset += length;
        }
        if (to > from) {
            throw malformed("it ends within a document", null);
        }
    }

    /** Makes so many bytes available; false where the file ends before. */
    private boolean fill(int wanted) {
        if (to - from >= wanted) {
            return true;
        }
        deadline.check("Reading " + file);
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        if (wanted > buffer.length) {
            buffer = Arrays.copyOf(buffer, wanted);
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
            throw malformed(e.getMessage() == null ? "it ends too early" : e.getMessage(), e);
        }
        return true;
    }

    private DumpFormatException malformed(String reason, @Nullable Throwable cause) {
        return new DumpFormatException(file, offset, namespace, reason, cause);
    }
}
