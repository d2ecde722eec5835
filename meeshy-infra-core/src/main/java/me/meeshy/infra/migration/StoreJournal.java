package me.meeshy.infra.migration;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a run's journal that belongs to one store. What is recorded is on the disk when {@link #record} returns, and
 * is found again by the process that finishes or undoes the run. Thread-safe.
 *
 * <p>A record says what is <em>about to</em> be done, with all that is needed to find out later whether it was done.
 */
public interface StoreJournal {

    /**
     * Appends a record and forces it to the disk.
     *
     * @param what what is about to happen, a word or two, such as {@code swap}
     * @param facts texts, whole numbers, booleans, and lists and maps of these; never a secret
     * @throws me.meeshy.infra.model.InfraException if it cannot be written; what was about to happen must not happen then
     */
    void record(String what, Map<String, ?> facts);

    /**
     * The records of this store in this run so far, those of earlier processes included.
     *
     * @return oldest first
     */
    List<Entry> entries();

    /**
     * The latest record of one sort.
     *
     * @param what what was about to happen
     * @return the record, or empty if there is none
     */
    default Optional<Entry> last(String what) {
        List<Entry> all = entries();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).what().equals(what)) {
                return Optional.of(all.get(i));
            }
        }
        return Optional.empty();
    }

    /**
     * A record of a store.
     *
     * @param what what was about to happen
     * @param facts what was recorded with it; whole numbers come back as {@link Long}
     */
    record Entry(String what, Map<String, Object> facts) {}
}
