package me.meeshy.infra.mongo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import me.meeshy.infra.mongo.catalogue.DatabaseNames;
import me.meeshy.infra.mongo.dump.DumpRun;
import me.meeshy.infra.mongo.format.DumpPlace;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DataTimeoutException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpReport;
import me.meeshy.infra.mongo.model.DumpedCollection;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.model.UnsupportedDataException;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.work.Deadline;

/**
 * Dumps a database in mongodump's formats, so that mongorestore takes it as {@link MongoRestore} does, with a manifest of
 * counts and content hashes beside it.
 *
 * <pre>{@code
 * DumpReport dump = MongoDump.of("mongodb://localhost:27018")
 *         .database("meeshy")
 *         .to(DumpFile.tarGz(path))
 *         .run();
 * }</pre>
 *
 * <p>On a replica set all of it is read at one moment; the report says so, or why not. The dump is written under a temporary
 * name, forced to disk, read back and held against what was read from the server, and only then given its name. One that
 * fails, is interrupted or passes its deadline leaves nothing.
 *
 * <p>Immutable once built, and safe for use by several threads. Its text shows no credentials.
 */
public final class MongoDump {

    private final Builder settings;

    private MongoDump(Builder settings) {
        this.settings = settings;
    }

    /**
     * Names the server.
     *
     * @param uri its connection string
     * @return the step that names the database
     */
    public static Server of(String uri) {
        return new Server(Objects.requireNonNull(uri));
    }

    /**
     * Reads a dump from end to end, without a server: structure, and where it has a manifest counts, content hashes and
     * metadata.
     *
     * @param path its directory, that of one database in it, or its tar file
     * @param longest how long it may take
     * @return what it holds, by the name of the database
     * @throws DumpFormatException if it is not whole, with file, place and namespace
     * @throws DataTimeoutException if it took longer
     * @throws DataException if there is no dump, or the thread is interrupted (its flag is then set)
     */
    public static Map<String, java.util.List<DumpedCollection>> verify(Path path, Duration longest) {
        Map<String, java.util.List<DumpedCollection>> held = new java.util.TreeMap<>();
        DumpScan.of(new DumpSource(path), Deadline.in(longest))
                .forEach((name, database) -> held.put(
                        name,
                        database.collections().stream()
                                .map(DumpScan.Found::dumped)
                                .toList()));
        if (held.isEmpty()) {
            throw new DataException("There is no dump in " + path + ": no file of a collection was found");
        }
        return held;
    }

    /** A server to dump from, in want of a database. */
    public static final class Server {

        private final String uri;

        private Server(String uri) {
            this.uri = uri;
        }

        /**
         * Names the database.
         *
         * @param name its name
         * @return the step that names the place
         */
        public Database database(String name) {
            return new Database(uri, DatabaseNames.require(name));
        }
    }

    /** A database to dump, in want of a place. */
    public static final class Database {

        private final String uri;
        private final String name;

        private Database(String uri, String name) {
            this.uri = uri;
            this.name = name;
        }

        /**
         * Says where the dump goes, and in which format.
         *
         * @param file the place
         * @return the dump's settings
         */
        public Builder to(DumpFile file) {
            return new Builder(uri, name, Objects.requireNonNull(file));
        }
    }

    /** The settings of a dump. Not safe for use by several threads. */
    public static final class Builder {

        private final String uri;
        private final String database;
        private final DumpFile file;
        private Consumer<TransferProgress> listener = progress -> {};
        private Duration deadline = Duration.ofHours(6);
        private boolean verified = true;
        private Predicate<String> selection = name -> true;

        private Builder(String uri, String database, DumpFile file) {
            this.uri = uri;
            this.database = database;
            this.file = file;
        }

        private Builder(Builder other) {
            this(other.uri, other.database, other.file);
            listener = other.listener;
            deadline = other.deadline;
            verified = other.verified;
            selection = other.selection;
        }

        /**
         * Sets who is told how far it has come, from the dump's own threads, one call at a time. Default: nobody.
         *
         * @param progress the listener; what it throws ends the dump
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
         * Leaves out reading the dump back from disk. For dumps that are verified by other means. Default: it is read back.
         *
         * @return this
         */
        public Builder withoutReadingBack() {
            this.verified = false;
            return this;
        }

        /** Dumps only the collections and views of these names; that none is there is then no error. */
        Builder selecting(Predicate<String> names) {
            this.selection = names;
            return this;
        }

        /**
         * Makes the dump that is described so far.
         *
         * @return the dump, ready to run
         */
        public MongoDump build() {
            return new MongoDump(new Builder(this));
        }

        /**
         * Dumps.
         *
         * @return what was dumped
         * @throws DataException as {@link MongoDump#run} says
         */
        public DumpReport run() {
            return build().run();
        }
    }

    /**
     * Dumps, and returns when all of it is on disk and verified.
     *
     * @return what was dumped
     * @throws UnsupportedDataException if a collection is of a kind that is not carried over
     * @throws DataTimeoutException if it took longer than its deadline
     * @throws DataException if the place is taken or cannot be written, the server fails, what was read back differs, or the
     *     thread is interrupted (its flag is then set)
     */
    public DumpReport run() {
        Deadline deadline = Deadline.in(settings.deadline);
        try (DumpPlace place = DumpPlace.prepare(settings.file, settings.database);
                MongoConnection source = MongoConnection.open(settings.uri, deadline)) {
            return new DumpRun(
                            source,
                            settings.database,
                            settings.selection,
                            place,
                            settings.listener,
                            settings.verified,
                            deadline)
                    .run();
        }
    }

    @Override
    public String toString() {
        return "MongoDump[" + settings.database + " → " + settings.file + "]";
    }
}
