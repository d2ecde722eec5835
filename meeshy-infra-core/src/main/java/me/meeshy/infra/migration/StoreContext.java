package me.meeshy.infra.migration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.RunningEnvironment;

/** What a store's part of a migration is given: the two sides and the run that it belongs to. Thread-safe. */
public interface StoreContext {

    /**
     * The run's name: lower-case letters and digits, at most ten, used in the names of what the run makes.
     *
     * @return the name; while a migration is only planned, a name that no run has
     */
    String run();

    /**
     * Where the data comes from.
     *
     * @return the running source, or empty when a run is finished, undone, rolled back or cleaned up later: none of that
     *     needs the source
     */
    Optional<RunningEnvironment> source();

    /**
     * Where the data goes to.
     *
     * @return the running target
     */
    RunningEnvironment target();

    /**
     * Whether both sides run on the embedded stand-in for an engine: only then may a store accept a server that lacks
     * what a safe migration needs.
     *
     * @return true on the stand-in
     */
    boolean embedded();

    /**
     * The services of the target that the pipeline stops before the swap.
     *
     * @return their names
     */
    Set<String> writers();

    /**
     * Where the backup of the target's data goes.
     *
     * @param extension what the file's name ends in, such as {@code tar.gz}
     * @return a file that is not there yet: {@code migration-<time>-….<extension>} in the folder for backups
     */
    Path backupFile(String extension);

    /**
     * The run's own folder, for whatever the store must find again later.
     *
     * @return the folder beside the journal
     */
    Path directory();

    /**
     * The store's part of the journal.
     *
     * @return the journal; while a migration is only planned, one that refuses records
     */
    StoreJournal journal();

    /**
     * Tells how far the store is.
     *
     * @param what what is being worked on, such as the name of a collection
     * @param done how much of it is done
     * @param total how much there is, or -1 if that is not known
     */
    void progress(String what, long done, long total);

    /**
     * How long the whole run may still take.
     *
     * @return zero or more
     */
    Duration remaining();
}
