package me.meeshy.infra.mongo.write;

import java.util.concurrent.atomic.AtomicLong;
import me.meeshy.infra.mongo.bson.ContentHasher;
import me.meeshy.infra.mongo.model.ContentHash;

/** What became of the documents of one collection. Safe for use by several threads. */
public final class WriteTally {

    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong kept = new AtomicLong();
    private final ContentHasher refused = new ContentHasher();
    private volatile boolean doubtful;

    public void stored(long documents) {
        stored.addAndGet(documents);
    }

    public void kept(long documents) {
        kept.addAndGet(documents);
    }

    public void refused(byte[] document) {
        synchronized (refused) {
            refused.add(document, 0, document.length);
        }
    }

    /** A reply was lost, or the server was away: what it has said before must be looked at again. */
    public void doubt() {
        doubtful = true;
    }

    /** How many were written. */
    public long stored() {
        return stored.get();
    }

    /** How many were left alone, since their {@code _id} was there. */
    public long kept() {
        return kept.get();
    }

    /** What was refused. */
    public ContentHash refused() {
        synchronized (refused) {
            return refused.hash();
        }
    }

    public boolean doubtful() {
        return doubtful;
    }
}
