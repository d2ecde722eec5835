package me.meeshy.infra.migration;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a migration would do to one store.
 *
 * @param store the store's name
 * @param summary one line: which server on either side, and how consistent the copy will be
 * @param items what would become of each part
 * @param refusals what makes the migration impossible, each with what to do about it
 * @param warnings what the operator should know
 * @param backupBytes how much room the backup needs at most on this machine, or empty if that is not known
 * @param disk what the copy needs of the target's own disk, or empty if that is not known
 */
public record StorePlan(
        String store,
        String summary,
        List<Item> items,
        List<String> refusals,
        List<String> warnings,
        OptionalLong backupBytes,
        Optional<Disk> disk) {

    /**
     * What the copy beside the live data needs of the disk that the target's store is on.
     *
     * @param neededBytes how much it needs at most
     * @param freeBytes how much is left there
     * @param totalBytes how large the disk is in all, by which it is recognised
     */
    public record Disk(long neededBytes, long freeBytes, long totalBytes) {}

    /** What becomes of a part of a store. */
    public enum Action {
        /** The source's is put where the target has none. */
        ADD("added"),
        /** The source's takes the place of the target's, which is parked. */
        REPLACE("replaced"),
        /** The target's, which the source does not have, is parked with the old generation. */
        PARK("parked"),
        /** The target's stays as it is. */
        KEEP("kept"),
        /** The target's is emptied. */
        CLEAR("cleared"),
        /** The source's is left where it is. */
        SKIP("not moved");

        private final String word;

        Action(String word) {
            this.word = word;
        }

        /**
         * The word for it in plans and reports.
         *
         * @return a participle
         */
        public String word() {
            return word;
        }
    }

    /**
     * What becomes of one part of a store, such as a collection.
     *
     * @param name its name in the target
     * @param action what becomes of it
     * @param detail what else there is to say, such as the name it has in the source; may be empty
     * @param sourceCount how many entries the source has
     * @param targetCount how many entries the target has
     * @param bytes how many bytes are copied, or for what is parked, cleared or kept, how many the target has
     */
    public record Item(String name, Action action, String detail, long sourceCount, long targetCount, long bytes) {}

    /**
     * Copies the lists.
     *
     * @param store the store's name
     * @param summary one line: which server on either side, and how consistent the copy will be
     * @param items what would become of each part
     * @param refusals what makes the migration impossible, each with what to do about it
     * @param warnings what the operator should know
     * @param backupBytes how much room the backup needs at most on this machine, or empty if that is not known
     * @param disk what the copy needs of the target's own disk, or empty if that is not known
     */
    public StorePlan {
        items = List.copyOf(items);
        refusals = List.copyOf(refusals);
        warnings = List.copyOf(warnings);
    }

    /**
     * A plan of a store that copies nothing, or does not know what its disk has.
     *
     * @param store the store's name
     * @param summary one line: which server on either side
     * @param items what would become of each part
     * @param refusals what makes the migration impossible
     * @param warnings what the operator should know
     * @param backupBytes how much room the backup needs at most on this machine
     */
    public StorePlan(
            String store,
            String summary,
            List<Item> items,
            List<String> refusals,
            List<String> warnings,
            OptionalLong backupBytes) {
        this(store, summary, items, refusals, warnings, backupBytes, Optional.empty());
    }
}
