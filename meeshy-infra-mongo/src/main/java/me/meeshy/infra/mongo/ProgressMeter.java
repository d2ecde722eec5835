package me.meeshy.infra.mongo;

import java.util.function.Consumer;

/** Adds up what several threads have done, and tells a listener, one call at a time. */
final class ProgressMeter {

    private final Consumer<TransferProgress> listener;
    private final long expectedDocuments;
    private final long expectedBytes;
    private long documents;
    private long bytes;

    ProgressMeter(Consumer<TransferProgress> listener, long expectedDocuments, long expectedBytes) {
        this.listener = listener;
        this.expectedDocuments = expectedDocuments;
        this.expectedBytes = expectedBytes;
    }

    synchronized void add(String namespace, long moreDocuments, long moreBytes) {
        documents += moreDocuments;
        bytes += moreBytes;
        listener.accept(new TransferProgress(namespace, documents, bytes, expectedDocuments, expectedBytes));
    }
}
