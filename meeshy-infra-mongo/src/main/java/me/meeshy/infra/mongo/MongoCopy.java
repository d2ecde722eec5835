package me.meeshy.infra.mongo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import me.meeshy.infra.mongo.catalogue.DatabaseNames;
import me.meeshy.infra.mongo.model.Cancellation;
import me.meeshy.infra.mongo.model.DataCancelledException;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DataTimeoutException;
import me.meeshy.infra.mongo.model.ReadPreferenceException;
import me.meeshy.infra.mongo.model.RefusedDocumentsException;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.model.UnsupportedDataException;
import me.meeshy.infra.mongo.model.WriteSafety;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.work.Deadline;

/**
 * Copies the collections of a database into another, on the same or another server, under names of the caller's choice
 * that must be free: options and indexes included, views left out. The report says of each collection what was read, so
 * that {@link MongoVerification} can prove the copy.
 *
 * <pre>{@code
 * CopyReport copy = MongoCopy.from("mongodb://staging:27018", "meeshy")
 *         .to("mongodb://production:27017", "meeshy")
 *         .collection("User", "__mi.r1.1")
 *         .run();
 * MongoVerification.of("mongodb://production:27017", "meeshy").expect(copy).run().orThrow();
 * }</pre>
 *
 * <p>TTL indexes of the copy wait for ever until {@code collMod} gives them the values that the report holds. Documents
 * that a validator would refuse are copied all the same: they were accepted once. A copy that fails, is interrupted or
 * passes its deadline removes the collections that it has created.
 *
 * <p>Immutable once built, and safe for use by several threads. Its text shows no credentials.
 */
public final class MongoCopy {

    private final Builder settings;

    private MongoCopy(Builder settings) {
        this.settings = settings;
    }

    /**
     * Names the source.
     *
     * @param uri its connection string
     * @param database the database to copy from
     * @return the step that names the target
     */
    public static Source from(String uri, String database) {
        return new Source(Objects.requireNonNull(uri), DatabaseNames.require(database));
    }

    /**
     * Names the source.
     *
     * @param server the server, with its login
     * @param database the database to copy from
     * @return the step that names the target
     */
    public static Source from(MongoServer server, String database) {
        return from(server.uri(), database);
    }

    /** The source of a copy, in want of a target. */
    public static final class Source {

        private final String uri;
        private final String database;

        private Source(String uri, String database) {
            this.uri = uri;
            this.database = database;
        }

        /**
         * Names the target.
         *
         * @param targetUri its connection string
         * @param targetDatabase the database to copy into
         * @return the copy's settings
         */
        public Builder to(String targetUri, String targetDatabase) {
            return new Builder(this, Objects.requireNonNull(targetUri), DatabaseNames.require(targetDatabase));
        }

        /**
         * Names the target.
         *
         * @param target the server, with its login
         * @param targetDatabase the database to copy into
         * @return the copy's settings
         */
        public Builder to(MongoServer target, String targetDatabase) {
            return to(target.uri(), targetDatabase);
        }
    }

    /** The settings of a copy. Not safe for use by several threads. */
    public static final class Builder {

        private final Source source;
        private final String targetUri;
        private final String targetDatabase;
        private final Map<String, String> stagedNames = new LinkedHashMap<>();
        private Consumer<TransferProgress> listener = progress -> {};
        private WriteSafety safety = WriteSafety.MAJORITY_JOURNALED;
        private Duration deadline = Duration.ofHours(6);
        private Duration patience = Duration.ofMinutes(1);
        private Cancellation cancellation = new Cancellation();

        private Builder(Source source, String targetUri, String targetDatabase) {
            this.source = source;
            this.targetUri = targetUri;
            this.targetDatabase = targetDatabase;
        }

        private Builder(Builder other) {
            this(other.source, other.targetUri, other.targetDatabase);
            stagedNames.putAll(other.stagedNames);
            listener = other.listener;
            safety = other.safety;
            deadline = other.deadline;
            patience = other.patience;
            cancellation = other.cancellation;
        }

        /**
         * Names a collection to copy, and the name of the copy. Where none is named all are copied, under their own names.
         *
         * @param sourceName its name at the source
         * @param stagedName the name of the copy, which must be free at the target
         * @return this
         * @throws IllegalArgumentException if either name has been given before
         */
        public Builder collection(String sourceName, String stagedName) {
            if (stagedNames.containsKey(sourceName) || stagedNames.containsValue(stagedName)) {
                throw new IllegalArgumentException(
                        "'" + sourceName + "' → '" + stagedName + "': each name can be given once only");
            }
            stagedNames.put(Objects.requireNonNull(sourceName), Objects.requireNonNull(stagedName));
            return this;
        }

        /**
         * Names several collections to copy, as {@link #collection} does one.
         *
         * @param names names at the source, each with the name of its copy
         * @return this
         */
        public Builder collections(Map<String, String> names) {
            names.forEach(this::collection);
            return this;
        }

        /**
         * Sets who is told how far it has come, from the copy's own threads, one call at a time. Default: nobody.
         *
         * @param progress the listener; what it throws ends the copy
         * @return this
         */
        public Builder onProgress(Consumer<TransferProgress> progress) {
            this.listener = Objects.requireNonNull(progress);
            return this;
        }

        /**
         * Sets when a write counts as done. Default: {@link WriteSafety#MAJORITY_JOURNALED}.
         *
         * @param writes the safety
         * @return this
         */
        public Builder safety(WriteSafety writes) {
            this.safety = Objects.requireNonNull(writes);
            return this;
        }

        /**
         * Sets how long it may take. Default: 6 hours.
         *
         * @param longest the deadline, from the call of {@link #run}
         * @return this
         */
        public Builder within(Duration longest) {
            this.deadline = DatabaseNames.requirePositive(longest);
            return this;
        }

        /**
         * Lets another thread end it while it runs. Default: it ends by itself, or at its deadline.
         *
         * @param by what ends it
         * @return this
         */
        public Builder cancelledBy(Cancellation by) {
            this.cancellation = Objects.requireNonNull(by);
            return this;
        }

        /**
         * Sets how long a server is waited for that cannot be reached, or is not the primary. Default: 1 minute.
         *
         * @param longest how long what failed is tried again; zero for not at all
         * @return this
         */
        public Builder patience(Duration longest) {
            if (longest.isNegative()) {
                throw new IllegalArgumentException("patience lasts for some time, not for " + longest);
            }
            this.patience = longest;
            return this;
        }

        /**
         * Makes the copy that is described so far.
         *
         * @return the copy, ready to run
         */
        public MongoCopy build() {
            return new MongoCopy(new Builder(this));
        }

        /**
         * Copies.
         *
         * @return what was copied
         * @throws DataException as {@link MongoCopy#run} says
         */
        public CopyReport run() {
            return build().run();
        }
    }

    /**
     * Copies, and returns when every document and index is written.
     *
     * @return what was copied
     * @throws UnsupportedDataException if a collection is of a kind that is not carried over; nothing was touched
     * @throws RefusedDocumentsException if the target refused documents
     * @throws ReadPreferenceException if no member of the replica set is what the connection string's read preference asks for
     * @throws DataTimeoutException if it took longer than its deadline
     * @throws DataCancelledException if it was cancelled
     * @throws DataException if a name is absent at the source or taken at the target, a server fails, or the thread is
     *     interrupted (its flag is then set)
     */
    public CopyReport run() {
        Deadline deadline = Deadline.in(settings.deadline, settings.cancellation);
        try (MongoConnection source = MongoConnection.openForReading(settings.source.uri, deadline);
                MongoConnection target = MongoConnection.open(settings.targetUri, deadline)) {
            return new CopyRun(
                            source,
                            settings.source.database,
                            target,
                            settings.targetDatabase,
                            Map.copyOf(settings.stagedNames),
                            settings.listener,
                            settings.safety,
                            new Retry(settings.patience, deadline),
                            deadline)
                    .run();
        }
    }

    @Override
    public String toString() {
        return "MongoCopy[" + settings.source.database + " → " + settings.targetDatabase + ", " + settings.stagedNames
                + "]";
    }
}
