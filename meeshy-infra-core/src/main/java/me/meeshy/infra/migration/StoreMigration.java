package me.meeshy.infra.migration;

/**
 * One store's part of one migration, connected. The pipeline calls the methods from {@link #acquire} to {@link #compare}
 * in the order in which they stand here. Each may be called again, by another process too, after one that died in the
 * middle of it: it then looks at what is there and does what is left. Used by one thread.
 *
 * <p>A method that cannot do its part throws {@link me.meeshy.infra.model.InfraException}; the pipeline then undoes what was done.
 * Everything but {@link #plan} has a default that does nothing, for stores that are only cleared.
 */
public interface StoreMigration extends AutoCloseable {

    /**
     * Finds out what would happen, and all that speaks against it. Reads only.
     *
     * @return the plan; what makes the migration impossible stands in its refusals
     */
    StorePlan plan();

    /**
     * Claims the target's store for this run, so that no second operator's run touches it.
     *
     * @param holder who claims it, in words for the one who is refused
     * @throws me.meeshy.infra.model.InfraException if another run holds it; the message says whose
     */
    default void acquire(String holder) {}

    /** Backs the target's data up and verifies the backup by reading it back. */
    default void backup() {}

    /** Copies the source's data beside the target's live data, which stays as it is. */
    default void stage() {}

    /** Verifies that what was staged is what was read from the source. */
    default void verify() {}

    /**
     * Makes sure that nobody else writes to the target's store; the declared writers have been stopped.
     *
     * @throws me.meeshy.infra.model.InfraException if somebody writes or may write; the message says who
     */
    default void proveQuiet() {}

    /**
     * Makes the staged data live and parks the old data; clears a derived store. When it was called once, only a call of
     * this or of {@link #rollBack} that returns brings the store to rest.
     */
    default void swap() {}

    /**
     * Looks for what was written to the old data after it was backed up, and puts it into the {@link #report}. Changes
     * nothing.
     */
    default void compare() {}

    /**
     * Makes sure that {@link #rollBack} would bring back what this run replaced. It is asked before the writers are stopped for a
     * roll-back on request, which would else leave them stopped and nothing rolled back. Reads only.
     *
     * @throws me.meeshy.infra.model.InfraException if the old data is gone, or a later run replaced the new
     */
    default void requireRollBack() {}

    /**
     * Makes the old data live again and parks the new, wherever a swap stopped, and long after it, too; clears a derived store.
     *
     * @throws me.meeshy.infra.model.InfraException if that would not bring back what this run replaced, for instance because
     *     a later run replaced it again
     */
    default void rollBack() {}

    /** Removes what {@link #stage} made, as far as it never went live. */
    default void discardStaged() {}

    /**
     * Destroys what this run has parked: the old data, or after a roll-back the new.
     *
     * @throws me.meeshy.infra.model.InfraException if something of it is live
     */
    default void discardParked() {}

    /** Gives up the claim of {@link #acquire}, if this run holds it. */
    default void release() {}

    /**
     * What was done so far, by this process or by those before it.
     *
     * @return the report
     */
    StoreReport report();

    /** Closes the connections. */
    @Override
    void close();
}
