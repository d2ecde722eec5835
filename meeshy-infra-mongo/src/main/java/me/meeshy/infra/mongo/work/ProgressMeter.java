package me.meeshy.infra.mongo.work;

import java.util.function.Consumer;
import me.meeshy.infra.mongo.model.TransferProgress;

/** Adds up what several threads have done, and tells a listener, one call at a time. */
public final class ProgressMeter {

    private final Consumer<TransferProgress> listener;
    private final long expectedDocuments;
    private final long expectedBytes;
    private long documents;
    private long bytes;

    public ProgressMeter(Consumer<TransferProgress> listener, long expectedDocuments, long expectedBytes) {
        this.listener = listener;
        this.expectedDocuments = expectedDocuments;
        this.expectedBytes = expectedBytes;
    }

    public synchronized void add(String namespace, long moreDocuments, long moreBytes) {
        documents += moreDocuments;
        bytes += moreBytes;
        listener.accept(new TransferProgress(namespace, documents, bytes, expectedDocuments, expectedBytes));
    }
}
