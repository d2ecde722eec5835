package me.meeshy.infra.mongo.write;

import java.util.ArrayList;
import java.util.List;
import me.meeshy.infra.mongo.model.RefusedDocument;
import me.meeshy.infra.mongo.model.RefusedDocumentsException;

/** Collects what servers refused, so that nothing is counted away. Safe for use by several threads. */
public final class RefusedDocuments {

    /** Keeps the documents themselves, so that they can be mended and restored. */
    public interface Keeper {

        /** Takes a document's bytes. */
        void keep(RefusedDocument refused, byte[] document);
    }

    private final Keeper keeper;
    private final List<RefusedDocument> listed = new ArrayList<>();
    private long count;

    public RefusedDocuments() {
        this((refused, document) -> {});
    }

    public RefusedDocuments(Keeper keeper) {
        this.keeper = keeper;
    }

    public synchronized void add(RefusedDocument refused, byte[] document) {
        count++;
        if (listed.size() < RefusedDocumentsException.MOST_LISTED) {
            listed.add(refused);
        }
        keeper.keep(refused, document);
    }

    public synchronized boolean none() {
        return count == 0;
    }

    public synchronized List<RefusedDocument> listed() {
        return List.copyOf(listed);
    }

    public synchronized long count() {
        return count;
    }

    public synchronized void orThrow() {
        if (count > 0) {
            throw new RefusedDocumentsException(listed, count);
        }
    }
}
