package me.meeshy.infra.mongo.model;

import java.util.List;

/**
 * A restore that has not come to its end: it was killed, or its server was.
 *
 * @param database the database that it restores into
 * @param run what its temporary names have in common, {@code __mr.<run>.…}
 * @param dump where its dump was
 * @param stage how far it came
 * @param collections the final names of what it restores
 * @param holder the process that ran it, in words
 * @param running whether that process is still there; false as well where it was on another machine, which nobody can tell
 */
public record InterruptedRestore(
        String database,
        String run,
        String dump,
        Stage stage,
        List<String> collections,
        String holder,
        boolean running) {

    /** How far a restore came. */
    public enum Stage {
        /** Something was loaded under temporary names; nothing of the old data was touched. */
        LOADING,
        /** Names were being given. Each collection is wholly old or wholly new, and both are there. */
        NAMING,
        /** Everything has its name; what was replaced was being dropped. */
        DROPPING
    }

    /**
     * Copies the list.
     *
     * @param database the database that it restores into
     * @param run what its temporary names have in common
     * @param dump where its dump was
     * @param stage how far it came
     * @param collections the final names of what it restores
     * @param holder the process that ran it, in words
     * @param running whether that process is still there
     */
    public InterruptedRestore {
        collections = List.copyOf(collections);
    }
}
