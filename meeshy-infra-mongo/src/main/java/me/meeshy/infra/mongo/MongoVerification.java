package me.meeshy.infra.mongo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.catalogue.DatabaseNames;
import me.meeshy.infra.mongo.model.Cancellation;
import me.meeshy.infra.mongo.model.DataCancelledException;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DataTimeoutException;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.model.VerificationReport;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.verify.CollectionExpectation;
import me.meeshy.infra.mongo.verify.CollectionVerifier;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.ProgressMeter;
import me.meeshy.infra.mongo.work.WorkJournal;

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
    private final Optional<Path> journal;
    private final Consumer<TransferProgress> listener;
    private final Cancellation cancellation;
    private final Duration deadline;

    private MongoVerification(
            String uri,
            String database,
            List<CollectionExpectation> expectations,
            Optional<Path> journal,
            Consumer<TransferProgress> listener,
            Cancellation cancellation,
            Duration deadline) {
        this.uri = uri;
        this.database = database;
        this.expectations = List.copyOf(expectations);
        this.journal = journal;
        this.listener = listener;
        this.cancellation = cancellation;
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
                Objects.requireNonNull(uri),
                DatabaseNames.require(database),
                List.of(),
                Optional.empty(),
                progress -> {},
                new Cancellation(),
                Duration.ofHours(6));
    }

    /**
     * Names the database to verify, as {@link #of(String, String)} does.
     *
     * @param server the server, with its login
     * @param database the database's name
     * @return the verification
     */
    public static MongoVerification of(MongoServer server, String database) {
        return of(server.uri(), database);
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
        return new MongoVerification(uri, database, more, journal, listener, cancellation, deadline);
    }

    /**
     * Sets how long it may take.
     *
     * @param longest the deadline, from the call of {@link #run}
     * @return a verification with this deadline
     */
    public MongoVerification within(Duration longest) {
        return new MongoVerification(
                uri, database, expectations, journal, listener, cancellation, DatabaseNames.requirePositive(longest));
    }

    /**
     * Keeps in a file what has been read so far: the same verification, run again with it after a failure, a cancellation or the
     * end of its process, reads only the collections that are left. Nobody may write to the others in between. The file is deleted
     * when the verification has ended. Default: none, and it begins anew.
     *
     * @param file the file, which may be one that an interrupted run has left
     * @return a verification with this journal
     */
    public MongoVerification journal(Path file) {
        return new MongoVerification(uri, database, expectations, Optional.of(file), listener, cancellation, deadline);
    }

    /**
     * Sets who is told how far it has come, one call at a time. Default: nobody.
     *
     * @param progress the listener; what it throws ends the verification
     * @return a verification with this listener
     */
    public MongoVerification onProgress(Consumer<TransferProgress> progress) {
        return new MongoVerification(
                uri, database, expectations, journal, Objects.requireNonNull(progress), cancellation, deadline);
    }

    /**
     * Lets another thread end it while it runs. Default: it ends by itself, or at its deadline.
     *
     * @param by what ends it
     * @return a verification that it can end
     */
    public MongoVerification cancelledBy(Cancellation by) {
        return new MongoVerification(
                uri, database, expectations, journal, listener, Objects.requireNonNull(by), deadline);
    }

    /**
     * Reads and compares.
     *
     * @return what differs, if anything
     * @throws DataTimeoutException if it took longer than its deadline
     * @throws DataCancelledException if it was cancelled
     * @throws DataException if the server fails, the journal cannot be used, or the thread is interrupted (its flag is then set)
     */
    public VerificationReport run() {
        return run(collection -> (bytes, offset, length) -> {});
    }

    /** With somebody who is shown each document that is read, by one thread a collection. */
    VerificationReport run(Function<String, DocumentSink> observers) {
        Deadline end = Deadline.in(deadline, cancellation);
        try (WorkJournal done = journal.map(file -> WorkJournal.open(
                                file, "verification of " + database + " at " + MongoConnection.address(uri)))
                        .orElseGet(WorkJournal::none);
                MongoConnection connection = MongoConnection.open(uri, end)) {
            VerificationReport report = new CollectionVerifier(connection, database, end, observers)
                    .journaled(done)
                    .telling(new ProgressMeter(
                            listener,
                            expectations.stream()
                                    .mapToLong(each -> each.hash().documents())
                                    .sum(),
                            expectations.stream()
                                    .mapToLong(each -> each.shape().bytes())
                                    .sum()))
                    .verify(expectations);
            done.finish();
            return report;
        }
    }

    @Override
    public String toString() {
        return "MongoVerification[" + database + ", " + expectations.size() + " collections]";
    }
}
