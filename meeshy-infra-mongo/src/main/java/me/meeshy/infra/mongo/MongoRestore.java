package me.meeshy.infra.mongo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import me.meeshy.infra.mongo.catalogue.DatabaseNames;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DataTimeoutException;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.RefusedDocumentsException;
import me.meeshy.infra.mongo.model.RestoreReport;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.model.UnsupportedDataException;
import me.meeshy.infra.mongo.model.WriteSafety;
import me.meeshy.infra.mongo.restore.RestorePlan;
import me.meeshy.infra.mongo.restore.RestoreRun;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.work.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Restores a database from what {@link MongoDump} or mongodump wrote: a directory, its files gzipped or not, or a tar file of
 * it. Which of these it is, is found out.
 *
 * <pre>{@code
 * RestoreReport restore = MongoRestore.from(path)
 *         .to("mongodb://localhost:27017")
 *         .rename("users", "User")
 *         .run();
 * }</pre>
 *
 * <p>The dump is read from end to end, and held against its manifest where it has one, before anything is touched. Existing
 * collections are left alone: where one is in the way the restore is refused, unless {@link Builder#replaceExisting} was
 * called. Everything is loaded under temporary names, and named by renaming once it is complete; what it replaces is dropped
 * last of all. A document that the server refuses makes the restore fail. One that fails, is interrupted or passes its deadline
 * removes what it has loaded. (A process that is killed leaves collections named {@code __mr.…}; while it names them, the old
 * ones stand beside as {@code __mr.….old.…}.)
 *
 * <p>Immutable once built, and safe for use by several threads. Its text shows no credentials.
 */
public final class MongoRestore {

    private final Builder settings;

    private MongoRestore(Builder settings) {
        this.settings = settings;
    }

    /**
     * Names the dump.
     *
     * @param path its directory, that of one database in it, or its tar file
     * @return the step that names the server
     */
    public static Dump from(Path path) {
        return new Dump(Objects.requireNonNull(path));
    }

    /** A dump, in want of a server. */
    public static final class Dump {

        private final Path path;

        private Dump(Path path) {
            this.path = path;
        }

        /**
         * Names the server.
         *
         * @param uri its connection string
         * @return the restore's settings
         */
        public Builder to(String uri) {
            return new Builder(path, Objects.requireNonNull(uri));
        }
    }

    /** The settings of a restore. Not safe for use by several threads. */
    public static final class Builder {

        private final Path path;
        private final String uri;
        private final Map<String, String> renames = new LinkedHashMap<>();
        private @Nullable String dumped;
        private @Nullable String database;
        private boolean replacing;
        private boolean rereading;
        private WriteSafety safety = WriteSafety.MAJORITY_JOURNALED;
        private Consumer<TransferProgress> listener = progress -> {};
        private Duration deadline = Duration.ofHours(6);

        private Builder(Path path, String uri) {
            this.path = path;
            this.uri = uri;
        }

        private Builder(Builder other) {
            this(other.path, other.uri);
            renames.putAll(other.renames);
            dumped = other.dumped;
            database = other.database;
            replacing = other.replacing;
            rereading = other.rereading;
            safety = other.safety;
            listener = other.listener;
            deadline = other.deadline;
        }

        /**
         * Names the database of the dump to restore. Default: the only one there is.
         *
         * @param name its name in the dump
         * @return this
         */
        public Builder fromDatabase(String name) {
            this.dumped = DatabaseNames.require(name);
            return this;
        }

        /**
         * Names the database to restore into. Default: that of the dump.
         *
         * @param name its name
         * @return this
         */
        public Builder database(String name) {
            this.database = DatabaseNames.require(name);
            return this;
        }

        /**
         * Gives a collection another name.
         *
         * @param from its name in the dump, where it must be
         * @param to its name when it is restored
         * @return this
         * @throws IllegalArgumentException if either name has been given before
         */
        public Builder rename(String from, String to) {
            if (renames.containsKey(from) || renames.containsValue(to)) {
                throw new IllegalArgumentException("'" + from + "' → '" + to + "': each name can be given once only");
            }
            renames.put(Objects.requireNonNull(from), Objects.requireNonNull(to));
            return this;
        }

        /**
         * Replaces collections that exist under the names of restored ones. They are dropped when what replaces them is
         * loaded, read again and verified, and has their names. Default: the restore is refused.
         *
         * @return this
         */
        public Builder replaceExisting() {
            this.replacing = true;
            return this;
        }

        /**
         * Reads everything again from the server and compares it with the dump, before it gets its names. Always done where
         * something is replaced. Default otherwise: the server's count of what it stored is believed.
         *
         * @return this
         */
        public Builder verifyLoaded() {
            this.rereading = true;
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
         * Sets who is told how far it has come, one call at a time. Default: nobody.
         *
         * @param progress the listener; what it throws ends the restore
         * @return this
         */
        public Builder onProgress(Consumer<TransferProgress> progress) {
            this.listener = Objects.requireNonNull(progress);
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
         * Makes the restore that is described so far.
         *
         * @return the restore, ready to run
         */
        public MongoRestore build() {
            return new MongoRestore(new Builder(this));
        }

        /**
         * Restores.
         *
         * @return what was restored
         * @throws DataException as {@link MongoRestore#run} says
         */
        public RestoreReport run() {
            return build().run();
        }
    }

    /**
     * Restores, and returns when every document and index is written and has its name.
     *
     * @return what was restored
     * @throws DumpFormatException if the dump is not whole; nothing was touched
     * @throws UnsupportedDataException if it holds what is not carried over; nothing was touched
     * @throws RefusedDocumentsException if the server refused documents
     * @throws DataTimeoutException if it took longer than its deadline
     * @throws DataException if a name is taken or absent, the server fails, what was loaded differs, or the thread is
     *     interrupted (its flag is then set)
     */
    public RestoreReport run() {
        long started = System.nanoTime();
        Deadline deadline = Deadline.in(settings.deadline);
        DumpSource source = new DumpSource(settings.path);
        Map<String, DumpScan.Database> found = DumpScan.of(source, deadline);
        Duration scanTook = Duration.ofNanos(System.nanoTime() - started);
        String dumped = chosen(found);
        DumpScan.Database dump = Objects.requireNonNull(found.get(dumped));
        String database = settings.database != null ? settings.database : DatabaseNames.require(dumped);
        RestorePlan plan = RestorePlan.of(database, dump, settings.renames);
        try (MongoConnection target = MongoConnection.open(settings.uri, deadline)) {
            RestoreRun run = new RestoreRun(
                    source,
                    dumped,
                    target,
                    plan,
                    settings.safety,
                    settings.replacing,
                    settings.rereading,
                    settings.listener,
                    deadline);
            run.run();
        }
        return new RestoreReport(
                database,
                plan.restored(),
                dump.manifest().isPresent(),
                dump.holdsUsersAndRoles(),
                scanTook,
                Duration.ofNanos(System.nanoTime() - started));
    }

    private String chosen(Map<String, DumpScan.Database> found) {
        String wanted = settings.dumped;
        if (wanted != null && found.containsKey(wanted)) {
            return wanted;
        }
        if (wanted == null && found.size() == 1) {
            return found.keySet().iterator().next();
        }
        throw new DataException(
                found.isEmpty()
                        ? "There is no dump in " + settings.path + ": no file of a collection was found"
                        : "The dump in " + settings.path + " holds the databases " + found.keySet()
                                + (wanted == null ? "; say which, with fromDatabase(…)" : ", but not " + wanted));
    }

    @Override
    public String toString() {
        return "MongoRestore[" + settings.path + ", " + settings.renames + "]";
    }
}
