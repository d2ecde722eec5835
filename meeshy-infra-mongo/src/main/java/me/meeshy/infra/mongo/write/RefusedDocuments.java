package me.meeshy.infra.mongo.write;

import java.util.ArrayList;
import java.util.List;
import me.meeshy.infra.mongo.model.RefusedDocument;
import me.meeshy.infra.mongo.model.RefusedDocumentsException;

/** Collects what servers refused, so that nothing is counted away. Safe for use by several threads. */
public final class RefusedDocuments {

    private final List<RefusedDocument> listed = new ArrayList<>();
    private long count;

    public synchronized void add(RefusedDocument refused) {
        count++;
        if (listed.size() < RefusedDocumentsException.MOST_LISTED) {
            listed.add(refused);
        }
    }

    public synchronized boolean none() {
        return count == 0;
    }

    public synchronized void orThrow() {
        if (count > 0) {
            throw new RefusedDocumentsException(listed, count);
        }
    }
}
