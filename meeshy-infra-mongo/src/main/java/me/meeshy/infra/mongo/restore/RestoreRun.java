package me.meeshy.infra.mongo.restore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import me.meeshy.infra.mongo.MongoRestore;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.IndexPolicy;
import me.meeshy.infra.mongo.model.IndexProgress;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.model.UnfinishedRestoreException;
import me.meeshy.infra.mongo.server.CollectionCreator;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.server.WriteConcerns;
import me.meeshy.infra.mongo.verify.CollectionExpectation;
import me.meeshy.infra.mongo.verify.CollectionVerifier;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.Workers;
import me.meeshy.infra.mongo.write.RefusedDocuments;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a {@link MongoRestore}: load under temporary names, index, verify, then name. */
public final class RestoreRun {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreRun.class);
    private static final int CREATORS = 4;

    private final MongoConnection target;
    private final List<RestoreDatabase> databases;
    private final RestorePolicy policy;
    private final RestoreLoader loader;
    private final RestoreIndexes indexes;
    private final RefusedDocuments refused;
    private final Runnable beforeEnd;
    private final Deadline deadline;
    private final CollectionCreator creator;
    private final List<RestoreLoad> loads;
    private final List<String> notes = new ArrayList<>();
    private final @Nullable RestoreOplog oplog;

    public RestoreRun(
            DumpSource source,
            MongoConnection target,
            List<RestoreDatabase> databases,
            RestorePolicy policy,
            RefusedDocuments refused,
            @Nullable RestoreOplog oplog,
            Runnable beforeEnd,
            Consumer<TransferProgress> listener,
            Consumer<IndexProgress> indexListener,
            Deadline deadline) {
        this.target = target;
        this.databases = databases;
        this.policy = policy;
        this.refused = refused;
        this.oplog = oplog;
        this.beforeEnd = beforeEnd;
        this.deadline = deadline;
        Retry retry = new Retry(policy.patience(), deadline);
        this.creator = new CollectionCreator(target, policy.loading(), deadline);
        this.loader = new RestoreLoader(source, target, policy, retry, listener, deadline);
        this.indexes = new RestoreIndexes(target, creator, retry, indexListener, deadline);
        this.loads = databases.stream().flatMap(each -> each.loads().stream()).toList();
    }

    public List<String> notes() {
        return notes;
    }

    /**
     * Restores.
     *
     * @param fingerprint tells what is restored from everything else, as far as that is known when it is asked
     */
    public void run(String dump, Supplier<String> fingerprint) {
        String process = serverProcess();
        try {
            String begun = fingerprint.get();
            databases.forEach(each -> each.begin(dump, begun));
            Map<RestoreLoad, Map<String, Long>> silenced = new HashMap<>(load());
            String read = fingerprint.get();
            if (!read.equals(begun)) {
                databases.forEach(each -> each.read(read));
            }
            if (!serverProcess().equals(process)) {
                notes.add("the server was started again meanwhile, so everything was read back");
                loads.forEach(each -> each.tally().doubt());
            }
            silenced.putAll(makeSure());
            if (oplog == null && policy.indexes() == IndexPolicy.AFTER) {
                silenced.putAll(indexes.build(loads));
            }
            if (refused.count() > 0 && !policy.keepingRest()) {
                refused.orThrow();
            }
            if (oplog == null) {
                verify();
            } else {
                requireLoaded();
                notes.addAll(oplog.run(creator));
            }
            deadline.check("Restoring");
            notes.addAll(RestoreNamings.give(databases, silenced, target.address(), beforeEnd));
        } catch (UnfinishedRestoreException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            if (!policy.leftForResume()) {
                remove(e);
            }
            throw e;
        }
    }

    private Map<RestoreLoad, Map<String, Long>> load() {
        List<RestoreLoad> wanted =
                loads.stream().filter(each -> !each.resumed()).toList();
        create(wanted.stream().filter(each -> !each.merged() && !each.filling()).toList());
        Map<RestoreLoad, Map<String, Long>> silenced =
                policy.indexes() == IndexPolicy.BEFORE ? indexes.build(loads) : Map.of();
        loader.load(wanted, refused);
        return silenced;
    }

    /** The server waits for its disk at each of them, so several are made at once; those under final names not, as each is recorded. */
    private void create(List<RestoreLoad> absent) {
        try (Workers creators = new Workers("Creating collections", CREATORS, deadline, Workers.Stopping.AFTER_TASKS)) {
            absent.stream()
                    .filter(each -> each.way() == RestoreLoad.Way.STAGED)
                    .forEach(each -> creators.submit(() -> create(each)));
            creators.await();
        }
        absent.stream().filter(each -> each.way() != RestoreLoad.Way.STAGED).forEach(this::create);
    }

    private void create(RestoreLoad absent) {
        deadline.check("Creating " + absent.item().namespace());
        databaseOf(absent).create(absent, creator);
    }

    /** What a failing server has acknowledged may be gone with it: where that is possible, all is read, and loaded again if it must be. */
    private Map<RestoreLoad, Map<String, Long>> makeSure() {
        List<RestoreLoad> doubtful = loads.stream()
                .filter(each -> each.tally().doubtful() && !each.merged())
                .toList();
        if (doubtful.isEmpty()) {
            return Map.of();
        }
        List<RestoreLoad> wrong = new ArrayList<>();
        for (RestoreLoad each : doubtful) {
            if (!hashOf(each).equals(each.expected())) {
                wrong.add(each);
            }
        }
        if (wrong.isEmpty()) {
            return Map.of();
        }
        if (refused.count() > 0) {
            throw new DataException("The server lost documents that it had acknowledged, and refused " + refused.count()
                    + " others; nothing has got its name. Run the restore again");
        }
        LOG.info("loading {} collections again, of which the server has lost documents", wrong.size());
        for (RestoreLoad each : wrong) {
            drop(each);
            each.reset();
            create(each);
        }
        Map<RestoreLoad, Map<String, Long>> silenced =
                policy.indexes() == IndexPolicy.BEFORE ? indexes.build(wrong) : Map.of();
        loader.load(wrong, refused);
        return silenced;
    }

    private ContentHash hashOf(RestoreLoad load) {
        return new CollectionVerifier(target, load.item().database(), deadline)
                .hash(load.item().description().named(load.collection()));
    }

    /** What is there before the oplog is replayed must be what the dump holds; afterwards nothing tells. */
    private void requireLoaded() {
        for (RestoreLoad each : loads) {
            boolean read = policy.verified() || each.tally().doubtful();
            if (read && !hashOf(each).equals(each.expected())) {
                throw new DataException("What was loaded of " + each.item().namespace()
                        + " differs from the dump; the oplog was not replayed. Run the restore again");
            }
        }
    }

    private RestoreDatabase databaseOf(RestoreLoad load) {
        return databases.stream()
                .filter(each -> each.loads().contains(load))
                .findFirst()
                .orElseThrow();
    }

    private void verify() {
        for (RestoreDatabase database : databases) {
            boolean replacing = !database.existing().isEmpty();
            List<CollectionExpectation> expected = database.loads().stream()
                    .filter(each -> !each.merged())
                    .filter(each -> policy.verified()
                            || replacing
                            || each.resumed()
                            || each.tally().doubtful())
                    .map(each -> each.expectation(policy.indexes()))
                    .toList();
            if (!expected.isEmpty()) {
                new CollectionVerifier(target, database.name(), deadline)
                        .verify(expected)
                        .orThrow();
            }
        }
    }

    private void drop(RestoreLoad load) {
        target.run(
                load.item().database(),
                new BsonDocument("drop", new BsonString(load.collection()))
                        .append("writeConcern", WriteConcerns.of(policy.safety())));
    }

    /** Only what this restore has created itself, under names that nobody else has. */
    private void remove(Throwable failure) {
        boolean interrupted = Thread.interrupted();
        undoOplog(failure);
        for (RestoreDatabase each : databases) {
            if (each.begun()) {
                try {
                    RestoreLeftovers.drop(target, each.journal());
                } catch (RuntimeException e) {
                    LOG.warn(
                            "of a failed restore of {} collections named {}{}.… may be left; the same restore goes on with them,"
                                    + " MongoRestore.repair removes them",
                            each.name(),
                            InternalNames.RESTORE_PREFIX,
                            each.journal().run());
                    failure.addSuppressed(e);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void undoOplog(Throwable failure) {
        if (oplog != null) {
            try {
                oplog.undo();
            } catch (RuntimeException e) {
                LOG.warn("of a failed restore collections are left that its oplog made: {}", e.getMessage());
                failure.addSuppressed(e);
            }
        }
    }

    /** Another answer than before: the server is another process, which may have forgotten what it had not on disk. */
    private String serverProcess() {
        BsonValue process = target.run("admin", new BsonDocument("hello", new BsonInt32(1)))
                .getDocument("topologyVersion", new BsonDocument())
                .get("processId");
        return String.valueOf(process);
    }
}
