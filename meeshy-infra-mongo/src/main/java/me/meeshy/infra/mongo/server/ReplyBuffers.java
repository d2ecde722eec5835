package me.meeshy.infra.mongo.server;

import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Memory for replies that cursors hand on to the next one: a collection is often smaller than its buffer, and objects of this size cost a collector
 * far more than their share. There are never more than cursors that were open at the same time. Safe for use by several threads.
 */
final class ReplyBuffers {

    private final ConcurrentLinkedDeque<ReplyBuffer> spare = new ConcurrentLinkedDeque<>();

    ReplyBuffer take() {
        ReplyBuffer found = spare.pollFirst();
        return found == null ? new ReplyBuffer() : found;
    }

    void giveBack(ReplyBuffer buffer) {
        spare.addFirst(buffer);
    }
}
