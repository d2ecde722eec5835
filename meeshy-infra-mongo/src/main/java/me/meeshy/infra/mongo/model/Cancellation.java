package me.meeshy.infra.mongo.model;

/**
 * Lets another thread end a dump, a restore, a copy or a comparison that runs. What is cancelled ends within moments, with a
 * {@link DataCancelledException}, and leaves nothing behind, just as if its deadline had passed; what had ended by then is left as it is.
 *
 * <pre>{@code
 * Cancellation cancellation = new Cancellation();
 * button.onClick(cancellation::cancel);
 * MongoDump.of(uri).database("meeshy").to(DumpFile.archive(path)).cancelledBy(cancellation).run();
 * }</pre>
 *
 * <p>One can be given to several, which it all ends; once cancelled it stays so. Safe for use by several threads.
 */
public final class Cancellation {

    private volatile boolean cancelled;

    /** Creates one that is not cancelled. */
    public Cancellation() {
        // nothing is cancelled yet
    }

    /** Ends what it was given to, and does not wait for that. */
    public void cancel() {
        cancelled = true;
    }

    /**
     * Whether it has been cancelled.
     *
     * @return true from the first call of {@link #cancel} on
     */
    public boolean cancelled() {
        return cancelled;
    }
}
