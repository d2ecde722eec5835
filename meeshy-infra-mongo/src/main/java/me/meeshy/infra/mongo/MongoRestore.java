package me.meeshy.infra.mongo;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import me.meeshy.infra.mongo.format.DumpHead;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.format.FoundDatabase;
import me.meeshy.infra.mongo.model.Cancellation;
import me.meeshy.infra.mongo.model.DataCancelledException;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DataTimeoutException;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpKey;
import me.meeshy.infra.mongo.model.DuplicateKeysException;
import me.meeshy.infra.mongo.model.IndexProgress;
import me.meeshy.infra.mongo.model.MissingRightsException;
import me.meeshy.infra.mongo.model.OplogException;
import me.meeshy.infra.mongo.model.RefusedDocumentsException;
import me.meeshy.infra.mongo.model.RestoreReport;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.model.UnfinishedRestoreException;
import me.meeshy.infra.mongo.model.UnsupportedDataException;
import me.meeshy.infra.mongo.restore.RestorePlan;
import me.meeshy.infra.mongo.restore.RestorePolicy;
import me.meeshy.infra.mongo.restore.RestoreResume;
import me.meeshy.infra.mongo.restore.RestoreSelection;
import me.meeshy.infra.mongo.restore.RestoreSession;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.work.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Restores databases from what {@link MongoDump} or mongodump wrote: a directory, its files gzipped or not, or a tar file of
 * it. Which of these it is, is found out.
 *
 * <pre>{@code
 * RestoreReport restore = MongoRestore.from(path)
 *         .to("mongodb://localhost:27017")
 *         .rename("users", "User")
 *         .run();
 * }</pre>
 *
 * <p>The dump is read from end to end, and held against its manifest or its checksums, before what is there is touched.
 * Directories and archives are read once for that: their documents are loaded as they are read, under temporary names, and
 * removed again where the dump is not whole. All is read before the first write, and once more afterwards, where something would
 * be seen at once or must be known beforehand: by a merge, {@code system.js} and time series, users and roles, an oplog, a
 * check of unique indexes, one that is left to be resumed or goes on with another; and of a tar file. Existing collections are left alone: where one is in the way the restore is
 * refused, unless it was asked to replace or to merge.
 * Everything is loaded under temporary names, and named by renaming once it is complete; what it replaces is dropped last of
 * all. (Time series and {@code system.js}, which servers do not rename, are loaded under their own names, which must be free;
 * a merge writes into what is there.) A document that the server refuses makes the restore fail.
 *
 * <p>One that fails, is interrupted or passes its deadline removes what it has loaded, or leaves it for the next where that
 * was asked. One whose process is killed leaves collections named {@code __mr.…} and its journal among them, in the target:
 * the same restore, run again, goes on from there, and {@link #repair} finishes or undoes it without the dump.
 *
 * <p>Immutable once built, and safe for use by several threads. Its text shows no credentials.
 */
public final class MongoRestore {

    private final DumpOrigin origin;
    private final @Nullable DumpKey key;
    private final String uri;
    private final RestoreSelection selection;
    private final RestorePolicy policy;
    private final Consumer<TransferProgress> listener;
    private final Consumer<IndexProgress> indexListener;
    private final Duration longest;
    private final Cancellation cancellation;

    MongoRestore(
            DumpOrigin origin,
            @Nullable DumpKey key,
            String uri,
            RestoreSelection selection,
            RestorePolicy policy,
            Consumer<TransferProgress> listener,
            Consumer<IndexProgress> indexListener,
            Duration longest,
            Cancellation cancellation) {
        this.origin = origin;
        this.key = key;
        this.uri = uri;
        this.selection = selection;
        this.policy = policy;
        this.listener = listener;
        this.indexListener = indexListener;
        this.longest = longest;
        this.cancellation = cancellation;
    }

    /**
     * Names the dump.
     *
     * @param path its directory, that of one database in it, or its tar file
     * @return the step that names the server
     */
    public static Dump from(Path path) {
        return new Dump(DumpOrigin.path(path));
    }

    /**
     * Takes a dump from a stream, such as the standard input: an archive or a tar file, packed or not. It is kept in a file as it
     * comes, which is removed at the end, since it may have to be read more than once. The stream is read to its end, and
     * stays open; it can be restored once.
     *
     * @param stream where it comes from
     * @param keptIn the directory that it is kept in meanwhile, with room for all of it; it is made where it is absent,
     *     and goes at the end if it was
     * @return the step that names the server
     */
    public static Dump from(InputStream stream, Path keptIn) {
        return new Dump(DumpOrigin.stream(Objects.requireNonNull(stream), Objects.requireNonNull(keptIn)));
    }

    /**
     * Names a server on which restores were interrupted.
     *
     * @param uri its connection string
     * @return what finishes or undoes them
     */
    public static RestoreRepair repair(String uri) {
        return RestoreRepair.of(uri);
    }

    /**
     * Names a server on which restores were interrupted.
     *
     * @param server the server, with its login
     * @return what finishes or undoes them
     */
    public static RestoreRepair repair(MongoServer server) {
        return repair(server.uri());
    }

    /** A dump, in want of a server. */
    public static final class Dump {

        private final DumpOrigin origin;

        private Dump(DumpOrigin origin) {
            this.origin = origin;
        }

        /**
         * Names the server.
         *
         * @param uri its connection string
         * @return the restore's settings
         */
        public MongoRestoreBuilder to(String uri) {
            return new MongoRestoreBuilder(origin, Objects.requireNonNull(uri));
        }

        /**
         * Names the server.
         *
         * @param server the server, with its login
         * @return the restore's settings
         */
        public MongoRestoreBuilder to(MongoServer server) {
            return to(server.uri());
        }
    }

    /**
     * Restores, and returns when every document and index is written and has its name.
     *
     * @return what was restored
     * @throws DumpFormatException if the dump is not whole; what was there was not touched, and what had been loaded is removed
     * @throws UnsupportedDataException if it holds what is not carried over, or what is there contradicts it; nothing was
     *     touched
     * @throws MissingRightsException if the user may not do all that is to be done; nothing was written
     * @throws OplogException if the oplog was to be replayed and the dump holds none, it tells of what cannot be replayed (nothing was
     *     touched), or the server refused an entry
     * @throws DuplicateKeysException if unique indexes were to be checked and its documents violate them; nothing was touched
     * @throws RefusedDocumentsException if the server refused documents
     * @throws UnfinishedRestoreException if it failed after it had begun to give names, and could not end by itself
     * @throws DataTimeoutException if it took longer than its deadline
     * @throws DataCancelledException if it was cancelled
     * @throws DataException if a name is taken or absent, the server fails, what was loaded differs, or the thread is
     *     interrupted (its flag is then set)
     */
    public RestoreReport run() {
        long started = System.nanoTime();
        Deadline deadline = Deadline.in(longest, cancellation);
        return origin.use(deadline, path -> restore(path, started, deadline));
    }

    private RestoreReport restore(Path path, long started, Deadline deadline) {
        DumpSource source = new DumpSource(path, key);
        Optional<RestoreReport> loadedAsRead =
                policy.loadingUnread() ? loadAsRead(source, started, deadline) : Optional.empty();
        if (loadedAsRead.isPresent()) {
            return loadedAsRead.get();
        }
        AtomicBoolean oplog = new AtomicBoolean();
        Map<String, FoundDatabase> found = chosen(DumpScan.of(source, deadline, any -> oplog.set(true)));
        Duration scanTook = Duration.ofNanos(System.nanoTime() - started);
        RestorePlan plan = RestorePlan.of(found, selection);
        try (MongoConnection target = MongoConnection.open(uri, deadline)) {
            return session(source, oplog.get(), found, target, plan, deadline).run(started, scanTook);
        }
    }

    /**
     * An archive's head, or a directory's metadata and manifests, say what the dump holds, so that its documents can be checked
     * as they are loaded, under names that nobody else has: what is not whole is dropped again before anything gets its name.
     *
     * @return empty where all must be read first, and nothing was written: it is a tar file, goes under final names in part, or
     *     there is something to be gone on with
     */
    private Optional<RestoreReport> loadAsRead(DumpSource source, long started, Deadline deadline) {
        DumpHead head = DumpHead.of(source, deadline).orElse(null);
        if (head == null || head.databases().isEmpty()) {
            return Optional.empty();
        }
        Map<String, FoundDatabase> announced = chosen(head.databases());
        RestorePlan plan = RestorePlan.of(announced, selection);
        if (!plan.staged() || !plan.unread()) {
            return Optional.empty();
        }
        Duration headTook = Duration.ofNanos(System.nanoTime() - started);
        try (MongoConnection target = MongoConnection.open(uri, deadline)) {
            if (RestoreResume.anythingUnfinished(target, plan.byDatabase().keySet())) {
                return Optional.empty();
            }
            return Optional.of(session(source.saying(head), false, announced, target, plan, deadline)
                    .run(started, headTook));
        }
    }

    private RestoreSession session(
            DumpSource source,
            boolean oplogHeld,
            Map<String, FoundDatabase> dump,
            MongoConnection target,
            RestorePlan plan,
            Deadline deadline) {
        return new RestoreSession(
                source, oplogHeld, dump, target, plan, selection.whole(), policy, listener, indexListener, deadline);
    }

    private Map<String, FoundDatabase> chosen(Map<String, FoundDatabase> found) {
        if (selection.whole() && !found.isEmpty()) {
            return found;
        }
        String wanted = selection.dumped().orElse(null);
        if (wanted != null && found.containsKey(wanted)) {
            return Map.of(wanted, found.get(wanted));
        }
        if (wanted == null && found.size() == 1) {
            return found;
        }
        throw new DataException(
                found.isEmpty()
                        ? "There is no dump in " + origin + ": no file of a collection was found"
                        : "The dump in " + origin + " holds the databases " + found.keySet()
                                + (wanted == null
                                        ? "; say which, with fromDatabase(…), or take them all, with allDatabases()"
                                        : ", but not " + wanted));
    }

    @Override
    public String toString() {
        return "MongoRestore[" + origin + "]";
    }
}
