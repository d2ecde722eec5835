package me.meeshy.infra.mongo.write;

import me.meeshy.infra.mongo.bson.ContentHasher;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.bson.IdFirst;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Takes the documents of one collection one by one, hashes them and packs them into batches for the writers. For use by
 * one thread.
 */
public final class BatchAssembler implements DocumentSink {

    /** Large enough that the number of commands does not count, small enough that several fit into a small heap. */
    private static final int BATCH_BYTES = 4 * 1024 * 1024;

    private final BatchTarget target;
    private final BatchWriters writers;
    private int capacity;
    private final ContentHasher hasher = new ContentHasher();
    /** None before the first document and after the last: an assembler is kept for its hash, and must not keep megabytes with it. */
    private @Nullable WriteBatch batch;

    private long documents;
    private long bytes;

    public BatchAssembler(BatchTarget target, BatchWriters writers, long expectedBytes) {
        this.target = target;
        this.writers = writers;
        this.capacity = (int) Math.max(16 * 1024, Math.min(BATCH_BYTES, expectedBytes + expectedBytes / 16));
    }

    @Override
    public void accept(byte[] source, int offset, int length) {
        if (IdFirst.holds(source, offset)) {
            take(source, offset, length);
        } else {
            byte[] arranged = IdFirst.arrange(source, offset, length, target.namespace());
            take(arranged, 0, arranged.length);
        }
    }

    private void take(byte[] source, int offset, int length) {
        hasher.add(source, offset, length);
        documents++;
        bytes += length;
        if (length > BATCH_BYTES) {
            // Of an archive several collections are open at once, and each would keep one of the largest documents.
            flush();
            requireStorable(length);
            writers.writeAlone(WriteBatch.lent(target, source, offset, length));
            return;
        }
        if (batch != null && !batch.takes(length, BATCH_BYTES)) {
            flush();
            // There was more than was expected, and is likely to be more still.
            capacity = BATCH_BYTES;
        }
        if (batch == null) {
            batch = new WriteBatch(target, writers.memory(capacity));
        }
        batch.add(source, offset, length);
    }

    private void requireStorable(int length) {
        if (length > RawBson.MAX_DOCUMENT_BYTES) {
            throw new DataException(
                    "A document of " + target.namespace() + " has " + length + " bytes; a server stores at most "
                            + RawBson.MAX_DOCUMENT_BYTES,
                    null,
                    target.namespace(),
                    0);
        }
    }

    /** Hands over what is packed. */
    public void flush() {
        WriteBatch packed = batch;
        if (packed != null) {
            batch = null;
            writers.write(packed);
        }
    }

    public long documents() {
        return documents;
    }

    public long bytes() {
        return bytes;
    }

    public ContentHash hash() {
        return hasher.hash();
    }
}
