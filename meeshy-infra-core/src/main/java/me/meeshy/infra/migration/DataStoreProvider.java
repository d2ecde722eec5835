package me.meeshy.infra.migration;

import java.util.Map;

/**
 * Makes a kind of store again from what the journal recorded, so that a migration can be finished, undone, rolled back or
 * cleaned up by another process. Found by {@link java.util.ServiceLoader}.
 */
public interface DataStoreProvider {

    /**
     * The kind that it makes.
     *
     * @return what {@link DataStore#kind()} of its stores is
     */
    String kind();

    /**
     * Makes the store again.
     *
     * @param settings what {@link DataStore#settings()} was
     * @return an equal store
     * @throws me.meeshy.infra.model.InfraException if a setting is missing or cannot be read
     */
    DataStore restore(Map<String, String> settings);
}
