package me.meeshy.infra.mongo.compare;

import me.meeshy.infra.mongo.work.ProgressMeter;

/** Hashes what it takes, and tells how far that is, every few thousand documents. */
final class CountedTaker implements ComparedSide.Taker {

    private static final long TOLD_DOCUMENTS = 2_000;
    private static final long TOLD_BYTES = 2L * 1024 * 1024;

    private final String namespace;
    private final Partitions partitions;
    private final ProgressMeter meter;
    private final Runnable whenDone;
    private long documents;
    private long bytes;

    CountedTaker(String namespace, Partitions partitions, ProgressMeter meter, Runnable whenDone) {
        this.namespace = namespace;
        this.partitions = partitions;
        this.meter = meter;
        this.whenDone = whenDone;
    }

    @Override
    public void accept(byte[] document, int offset, int length) {
        partitions.accept(document, offset, length);
        documents++;
        bytes += length;
        if (documents >= TOLD_DOCUMENTS || bytes >= TOLD_BYTES) {
            tell();
        }
    }

    private void tell() {
        meter.add(namespace, documents, bytes);
        documents = 0;
        bytes = 0;
    }

    @Override
    public void end() {
        whenDone.run();
        tell();
    }
}
