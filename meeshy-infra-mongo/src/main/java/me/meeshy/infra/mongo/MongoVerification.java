package me.meeshy.infra.mongo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.catalogue.DatabaseNames;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DataTimeoutException;
import me.meeshy.infra.mongo.model.VerificationReport;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.verify.CollectionExpectation;
import me.meeshy.infra.mongo.verify.CollectionVerifier;
import me.meeshy.infra.mongo.work.Deadline;

/**
 * Reads collections again, and compares them with what was read from their source: number of documents, content hash,
 * options and indexes. An example stands at {@link MongoCopy}.
 *
 * <p>Immutable, and safe for use by several threads. Its text shows no credentials.
 */
public final class MongoVerification {

    private final String uri;
    private final String database;
    private final List<CollectionExpectation> expectations;
    private final Duration deadline;

    private MongoVerification(
            String uri, String database, List<CollectionExpectation> expectations, Duration deadline) {
        this.uri = uri;
        this.database = database;
        this.expectations = List.copyOf(expectations);
        this.deadline = deadline;
    }

    /**
     * Names the database to verify. So far nothing is expected of it.
     *
     * @param uri the connection string
     * @param database the database's name
     * @return a verification with a deadline of 6 hours
     */
    public static MongoVerification of(String uri, String database) {
        return new MongoVerification(
                Objects.requireNonNull(uri), DatabaseNames.require(database), List.of(), Duration.ofHours(6));
    }

    /**
     * Expects the collections of a copy, under their staged names, with TTL indexes that wait for ever.
     *
     * @param copy what was copied
     * @return a verification that expects these, too
     */
    public MongoVerification expect(CopyReport copy) {
        List<CollectionExpectation> more = new ArrayList<>(expectations);
        copy.collections()
                .forEach(each ->
                        more.add(new CollectionExpectation(each.stagedName(), each.hash(), each.source(), true)));
        return new MongoVerification(uri, database, more, deadline);
    }

    /**
     * Sets how long it may take.
     *
     * @param longest the deadline, from the call of {@link #run}
     * @return a verification with this deadline
     */
    public MongoVerification within(Duration longest) {
        return new MongoVerification(uri, database, expectations, DatabaseNames.requirePositive(longest));
    }

    /**
     * Reads and compares.
     *
     * @return what differs, if anything
     * @throws DataTimeoutException if it took longer than its deadline
     * @throws DataException if the server fails, or the thread is interrupted (its flag is then set)
     */
    public VerificationReport run() {
        return run(collection -> (bytes, offset, length) -> {});
    }

    /** With somebody who is shown each document that is read, by one thread a collection. */
    VerificationReport run(Function<String, DocumentSink> observers) {
        Deadline end = Deadline.in(deadline);
        try (MongoConnection connection = MongoConnection.open(uri, end)) {
            return new CollectionVerifier(connection, database, end, observers).verify(expectations);
        }
    }

    @Override
    public String toString() {
        return "MongoVerification[" + database + ", " + expectations.size() + " collections]";
    }
}
