package me.meeshy.infra.mongo;

import java.util.ArrayList;
import java.util.List;

/** Collects what servers refused, so that nothing is counted away. Safe for use by several threads. */
final class RefusedDocuments {

    private final List<RefusedDocument> listed = new ArrayList<>();
    private long count;

    synchronized void add(RefusedDocument refused) {
        count++;
        if (listed.size() < RefusedDocumentsException.MOST_LISTED) {
            listed.add(refused);
        }
    }

    synchronized boolean none() {
        return count == 0;
    }

    synchronized void orThrow() {
        if (count > 0) {
            throw new RefusedDocumentsException(listed, count);
        }
    }
}
