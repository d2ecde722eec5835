package me.meeshy.infra.migration;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a migration did to one store.
 *
 * @param store the store's name
 * @param items what became of each part
 * @param backup the verified backup of the target's old data, where one was made
 * @param lateWrites what was written to the target after its data was backed up; it is in the parked data and not in the new
 * @param undoneWrites what was written to the new data before a roll-back parked it
 * @param parked where the data is that is not live, in words; empty if there is none
 * @param notes what else there is to say
 */
public record StoreReport(
        String store,
        List<Item> items,
        Optional<Path> backup,
        List<LateWrites> lateWrites,
        List<LateWrites> undoneWrites,
        Optional<String> parked,
        List<String> notes) {

    /**
     * What became of one part of a store, such as a collection.
     *
     * @param name its name in the target
     * @param action what became of it
     * @param count how many entries were copied, parked, cleared or kept
     * @param bytes their size, or 0 if it was not measured
     * @param hash a hash of the content, whatever its order, where one was made; otherwise empty
     */
    public record Item(String name, StorePlan.Action action, long count, long bytes, String hash) {}

    /**
     * What was written to one part of a store at a time when it should not have been.
     *
     * @param name the part's name in the target
     * @param added how many entries were added
     * @param changed how many were changed
     * @param removed how many were removed
     * @param exact whether these are the numbers, or only the least that explains how the whole differs
     * @param examples some of them: what became of it, and its key
     */
    public record LateWrites(
            String name, long added, long changed, long removed, boolean exact, List<String> examples) {
        /**
         * Copies the examples.
         *
         * @param name the part's name in the target
         * @param added how many entries were added
         * @param changed how many were changed
         * @param removed how many were removed
         * @param exact whether these are the numbers, or only the least
         * @param examples some of them
         */
        public LateWrites {
            examples = List.copyOf(examples);
        }
    }

    /**
     * Copies the lists.
     *
     * @param store the store's name
     * @param items what became of each part
     * @param backup the verified backup of the target's old data, where one was made
     * @param lateWrites what was written to the target after its data was backed up
     * @param undoneWrites what was written to the new data before a roll-back parked it
     * @param parked where the data is that is not live, in words; empty if there is none
     * @param notes what else there is to say
     */
    public StoreReport {
        items = List.copyOf(items);
        lateWrites = List.copyOf(lateWrites);
        undoneWrites = List.copyOf(undoneWrites);
        notes = List.copyOf(notes);
    }

    /**
     * A report of a store that has neither a backup nor a parked generation, as a cache.
     *
     * @param store the store's name
     * @param items what became of each part
     * @param notes what else there is to say
     * @return the report
     */
    public static StoreReport of(String store, List<Item> items, List<String> notes) {
        return new StoreReport(store, items, Optional.empty(), List.of(), List.of(), Optional.empty(), notes);
    }
}
