package me.meeshy.infra.mongo;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import me.meeshy.infra.mongo.catalogue.DatabaseNames;
import me.meeshy.infra.mongo.dump.DumpRun;
import me.meeshy.infra.mongo.format.DumpOutput;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.format.FoundCollection;
import me.meeshy.infra.mongo.model.DataCancelledException;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DataTimeoutException;
import me.meeshy.infra.mongo.model.DumpFile;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpKey;
import me.meeshy.infra.mongo.model.DumpReport;
import me.meeshy.infra.mongo.model.DumpedCollection;
import me.meeshy.infra.mongo.model.OplogException;
import me.meeshy.infra.mongo.model.ReadPreferenceException;
import me.meeshy.infra.mongo.model.UnsupportedDataException;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.ReadDatabases;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.work.Deadline;

/**
 * Dumps a database, or all of a server, in mongodump's formats, so that mongorestore takes it as {@link MongoRestore} does, with a manifest of
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
 * fails, is interrupted or passes its deadline leaves nothing; what a killed process has left is removed by the next dump to that
 * place.
 *
 * <p>Immutable once built, and safe for use by several threads. Its text shows no credentials.
 */
public final class MongoDump {

    private final MongoDumpBuilder settings;

    MongoDump(MongoDumpBuilder settings) {
        this.settings = settings;
    }

    /**
     * Names the server.
     *
     * @param uri its connection string; of a replica set its read preference, with tags and staleness, chooses the member that all of the
     *     dump is read from, by default the primary
     * @return the step that names the database
     */
    public static Server of(String uri) {
        return new Server(Objects.requireNonNull(uri));
    }

    /**
     * Names the server, as {@link #of(String)} does.
     *
     * @param server the server, with its login
     * @return the step that names the database
     */
    public static Server of(MongoServer server) {
        return of(server.uri());
    }

    /**
     * Reads a dump from end to end, without a server: structure, and where it has a manifest counts, content hashes and
     * metadata, in an archive the checksum of each collection.
     *
     * @param path its directory, that of one database in it, its tar file, or its archive
     * @param longest how long it may take
     * @return what it holds, by the name of the database
     * @throws DumpFormatException if it is not whole, with file, place and namespace
     * @throws DataTimeoutException if it took longer
     * @throws DataException if there is no dump, or the thread is interrupted (its flag is then set)
     */
    public static Map<String, java.util.List<DumpedCollection>> verify(Path path, Duration longest) {
        return verify(new DumpSource(path), longest);
    }

    /**
     * Reads a dump from a stream, such as the standard input, as {@link #verify(Path, Duration)} does, and keeps nothing of it.
     *
     * @param stream an archive or a tar file, packed or not; it stays open
     * @param longest how long it may take; it is looked at whenever the stream has given something
     * @return what it holds, by the name of the database
     * @throws DumpFormatException if it is not whole, with place and namespace
     * @throws DataTimeoutException if it took longer
     * @throws DataException if it holds no dump, or the thread is interrupted (its flag is then set)
     */
    public static Map<String, java.util.List<DumpedCollection>> verify(InputStream stream, Duration longest) {
        return verify(DumpSource.of(Objects.requireNonNull(stream), null), longest);
    }

    /**
     * Reads a sealed dump, as {@link #verify(Path, Duration)} does.
     *
     * @param path its archive
     * @param key what it was sealed with
     * @param longest how long it may take
     * @return what it holds, by the name of the database
     * @throws DumpFormatException if it is not whole, was changed, or was sealed with another key
     * @throws DataTimeoutException if it took longer
     * @throws DataException if there is no dump, or the thread is interrupted (its flag is then set)
     */
    public static Map<String, java.util.List<DumpedCollection>> verify(Path path, DumpKey key, Duration longest) {
        return verify(new DumpSource(path, Objects.requireNonNull(key)), longest);
    }

    /**
     * Reads a sealed dump from a stream, as {@link #verify(InputStream, Duration)} does: one that was sent somewhere can be read
     * back from there.
     *
     * @param stream what was sealed, from its first byte; it stays open
     * @param key what it was sealed with
     * @param longest how long it may take; it is looked at whenever the stream has given something
     * @return what it holds, by the name of the database
     * @throws DumpFormatException if it is not whole, was changed, or was sealed with another key
     * @throws DataTimeoutException if it took longer
     * @throws DataException if it holds no dump, or the thread is interrupted (its flag is then set)
     */
    public static Map<String, java.util.List<DumpedCollection>> verify(
            InputStream stream, DumpKey key, Duration longest) {
        return verify(DumpSource.of(Objects.requireNonNull(stream), Objects.requireNonNull(key)), longest);
    }

    private static Map<String, java.util.List<DumpedCollection>> verify(DumpSource source, Duration longest) {
        Map<String, java.util.List<DumpedCollection>> held = new java.util.TreeMap<>();
        DumpScan.of(source, Deadline.in(longest))
                .forEach((name, database) -> held.put(
                        name,
                        database.collections().stream()
                                .map(FoundCollection::dumped)
                                .toList()));
        if (held.isEmpty()) {
            throw new DataException("There is no dump in " + source + ": no file of a collection was found");
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
        public Databases database(String name) {
            return new Databases(uri, ReadDatabases.one(DatabaseNames.require(name)));
        }

        /**
         * Dumps all databases into one dump, at one moment where there are snapshots, but for the server's own: admin, config
         * and local. The user must have the right to list databases.
         *
         * @return the step that names the place, which a directory must not exist at
         */
        public Databases allDatabases() {
            return new Databases(uri, ReadDatabases.all(false));
        }
    }

    /** What is to be dumped, in want of a place. */
    public static final class Databases {

        private final String uri;
        private final ReadDatabases names;

        private Databases(String uri, ReadDatabases names) {
            this.uri = uri;
            this.names = names;
        }

        /**
         * Says where the dump goes, and in which format.
         *
         * @param file the place
         * @return the dump's settings
         */
        public MongoDumpBuilder to(DumpFile file) {
            return new MongoDumpBuilder(uri, names, Objects.requireNonNull(file), null);
        }

        /**
         * Sends the dump through a stream as it is read: it is not read back, and cannot be begun anew. What was sent before
         * a failure is no whole archive, and every reader sees that.
         *
         * @param stream where it goes; it is flushed, and stays open
         * @param format an archive, packed or not
         * @return the dump's settings
         * @throws IllegalArgumentException if the format cannot be written to a stream
         */
        public MongoDumpBuilder to(OutputStream stream, DumpFile.Format format) {
            if (!format.streams()) {
                throw new IllegalArgumentException(format + " cannot be written to a stream; an archive can");
            }
            return new MongoDumpBuilder(uri, names, new DumpFile(Path.of("-"), format), Objects.requireNonNull(stream));
        }
    }

    /**
     * Dumps, and returns when all of it is on disk and verified.
     *
     * @return what was dumped
     * @throws UnsupportedDataException if a collection is of a kind that is not carried over, or the oplog was asked for and there is none
     * @throws OplogException if the oplog was asked for and lost entries meanwhile, or holds what cannot be replayed
     * @throws IllegalArgumentException if the format has no such level of packing
     * @throws ReadPreferenceException if no member of the replica set is what the connection string's read preference asks for
     * @throws DataTimeoutException if it took longer than its deadline
     * @throws DataCancelledException if it was cancelled
     * @throws DataException if a pattern or a query fits nothing, the place is taken or cannot be written, the server fails, what was read back differs, or the
     *     thread is interrupted (its flag is then set)
     */
    public DumpReport run() {
        Deadline deadline = Deadline.in(settings.deadline, settings.cancellation);
        // What an interrupted dump has left is not touched for a server that cannot be reached.
        try (MongoConnection source = MongoConnection.openForReading(settings.uri, deadline);
                DumpOutput output = settings.output(deadline)) {
            return new DumpRun(
                            source,
                            settings.databases,
                            settings.selection(),
                            output,
                            settings.listener,
                            settings.verified,
                            settings.wish(),
                            new Retry(settings.patience, deadline),
                            deadline)
                    .run();
        }
    }

    @Override
    public String toString() {
        return "MongoDump[" + settings.databases + " → " + settings.file + "]";
    }
}
