package me.meeshy.infra.mongo.server;

import com.mongodb.MongoException;
import java.util.function.Supplier;
import me.meeshy.infra.mongo.bson.ContentHasher;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a collection to its end, also over a connection that breaks: a cursor whose reply was lost cannot be gone on with, so
 * the collection is read from its beginning again, and what was handed over by then is passed over once it has proved to be
 * the same documents. What was read is then exactly what the last reading found. For use by one thread.
 */
public final class SteadyRead {

    private final String namespace;
    private final Supplier<RawCursor> cursors;
    private final Retry retry;
    private @Nullable RawCursor cursor;

    public SteadyRead(String namespace, Supplier<RawCursor> cursors, Retry retry) {
        this.namespace = namespace;
        this.cursors = cursors;
        this.retry = retry;
    }

    /**
     * Reads.
     *
     * @param sink who takes the documents
     * @param handedOver what it has taken so far
     * @param afterReply is run after each reply of the server
     */
    public void run(DocumentSink sink, Supplier<ContentHash> handedOver, Runnable afterReply) {
        DocumentSink guarded = new Guarded(sink);
        try {
            RawCursor first = cursors.get();
            cursor = first;
            boolean more = next(first, guarded, handedOver);
            while (more) {
                afterReply.run();
                RawCursor current = cursor;
                more = current != null && next(current, guarded, handedOver);
            }
        } catch (TakerFailed e) {
            throw e.failure;
        } finally {
            close();
        }
    }

    private boolean next(RawCursor current, DocumentSink sink, Supplier<ContentHash> handedOver) {
        try {
            return current.next(sink);
        } catch (DataException | MongoException e) {
            if (!Retry.worthwhile(e) || !retry.patient()) {
                throw e;
            }
            return retry.call("Reading " + namespace + " again", () -> {}, () -> again(sink, handedOver.get()));
        }
    }

    private boolean again(DocumentSink sink, ContentHash known) {
        close();
        RawCursor fresh = cursors.get();
        cursor = fresh;
        PassingOver passing = new PassingOver(known, sink);
        boolean more = true;
        while (more && !passing.over()) {
            more = fresh.next(passing);
        }
        if (!passing.over()) {
            throw changed();
        }
        return more;
    }

    private ConsistentRead.CatalogueChangedException changed() {
        return new ConsistentRead.CatalogueChangedException("documents of " + namespace
                + " changed while the connection to the server was broken, so that they had to be read again");
    }

    private void close() {
        RawCursor open = cursor;
        cursor = null;
        if (open != null) {
            open.close();
        }
    }

    /** Hands nothing on until it has met as many documents as are known, and they were those. */
    private final class PassingOver implements DocumentSink {
        private final ContentHash known;
        private final DocumentSink sink;
        private final ContentHasher met = new ContentHasher();
        private long left;

        PassingOver(ContentHash known, DocumentSink sink) {
            this.known = known;
            this.sink = sink;
            this.left = known.documents();
        }

        boolean over() {
            return left == 0;
        }

        @Override
        public void accept(byte[] bytes, int offset, int length) {
            if (left == 0) {
                sink.accept(bytes, offset, length);
                return;
            }
            met.add(bytes, offset, length);
            left--;
            if (left == 0 && !met.hash().equals(known)) {
                throw new TakerFailed(changed());
            }
        }
    }

    /** What the taker fails with is no failure of the connection, whatever its type. */
    private record Guarded(DocumentSink sink) implements DocumentSink {
        @Override
        public void accept(byte[] bytes, int offset, int length) {
            try {
                sink.accept(bytes, offset, length);
            } catch (RuntimeException e) {
                throw new TakerFailed(e);
            }
        }
    }

    private static final class TakerFailed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final RuntimeException failure;

        TakerFailed(RuntimeException failure) {
            super(failure);
            this.failure = failure;
        }
    }
}
