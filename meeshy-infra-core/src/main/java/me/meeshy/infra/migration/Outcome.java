package me.meeshy.infra.migration;

/** How a migration ended. */
public enum Outcome {
    /** The new data is live; the old is parked until it is discarded. */
    SUCCEEDED("succeeded: the new data is live, the old data is parked"),
    /** It failed before the swap: the old data was live all the time, and what was staged is removed. */
    UNDONE("undone: the old data was live all the time"),
    /** The old data is live again; what was live meanwhile is parked. */
    ROLLED_BACK("rolled back: the old data is live again"),
    /**
     * It failed, and what was done could not be undone now: the writers stay stopped, and the journal stays open. Running the
     * migration again, or resuming it from its journal, ends it.
     */
    INCOMPLETE("incomplete: run it again, or resume it from its journal, to end it");

    private final String words;

    Outcome(String words) {
        this.words = words;
    }

    /**
     * What it means.
     *
     * @return a phrase without a stop
     */
    public String words() {
        return words;
    }
}
