package me.meeshy.infra.mongo.format;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.mongo.bson.DocumentReceiver;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.work.Deadline;

/**
 * A dump in the making, in one of the formats. Begun once for each attempt to read; then collections are opened and ended,
 * by several threads; then it is completed, read back and published, or closed, which leaves nothing.
 */
public interface DumpOutput extends AutoCloseable {

    /** Where one collection's documents go. */
    interface Section extends DocumentReceiver, AutoCloseable {

        /** Lets go of it, ended or not. */
        @Override
        void close();
    }

    /** Whether it must know all that it will hold before it takes a document. */
    boolean needsAllNames();

    /**
     * Begins, also anew; of what was there before only that stays which was taken over since.
     *
     * @param serverVersion the version of the server that it is read from
     * @param atOnce how many sections are open at the same time, at most
     * @param collections the collections and views that it will hold, by database
     * @param own the names of what is no collection of a database, such as {@code $admin.system.users}, by database; known
     *     only where all names are needed
     */
    void begin(
            String serverVersion,
            int atOnce,
            Map<String, List<CollectionDescription>> collections,
            Map<String, List<String>> own);

    /** Opens a collection or view; what has no documents is opened and ended, too. */
    Section collection(String database, CollectionDescription described, byte[] metadata);

    /** Opens what is no collection of a database; the oplog is of a database without a name. */
    Section own(String database, String name);

    /** Takes a database's manifest, or that of the oplog without a name, where the format has a place for it. */
    void manifest(String database, byte[] manifest);

    /** Whether what was written can be written anew, as another attempt needs it. */
    default boolean beginsAnew() {
        return true;
    }

    /** What stays where the dump does not end, so that another goes on with it; nothing where that cannot be. */
    default Optional<DumpJournal> journal() {
        return Optional.empty();
    }

    /** Takes what an unfinished dump has left as part of this one; before it begins, which removes everything else. */
    default void takeOver(DumpJournal.Finished finished) {
        throw new IllegalStateException("nothing can be taken over");
    }

    /** Is told that a collection is written, once its section has ended. */
    default void finished(DumpJournal.Finished finished) {
        // only what can be gone on with keeps a journal
    }

    /** Lets nothing stay when this is closed: whoever went on with it would fail as this dump did. */
    default void discard() {
        // nothing stays
    }

    /** Packs what is still to be packed, and forces everything to disk. */
    void complete(Deadline deadline);

    /** What can be read back once it is complete; nothing of a stream. */
    Optional<DumpSource> readable();

    /** Where it is once it is published; nowhere if it is a stream. */
    Optional<Path> destination();

    /** Gives it its name. */
    void publish();

    /** Removes what was not published. */
    @Override
    void close();
}
