package me.meeshy.infra.mongo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import me.meeshy.infra.mongo.catalogue.DatabaseNames;
import me.meeshy.infra.mongo.compare.ComparedSide;
import me.meeshy.infra.mongo.compare.Comparison;
import me.meeshy.infra.mongo.compare.DatabaseSide;
import me.meeshy.infra.mongo.compare.DumpSide;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.model.ComparisonReport;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DataTimeoutException;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.work.Deadline;

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
 * <p>Both sides are read from end to end, at once and by several cursors; where they differ, the collections concerned are
 * read a second time. It reads what is there: of a side that is written to meanwhile, it tells what it met.
 *
 * <p>Immutable, and safe for use by several threads. Its text shows no credentials.
 */
public final class MongoComparison {

    private static final int MOST_LISTED = 100;

    private final Side first;
    private final Side second;
    private final int limit;
    private final Duration deadline;

    private MongoComparison(Side first, Side second, int limit, Duration deadline) {
        this.first = first;
        this.second = second;
        this.limit = limit;
        this.deadline = deadline;
    }

    private interface Side {

        /** Opens it, hands it over and closes it again. */
        ComparisonReport use(Deadline deadline, java.util.function.Function<ComparedSide, ComparisonReport> work);
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
            return new MongoComparison(side, databaseSide(uri, database), MOST_LISTED, Duration.ofHours(6));
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
     * Names a dump as the first side.
     *
     * @param dump what {@link MongoRestore} takes
     * @param database the database in it
     * @return the step that names the second
     */
    public static First ofDump(Path dump, String database) {
        Objects.requireNonNull(dump);
        DatabaseNames.require(database);
        return new First((deadline, work) -> work.apply(new DumpSide(new DumpSource(dump), database, deadline)));
    }

    private static Side databaseSide(String uri, String database) {
        Objects.requireNonNull(uri);
        DatabaseNames.require(database);
        return (deadline, work) -> {
            try (MongoConnection connection = MongoConnection.open(uri, deadline)) {
                return work.apply(new DatabaseSide(connection, database, deadline));
            }
        };
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
        return new MongoComparison(first, second, documents, deadline);
    }

    /**
     * Sets how long it may take. Default: 6 hours.
     *
     * @param longest the deadline, from the call of {@link #run}
     * @return a comparison with this deadline
     */
    public MongoComparison within(Duration longest) {
        return new MongoComparison(first, second, limit, DatabaseNames.requirePositive(longest));
    }

    /**
     * Reads both sides and compares them.
     *
     * @return what differs, if anything
     * @throws DataTimeoutException if it took longer than its deadline
     * @throws DataException if a side cannot be read, or the thread is interrupted (its flag is then set)
     */
    public ComparisonReport run() {
        Deadline end = Deadline.in(deadline);
        return first.use(end, left -> second.use(end, right -> new Comparison(left, right, limit, end).run()));
    }

    @Override
    public String toString() {
        return "MongoComparison[listing " + limit + "]";
    }
}
