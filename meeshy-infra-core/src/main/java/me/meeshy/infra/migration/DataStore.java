package me.meeshy.infra.migration;

import java.util.Map;

/**
 * What a migration moves or clears, such as one MongoDB database: which service holds it and how it is to be treated.
 * Implementations are immutable and do nothing until {@link #open} is called.
 *
 * <p>The port between the pipeline and the kinds of stores: a module that brings a kind implements this, {@link
 * StoreMigration}, and a {@link DataStoreProvider} by which the store is found again from a journal.
 */
public interface DataStore {

    /**
     * Its kind, by which a later process finds the {@link DataStoreProvider} that makes it again.
     *
     * @return for instance {@code mongo}
     */
    String kind();

    /**
     * The service that holds it, in the source's and in the target's stack alike.
     *
     * @return the service's name
     */
    String service();

    /**
     * What it is called in plans, reports and messages; no two stores of a migration have the same name.
     *
     * @return for instance {@code database/meeshy}
     */
    String name();

    /**
     * Whether it holds nothing but what can be made again from the other stores, as a cache does: it is not moved, and
     * {@link StoreMigration#swap() its swap} follows all others'.
     *
     * @return true for a cache; the default is false
     */
    default boolean derived() {
        return false;
    }

    /**
     * What a later process needs to make the same store again. It is written to the journal: names of secrets, never
     * their values.
     *
     * @return texts by name
     */
    Map<String, String> settings();

    /**
     * Connects to the target's and, where there is one, the source's store.
     *
     * @param context the two sides and the run
     * @return the connected store, which the caller closes
     * @throws me.meeshy.infra.model.InfraException if one cannot be reached; the message says which and why
     */
    StoreMigration open(StoreContext context);
}
