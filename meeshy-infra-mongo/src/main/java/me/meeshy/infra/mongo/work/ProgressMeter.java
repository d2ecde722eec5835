package me.meeshy.infra.mongo.work;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import me.meeshy.infra.mongo.model.TransferProgress;

/** Adds up what several threads have done, and tells a listener, one call at a time. */
public final class ProgressMeter {

    private final Consumer<TransferProgress> listener;
    private final long expectedDocuments;
    private final long expectedBytes;
    private final LongSupplier nanoTime;
    private final long started;
    private long documents;
    private long bytes;

    public ProgressMeter(Consumer<TransferProgress> listener, long expectedDocuments, long expectedBytes) {
        this(listener, expectedDocuments, expectedBytes, System::nanoTime);
    }

    ProgressMeter(
            Consumer<TransferProgress> listener, long expectedDocuments, long expectedBytes, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.started = nanoTime.getAsLong();
        this.listener = listener;
        this.expectedDocuments = expectedDocuments;
        this.expectedBytes = expectedBytes;
    }

    public synchronized void add(String namespace, long moreDocuments, long moreBytes) {
        documents += moreDocuments;
        bytes += moreBytes;
        Duration elapsed = Duration.ofNanos(nanoTime.getAsLong() - started);
        listener.accept(new TransferProgress(namespace, documents, bytes, expectedDocuments, expectedBytes, elapsed));
    }
}
