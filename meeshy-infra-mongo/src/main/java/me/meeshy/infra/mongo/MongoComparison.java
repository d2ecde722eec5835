package me.meeshy.infra.mongo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import me.meeshy.infra.mongo.catalogue.DatabaseNames;
import me.meeshy.infra.mongo.compare.ComparedSide;
import me.meeshy.infra.mongo.compare.Comparison;
import me.meeshy.infra.mongo.compare.DatabaseSide;
import me.meeshy.infra.mongo.compare.DumpSide;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.model.Cancellation;
import me.meeshy.infra.mongo.model.ComparisonReport;
import me.meeshy.infra.mongo.model.DataCancelledException;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DataTimeoutException;
import me.meeshy.infra.mongo.model.DumpKey;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.WorkJournal;
import org.jspecify.annotations.Nullable;

/**
 * Compares two databases, or a dump and a database: collections, options, indexes, and the documents themselves, by a hash
 * that does not depend on their order. Where collections differ, the documents that do are found and listed.
 *
 * <pre>{@code
 * MongoComparison.ofDump(backup, "meeshy")
 *         .with("mongodb://localhost:27017", "meeshy")
 *         .run()
 *         .orThrow();
 * }</pre>
 *
 * <p>Both sides are read from end to end, at once and by several cursors, large collections in ranges of their {@code _id}; where
 * they differ, the ranges concerned are read a second time, by the index of {@code _id}. It reads what is there: of a side that is
 * written to meanwhile, it tells what it met. With a {@link #journal} it is gone on with after an interruption.
 *
 * <p>Immutable, and safe for use by several threads. Its text shows no credentials.
 */
public final class MongoComparison {

    private static final int MOST_LISTED = 100;

    private final Side first;
    private final Side second;
    private final Settings settings;

    private MongoComparison(Side first, Side second, Settings settings) {
        this.first = first;
        this.second = second;
        this.settings = settings;
    }

    private record Settings(
            int limit,
            Optional<Path> journal,
            Duration patience,
            Consumer<TransferProgress> listener,
            Cancellation cancellation,
            Duration deadline) {}

    private record Side(String name, Opening opening) {}

    private interface Opening {

        /** Opens it, hands it over and closes it again. */
        ComparisonReport use(Retry retry, Deadline deadline, Function<ComparedSide, ComparisonReport> work);
    }

    /** The first side, in want of the second. */
    public static final class First {

        private final Side side;

        private First(Side side) {
            this.side = side;
        }

        /**
         * Names the database to compare with.
         *
         * @param uri the connection string
         * @param database the database's name
         * @return a comparison that lists up to 100 documents of each collection, with a deadline of 6 hours
         */
        public MongoComparison with(String uri, String database) {
            return new MongoComparison(
                    side,
                    databaseSide(uri, database),
                    new Settings(
                            MOST_LISTED,
                            Optional.empty(),
                            Duration.ofMinutes(1),
                            progress -> {},
                            new Cancellation(),
                            Duration.ofHours(6)));
        }

        /**
         * Names the database to compare with, as {@link #with(String, String)} does.
         *
         * @param server the server, with its login
         * @param database the database's name
         * @return the comparison
         */
        public MongoComparison with(MongoServer server, String database) {
            return with(server.uri(), database);
        }
    }

    /**
     * Names a database as the first side.
     *
     * @param uri the connection string
     * @param database the database's name
     * @return the step that names the second
     */
    public static First of(String uri, String database) {
        return new First(databaseSide(uri, database));
    }

    /**
     * Names a database as the first side.
     *
     * @param server the server, with its login
     * @param database the database's name
     * @return the step that names the second
     */
    public static First of(MongoServer server, String database) {
        return of(server.uri(), database);
    }

    /**
     * Names a dump as the first side.
     *
     * @param dump what {@link MongoRestore} takes
     * @param database the database in it
     * @return the step that names the second
     */
    public static First ofDump(Path dump, String database) {
        return dumpSide(dump, null, database);
    }

    /**
     * Names a sealed dump as the first side.
     *
     * @param dump what {@link MongoRestore} takes
     * @param key what it was sealed with
     * @param database the database in it
     * @return the step that names the second
     */
    public static First ofDump(Path dump, DumpKey key, String database) {
        return dumpSide(dump, Objects.requireNonNull(key), database);
    }

    private static First dumpSide(Path dump, @Nullable DumpKey key, String database) {
        Objects.requireNonNull(dump);
        DatabaseNames.require(database);
        return new First(new Side(
                "the dump " + dump.toAbsolutePath().normalize() + ", database " + database,
                (retry, deadline, work) -> work.apply(new DumpSide(new DumpSource(dump, key), database, deadline))));
    }

    private static Side databaseSide(String uri, String database) {
        Objects.requireNonNull(uri);
        DatabaseNames.require(database);
        return new Side(database + " at " + MongoConnection.address(uri), (retry, deadline, work) -> {
            try (MongoConnection connection = MongoConnection.open(uri, deadline)) {
                return work.apply(new DatabaseSide(connection, database, retry, deadline));
            }
        });
    }

    /**
     * Sets how many documents are listed of each collection at most. Default: 100.
     *
     * @param documents the limit; none is listed for 0, and what differs is counted all the same
     * @return a comparison with this limit
     */
    public MongoComparison listing(int documents) {
        if (documents < 0) {
            throw new IllegalArgumentException("a number of documents is not " + documents);
        }
        return with(new Settings(
                documents,
                settings.journal,
                settings.patience,
                settings.listener,
                settings.cancellation,
                settings.deadline));
    }

    /**
     * Keeps in a file what has been read so far: the same comparison, run again with it after a failure, a cancellation or the end
     * of its process, reads only the rest. What was read before is not looked at again, so both sides must be at rest in between. A
     * collection that was made anew, or stands in another dump, is read again. The file is deleted when the comparison has ended.
     * Default: none, and it begins anew.
     *
     * @param file the file, which may be one that an interrupted run has left
     * @return a comparison with this journal
     */
    public MongoComparison journal(Path file) {
        return with(new Settings(
                settings.limit,
                Optional.of(file),
                settings.patience,
                settings.listener,
                settings.cancellation,
                settings.deadline));
    }

    /**
     * Sets how long a server is waited for that does not answer. Default: 1 minute.
     *
     * @param longest how long what failed is tried again; zero for not at all
     * @return a comparison with this patience
     */
    public MongoComparison patience(Duration longest) {
        if (longest.isNegative()) {
            throw new IllegalArgumentException("patience lasts for some time, not for " + longest);
        }
        return with(new Settings(
                settings.limit,
                settings.journal,
                longest,
                settings.listener,
                settings.cancellation,
                settings.deadline));
    }

    /**
     * Sets who is told how far the first reading of both sides has come, one call at a time. Default: nobody.
     *
     * @param progress the listener; what it throws ends the comparison
     * @return a comparison with this listener
     */
    public MongoComparison onProgress(Consumer<TransferProgress> progress) {
        return with(new Settings(
                settings.limit,
                settings.journal,
                settings.patience,
                Objects.requireNonNull(progress),
                settings.cancellation,
                settings.deadline));
    }

    /**
     * Lets another thread end it while it runs. Default: it ends by itself, or at its deadline.
     *
     * @param by what ends it
     * @return a comparison that it can end
     */
    public MongoComparison cancelledBy(Cancellation by) {
        return with(new Settings(
                settings.limit,
                settings.journal,
                settings.patience,
                settings.listener,
                Objects.requireNonNull(by),
                settings.deadline));
    }

    /**
     * Sets how long it may take. Default: 6 hours.
     *
     * @param longest the deadline, from the call of {@link #run}
     * @return a comparison with this deadline
     */
    public MongoComparison within(Duration longest) {
        return with(new Settings(
                settings.limit,
                settings.journal,
                settings.patience,
                settings.listener,
                settings.cancellation,
                DatabaseNames.requirePositive(longest)));
    }

    private MongoComparison with(Settings changed) {
        return new MongoComparison(first, second, changed);
    }

    /**
     * Reads both sides and compares them.
     *
     * @return what differs, if anything
     * @throws DataTimeoutException if it took longer than its deadline
     * @throws DataCancelledException if it was cancelled
     * @throws DataException if a side or the journal cannot be read, or the thread is interrupted (its flag is then set)
     */
    public ComparisonReport run() {
        Deadline end = Deadline.in(settings.deadline, settings.cancellation);
        Retry retry = new Retry(settings.patience, end);
        try (WorkJournal journal = settings.journal
                .map(file -> WorkJournal.open(file, "comparison of " + first.name + " with " + second.name))
                .orElseGet(WorkJournal::none)) {
            ComparisonReport report = first.opening.use(
                    retry,
                    end,
                    left -> second.opening.use(
                            retry,
                            end,
                            right -> new Comparison(left, right, settings.limit, journal, settings.listener, end)
                                    .run()));
            journal.finish();
            return report;
        }
    }

    @Override
    public String toString() {
        return "MongoComparison[" + first.name + " with " + second.name + "]";
    }
}
