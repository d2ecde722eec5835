package me.meeshy.infra.mongo;

import com.mongodb.MongoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import me.meeshy.infra.mongo.catalogue.DatabaseNames;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.InterruptedRestore;
import me.meeshy.infra.mongo.restore.InterruptedRestores;
import me.meeshy.infra.mongo.restore.RestoreJournal;
import me.meeshy.infra.mongo.restore.RestoreLeftovers;
import me.meeshy.infra.mongo.restore.RestoreNaming;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.swap.CollectionSwap;
import me.meeshy.infra.mongo.work.Deadline;

/**
 * Finishes or undoes restores that were interrupted, from the journals that they left in their databases. The dump is not
 * needed.
 *
 * <pre>{@code
 * MongoRestore.repair("mongodb://localhost:27017").finish();
 * }</pre>
 *
 * <p>A restore whose process is still there is refused: it is not interrupted. On another machine that cannot be known.
 *
 * <p>Immutable, and safe for use by several threads. Its text shows no credentials.
 */
public final class RestoreRepair {

    private final String uri;
    private final Optional<String> database;
    private final Duration patience;
    private final Duration deadline;

    private RestoreRepair(String uri, Optional<String> database, Duration patience, Duration deadline) {
        this.uri = uri;
        this.database = database;
        this.patience = patience;
        this.deadline = deadline;
    }

    static RestoreRepair of(String uri) {
        return new RestoreRepair(
                Objects.requireNonNull(uri), Optional.empty(), Duration.ofSeconds(30), Duration.ofMinutes(10));
    }

    /**
     * Looks at one database only. Default: at all.
     *
     * @param name its name
     * @return a repair of this database
     */
    public RestoreRepair database(String name) {
        return new RestoreRepair(uri, Optional.of(DatabaseNames.require(name)), patience, deadline);
    }

    /**
     * Sets how long what stands in the way is waited for: a transaction, or a command of the interrupted restore that the server
     * has not done yet. Default: 30 seconds.
     *
     * @param longest how long it is tried again without getting further
     * @return a repair with this patience
     */
    public RestoreRepair patience(Duration longest) {
        return new RestoreRepair(uri, database, DatabaseNames.requirePositive(longest), deadline);
    }

    /**
     * Sets how long it may take. Default: 10 minutes.
     *
     * @param longest the deadline, from the call that does something
     * @return a repair with this deadline
     */
    public RestoreRepair within(Duration longest) {
        return new RestoreRepair(uri, database, patience, DatabaseNames.requirePositive(longest));
    }

    /**
     * Looks for restores that have not ended, and changes nothing.
     *
     * @return what was found, those under way included
     * @throws DataException if the server fails
     */
    public List<InterruptedRestore> look() {
        return each((target, journal) -> {}, false);
    }

    /**
     * Brings every interrupted restore to an end that loses nothing: where names were being given, all are given, and what
     * they replaced is dropped as was asked; where loading was under way, what was loaded is dropped, and the old data stays.
     *
     * @return what was found and ended
     * @throws DataException if one of them is still under way, or the server fails; it can be called again
     */
    public List<InterruptedRestore> finish() {
        return each(
                (target, journal) -> {
                    Optional<RestoreNaming> naming = RestoreNaming.of(target, journal, patience);
                    if (naming.isEmpty()) {
                        RestoreLeftovers.drop(target, journal);
                        return;
                    }
                    if (!naming.get().dropping()) {
                        naming.get().forward();
                    }
                    naming.get().dropOld();
                    journal.end();
                },
                true);
    }

    /**
     * Takes every interrupted restore back: the old data gets its names again, and what was loaded is dropped.
     *
     * @return what was found and undone
     * @throws DataException if one of them is still under way or has dropped old data already, or the server fails; it can be
     *     called again
     */
    public List<InterruptedRestore> undo() {
        return each(
                (target, journal) -> {
                    Optional<RestoreNaming> naming = RestoreNaming.of(target, journal, patience);
                    if (naming.isPresent()) {
                        if (naming.get().dropping()) {
                            throw new DataException("The restore of " + journal.database()
                                    + " had given all names and begun to drop what it replaced, so it cannot be undone;"
                                    + " finish() ends it");
                        }
                        naming.get().backward();
                        naming.get().dropNew();
                    }
                    RestoreLeftovers.drop(target, journal);
                },
                true);
    }

    private List<InterruptedRestore> each(BiConsumer<MongoConnection, RestoreJournal> action, boolean acts) {
        try (MongoConnection target = MongoConnection.open(uri, Deadline.in(deadline))) {
            List<RestoreJournal> journals = journals(target);
            List<InterruptedRestore> found =
                    journals.stream().map(InterruptedRestores::of).toList();
            if (acts) {
                found.stream().filter(InterruptedRestore::running).findFirst().ifPresent(each -> {
                    throw new DataException("The restore of " + each.database() + " by " + each.holder()
                            + " is under way, not interrupted; nothing was done");
                });
                journals.forEach(
                        each -> RestoreLeftovers.company(target, each).await(CollectionSwap.patience(patience)));
                // what was awaited may have been another record
                journals = journals(target);
            }
            journals.forEach(each -> action.accept(target, each));
            if (acts && databases(target).contains("admin")) {
                RestoreLeftovers.dropOfUsers(target);
            }
            return found;
        }
    }

    private List<RestoreJournal> journals(MongoConnection target) {
        List<RestoreJournal> journals = new ArrayList<>();
        for (String each : databases(target)) {
            journals.addAll(RestoreJournal.unfinished(target, each));
        }
        return journals;
    }

    private List<String> databases(MongoConnection target) {
        if (database.isPresent()) {
            return List.of(database.get());
        }
        try {
            return target.client().listDatabaseNames().into(new ArrayList<>());
        } catch (MongoException e) {
            throw target.failed("listDatabases", "the server", e);
        }
    }

    @Override
    public String toString() {
        return "RestoreRepair[" + database.orElse("every database") + "]";
    }
}
