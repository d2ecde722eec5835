package me.meeshy.infra.mongo.restore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.format.FoundDatabase;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.IndexPolicy;
import me.meeshy.infra.mongo.model.IndexProgress;
import me.meeshy.infra.mongo.model.InterruptedRestore;
import me.meeshy.infra.mongo.model.RefusedDocumentsException;
import me.meeshy.infra.mongo.model.RestoreReport;
import me.meeshy.infra.mongo.model.RestoredCollection;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.model.UnfinishedRestoreException;
import me.meeshy.infra.mongo.model.UnsupportedDataException;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.swap.CollectionSwap;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.write.RefusedDocuments;
import org.jspecify.annotations.Nullable;

/** What a restore does once its server is reached: it looks for what an earlier run has left, checks, runs, and reports. */
public final class RestoreSession {

    private final DumpSource source;
    private final boolean oplogHeld;
    private final Map<String, FoundDatabase> dump;
    private final MongoConnection target;
    private final RestorePlan plan;
    private final RestorePolicy policy;
    private final Consumer<TransferProgress> listener;
    private final Consumer<IndexProgress> indexListener;
    private final Deadline deadline;
    private final List<String> notes = new ArrayList<>();
    private final boolean everyone;
    private @Nullable RestoreUsers users;
    private String usersTold = "the dump holds none";

    public RestoreSession(
            DumpSource source,
            boolean oplogHeld,
            Map<String, FoundDatabase> dump,
            MongoConnection target,
            RestorePlan plan,
            boolean everyone,
            RestorePolicy policy,
            Consumer<TransferProgress> listener,
            Consumer<IndexProgress> indexListener,
            Deadline deadline) {
        this.source = source;
        this.oplogHeld = oplogHeld;
        this.dump = dump;
        this.target = target;
        this.plan = plan;
        this.everyone = everyone;
        this.policy = policy;
        this.listener = listener;
        this.indexListener = indexListener;
        this.deadline = deadline;
    }

    public RestoreReport run(long started, Duration scanTook) {
        if (target.sharded()) {
            throw new UnsupportedDataException(
                    "Nothing can be restored",
                    Map.of(target.address(), "it is a sharded cluster, which is not supported yet"));
        }
        if (policy.replaying() && !oplogHeld) {
            throw OplogReplay.absent(source);
        }
        RestoreUsers.dropOfDead(target);
        if (policy.usersAndRoles()) {
            users = RestoreUsers.read(source, dump.keySet(), everyone, deadline);
            users.check(target);
        }
        if (policy.uniqueChecked()) {
            new UniqueCheck(source, deadline).check(plan.items());
        }
        RestoreResume resume =
                new RestoreResume(target, fingerprint(), plan.fingerprintUnread(policy, source.packedBytes()));
        Map<String, List<RestorePlan.Item>> items = plan.byDatabase();
        Optional<String> interrupted = resume.interrupted(items);
        if (plan.unread() && interrupted.isPresent()) {
            throw new DataException("Another restore of " + source + " to " + target.address()
                    + " was interrupted just now; run this one again, it goes on with that");
        }
        String run = interrupted.orElseGet(RestoreSession::newRun);
        RestoreHolder.running(run);
        try {
            List<RestoreJournal> journals = items.keySet().stream()
                    .map(each -> resume.journal(each, run, CollectionSwap.patience(policy.patience())))
                    .toList();
            if (interrupted.isPresent() && journals.stream().anyMatch(RestoreSession::named)) {
                return finished(journals, started, scanTook);
            }
            return load(resume, interrupted.isPresent(), journals, items, started, scanTook);
        } finally {
            RestoreHolder.ended(run);
        }
    }

    /** What tells this restore from others, as far as it is known by now. */
    private String fingerprint() {
        return plan.unread() ? plan.fingerprintUnread(policy, source.packedBytes()) : plan.fingerprint(policy);
    }

    /** Eight hexadecimal digits that no other run has. */
    private static String newRun() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    private static boolean named(RestoreJournal journal) {
        return InterruptedRestores.stage(journal) != InterruptedRestore.Stage.LOADING;
    }

    /** The interrupted run had loaded and verified everything: what is left is to give the names. */
    private RestoreReport finished(List<RestoreJournal> journals, long started, Duration scanTook) {
        List<RestoreNaming> namings = journals.stream()
                .flatMap(each -> RestoreNaming.of(target, each, policy.patience()).stream())
                .toList();
        namings.stream().filter(each -> !each.dropping()).forEach(RestoreNaming::forward);
        String run = journals.get(0).run();
        RestoreNamings.cleanUp(
                journals.stream().filter(RestoreSession::named).toList(),
                namings,
                target.address(),
                () -> usersAndRoles(run));
        namings.forEach(each -> notes.addAll(each.strays()));
        notes.add("an interrupted run had loaded and verified everything; this one gave the rest of the names");
        return report(plan.items().stream().map(RestoreSession::foundLoaded).toList(), started, scanTook);
    }

    private static RestoredCollection foundLoaded(RestorePlan.Item item) {
        return new RestoredCollection(
                item.database(),
                item.description().name(),
                item.name(),
                item.view(),
                item.data().bytes(),
                item.data().hash(),
                0,
                0,
                0,
                !item.view());
    }

    private RestoreReport load(
            RestoreResume resume,
            boolean resuming,
            List<RestoreJournal> journals,
            Map<String, List<RestorePlan.Item>> items,
            long started,
            Duration scanTook) {
        if (resuming) {
            journals.forEach(resume::dropCreated);
        }
        List<RestoreDatabase> databases = new ArrayList<>();
        RestoreConflicts conflicts = new RestoreConflicts(target, policy);
        for (RestoreJournal each : journals) {
            List<RestorePlan.Item> here = items.getOrDefault(each.database(), List.of());
            Map<String, CollectionDescription> existing = RestoreDatabase.existing(target, each.database(), here);
            conflicts.check(each.database(), here, existing);
            databases.add(new RestoreDatabase(target, each.database(), here, policy, each, existing));
        }
        RestoreRights.require(target, policy, databases, users != null && !users.none());
        if (policy.preservingUuids() && !journals.isEmpty()) {
            conflicts.checkUuids(plan.items(), journals.get(0).run());
        }
        RestoreOplog oplog = policy.replaying() ? oplog(databases) : null;
        if (resuming) {
            databases.forEach(each -> notes.addAll(resume.takeOver(each, deadline)));
        }
        try (RefusedFiles files = policy.refusedTo().isPresent()
                ? new RefusedFiles(policy.refusedTo().get(), plan.items())
                : null) {
            RefusedDocuments refused = files == null ? new RefusedDocuments() : new RefusedDocuments(files);
            String id = journals.isEmpty() ? newRun() : journals.get(0).run();
            RestoreRun run = new RestoreRun(
                    source,
                    target,
                    databases,
                    policy,
                    refused,
                    oplog,
                    () -> usersAndRoles(id),
                    listener,
                    indexListener,
                    deadline);
            try {
                run.run(source.toString(), this::fingerprint);
            } catch (RefusedDocumentsException e) {
                throw refusal(refused, files, null);
            } finally {
                notes.addAll(run.notes());
            }
            RestoreReport report = report(collections(databases), started, scanTook);
            if (!refused.none()) {
                throw refusal(refused, files, report);
            }
            return report;
        }
    }

    private RestoreOplog oplog(List<RestoreDatabase> databases) {
        OplogTarget.Journal journal = (database, collection, uuid) -> databases.stream()
                .filter(each -> each.name().equals(database) && each.begun())
                .forEach(each -> each.created(collection, Optional.of(uuid)));
        RestoreOplog oplog = new RestoreOplog(source, target, plan.items(), policy, journal, deadline);
        oplog.check();
        return oplog;
    }

    private RefusedDocumentsException refusal(
            RefusedDocuments refused, @Nullable RefusedFiles files, @Nullable RestoreReport rest) {
        if (files != null) {
            files.publish();
        }
        return new RefusedDocumentsException(
                refused.listed(), refused.count(), policy.refusedTo().orElse(null), rest);
    }

    private List<RestoredCollection> collections(List<RestoreDatabase> databases) {
        List<RestoredCollection> restored = new ArrayList<>();
        for (RestoreDatabase each : databases) {
            each.loads().forEach(load -> restored.add(load.restored()));
            each.items().stream()
                    .filter(RestorePlan.Item::view)
                    .forEach(view -> restored.add(new RestoredCollection(
                            view.database(),
                            view.description().name(),
                            view.name(),
                            true,
                            0,
                            ContentHash.EMPTY,
                            0,
                            0,
                            0,
                            false)));
        }
        return restored;
    }

    /** What fails here does so behind data that is in place, and before the journal's end: the same restore goes on with it. */
    private void usersAndRoles(String run) {
        if (users == null) {
            boolean held = dump.values().stream().anyMatch(FoundDatabase::holdsUsersAndRoles);
            usersTold = held ? "the dump holds them; they were not asked for" : "the dump holds none";
            return;
        }
        try {
            usersTold = users.restore(target, run, source.toString());
        } catch (RuntimeException e) {
            throw new UnfinishedRestoreException(
                    "All collections are restored and in place at " + target.address()
                            + ", but their users and roles are not: " + e.getMessage()
                            + (Retry.worthwhile(e)
                                    ? ". The same restore, run again, brings them"
                                    : ". Who restores them needs the roles 'restore' and 'read' of admin, or 'root'; the same restore with"
                                            + " mergeMissing() instead of what it replaced or created brings them alone"),
                    true,
                    e);
        }
    }

    private RestoreReport report(List<RestoredCollection> collections, long started, Duration scanTook) {
        if (policy.indexes() == IndexPolicy.NONE) {
            notes.add("no index but that of _id was built, as was asked");
        }
        return new RestoreReport(
                collections,
                plan.leftOut(),
                dump.values().stream().allMatch(each -> each.manifest().isPresent()),
                usersTold,
                notes,
                scanTook,
                Duration.ofNanos(System.nanoTime() - started));
    }
}
