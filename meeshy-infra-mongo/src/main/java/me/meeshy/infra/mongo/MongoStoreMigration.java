package me.meeshy.infra.mongo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.migration.StoreContext;
import me.meeshy.infra.migration.StoreJournal;
import me.meeshy.infra.migration.StoreMigration;
import me.meeshy.infra.migration.StorePlan;
import me.meeshy.infra.migration.StoreReport;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.server.CollectionCatalogue;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.ServerCapabilities;
import me.meeshy.infra.mongo.swap.CollectionSwap;
import me.meeshy.infra.mongo.swap.Company;
import me.meeshy.infra.mongo.swap.ForeignClients;
import me.meeshy.infra.mongo.swap.Patience;
import me.meeshy.infra.mongo.swap.Renaming;
import me.meeshy.infra.mongo.swap.Rights;
import me.meeshy.infra.mongo.swap.Sight;
import me.meeshy.infra.mongo.swap.Staged;
import me.meeshy.infra.mongo.swap.SwapPlan;
import me.meeshy.infra.mongo.swap.TargetClaim;
import me.meeshy.infra.mongo.work.Deadline;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A MongoDB database's part of one migration. */
final class MongoStoreMigration implements StoreMigration {

    private static final Logger LOG = LoggerFactory.getLogger(MongoStoreMigration.class);

    /** For the commands that steer; what moves data has connections of its own. */
    private static final Duration COMMAND_DEADLINE = Duration.ofMinutes(2);

    /** How long clients may take to be gone once their services are stopped. */
    private static final Patience CLIENTS_LEAVE = Patience.of(Duration.ofSeconds(15), Duration.ofMillis(200));

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final String VERIFIED = "verified";
    private static final String SWAPPED = "swapped";
    private static final String ROLLED_BACK = "rolled-back";

    private final MongoStore store;
    private final StoreContext context;
    private final StoreJournal journal;
    private final InternalNames names;
    private final Selection selection;
    private final MongoEndpoint targetEndpoint;
    private final Optional<MongoEndpoint> sourceEndpoint;
    private final MongoConnection target;
    private final Optional<MongoConnection> source;
    private final ServerCapabilities capabilities;
    private final ForeignClients clients;
    private @Nullable CopyReport copied;

    private MongoStoreMigration(
            MongoStore store,
            StoreContext context,
            MongoEndpoint targetEndpoint,
            Optional<MongoEndpoint> sourceEndpoint,
            MongoConnection target,
            Optional<MongoConnection> source) {
        this.store = store;
        this.context = context;
        this.journal = context.journal();
        this.names = new InternalNames(context.run());
        this.selection = new Selection(store);
        this.targetEndpoint = targetEndpoint;
        this.sourceEndpoint = sourceEndpoint;
        this.target = target;
        this.source = source;
        this.capabilities = ServerCapabilities.of(target);
        this.clients = new ForeignClients(target, store.database(), applicationName(context), store.tolerated());
    }

    private static String applicationName(StoreContext context) {
        return "meeshy-infra-" + context.run();
    }

    static MongoStoreMigration open(MongoStore store, StoreContext context) {
        String name = applicationName(context);
        MongoEndpoint to = MongoEndpoint.of(context.target(), store, name);
        Optional<MongoEndpoint> from = context.source().map(running -> MongoEndpoint.of(running, store, name));
        MongoConnection target = MongoConnection.open(to.uri(), Deadline.in(COMMAND_DEADLINE));
        try {
            Optional<MongoConnection> source =
                    from.map(endpoint -> MongoConnection.open(endpoint.uri(), Deadline.in(COMMAND_DEADLINE)));
            try {
                requireRights(store, target);
                return new MongoStoreMigration(store, context, to, from, target, source);
            } catch (RuntimeException e) {
                source.ifPresent(MongoConnection::close);
                throw e;
            }
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
    }

    /** Before anything else is asked: what a server refuses to tell would look like something that it lacks. */
    private static void requireRights(MongoStore store, MongoConnection target) {
        new Rights(store.database()).missing(target, Rights.TARGET).ifPresent(missing -> {
            throw new DataException("the user at the target " + target.address() + " may not " + missing);
        });
    }

    @Override
    public StorePlan plan() {
        return new MongoPlanning(store, selection, source(), target, capabilities, clients, context.embedded()).plan();
    }

    private MongoConnection source() {
        return source.orElseThrow(
                () -> new DataException("this part of a migration needs its source, and it has none"));
    }

    /** On a stand-in nobody can claim anything, since it does not tell a collection's options. */
    private boolean claims() {
        return capabilities.complete();
    }

    @Override
    public void acquire(String holder) {
        if (claims()) {
            new TargetClaim(target, store.database(), context.run()).acquire(holder);
        }
    }

    @Override
    public void release() {
        if (claims()) {
            new TargetClaim(target, store.database(), context.run()).release();
        }
    }

    @Override
    public void backup() {
        new StoreBackup(store.database(), journal).run(targetEndpoint, context, time());
    }

    @Override
    public void stage() {
        List<CollectionDescription> catalogue = new CollectionCatalogue(source()).read(store.database());
        List<CollectionDescription> moved = selection.moved(catalogue);
        var stagedNames = new LinkedHashMap<String, String>();
        moved.forEach(each -> stagedNames.put(each.name(), names.staged(stagedNames.size())));
        if (stagedNames.isEmpty()) {
            throw new DataException("the source holds no collection of " + store.database() + " that would be moved");
        }
        journal.record("stage", Map.of("names", stagedNames));
        CopyReport copy = MongoCopy.from(sourceEndpoint.orElseThrow().uri(), store.database())
                .to(targetEndpoint.uri(), store.database())
                .collections(stagedNames)
                .within(time())
                .onProgress(this::progress)
                .run();
        requireSameNames(moved);
        copied = copy;
        Sight sight = Sight.of(target, store.database());
        var staged = new ArrayList<Staged.One>();
        for (CopiedCollection each : copy.collections()) {
            staged.add(new Staged.One(
                    List.copyOf(stagedNames.keySet()).indexOf(each.sourceName()),
                    selection.liveName(each.sourceName()),
                    sight.at(each.stagedName()).flatMap(Sight.Found::uuid),
                    each.bytes(),
                    each.hash(),
                    each.silencedTtl()));
        }
        journal.record(
                Staged.RECORD,
                new Staged(
                                staged,
                                selection.movedViews(catalogue),
                                copy.consistency().toString())
                        .toFacts());
    }

    private void requireSameNames(List<CollectionDescription> before) {
        List<String> then = before.stream().map(CollectionDescription::name).toList();
        List<String> now = selection.moved(new CollectionCatalogue(source()).read(store.database())).stream()
                .map(CollectionDescription::name)
                .toList();
        if (!now.equals(then)) {
            throw new DataException("collections of the source came or went while it was copied: there were " + then
                    + ", there are " + now + "; stop what creates and drops them, then run again");
        }
    }

    private void progress(TransferProgress progress) {
        context.progress(progress.namespace(), progress.documents(), progress.expectedDocuments());
    }

    @Override
    public void verify() {
        CopyReport copy = copied;
        if (copy == null) {
            throw new DataException("what another process staged cannot be verified; it is staged again");
        }
        try (var keys = new StagedKeys(context.directory(), store.name())) {
            MongoVerification.of(targetEndpoint.uri(), store.database())
                    .expect(copy)
                    .within(time())
                    .run(keys::of)
                    .orThrow();
            keys.finish();
        }
        journal.record(VERIFIED, Map.of());
    }

    @Override
    public void proveQuiet() {
        if (!capabilities.complete()) {
            return;
        }
        List<String> inTheWay = clients.inTheWayAfter(CLIENTS_LEAVE);
        if (!inTheWay.isEmpty()) {
            throw new DataException(
                    "somebody else may write to " + store.database() + " at " + target.address() + ": "
                            + String.join("; ", inTheWay)
                            + "; name its service in stopWriters(…), end it, or if it only watches, MongoStore.tolerate(…) its name");
        }
    }

    @Override
    public void swap() {
        Optional<StoreJournal.Entry> intended = journal.last(SwapPlan.RECORD);
        SwapPlan plan;
        if (intended.isPresent()) {
            plan = SwapPlan.of(intended.get().facts());
        } else {
            if (journal.last(VERIFIED).isEmpty()) {
                throw new DataException("what was staged is not verified, so it is not made live");
            }
            plan = new SwapIntention(selection, store.database(), target, capabilities.complete())
                    .of(Staged.of(journal.last(Staged.RECORD).orElseThrow().facts()));
            journal.record(SwapPlan.RECORD, plan.toFacts());
        }
        swapOf(plan).forward(name -> context.progress(name, 0, plan.entries().size()));
        journal.record(SWAPPED, Map.of());
    }

    private CollectionSwap swapOf(SwapPlan plan) {
        return new CollectionSwap(
                new Renaming(target, store.database()),
                names,
                plan,
                journal,
                capabilities.complete() ? clients : Company.UNKNOWN,
                CollectionSwap.PATIENCE);
    }

    @Override
    public void compare() {
        swapPlan().ifPresent(plan -> comparison().compareParkedWithBackup(plan));
    }

    private WriteComparison comparison() {
        return new WriteComparison(target, store, names, context, time());
    }

    /** What is left of the time, and never nothing: what is begun too late ends with an error that says so. */
    private Duration time() {
        Duration remaining = context.remaining();
        return remaining.compareTo(SHORTEST) < 0 ? SHORTEST : remaining;
    }

    private Optional<SwapPlan> swapPlan() {
        return journal.last(SwapPlan.RECORD).map(record -> SwapPlan.of(record.facts()));
    }

    @Override
    public void requireRollBack() {
        swapPlan().ifPresent(plan -> swapOf(plan).requireBackward());
    }

    @Override
    public void rollBack() {
        swapPlan().ifPresent(plan -> {
            swapOf(plan)
                    .backward(name -> context.progress(name, 0, plan.entries().size()));
            journal.record(ROLLED_BACK, Map.of());
            compareRolledBack(plan);
        });
    }

    /** The old data is live again by now, so that what cannot be compared fails nothing. */
    private void compareRolledBack(SwapPlan plan) {
        try {
            comparison()
                    .compareRolledBackWithStaged(
                            Staged.of(journal.last(Staged.RECORD).orElseThrow().facts()), plan);
        } catch (DataException e) {
            LOG.warn("what was written to the new data before it was rolled back is not known", e);
        }
    }

    @Override
    public void discardStaged() {
        drop(true);
    }

    @Override
    public void discardParked() {
        drop(false);
        // with what they tell about it gone, the keys are of no use
        journal.last(Staged.RECORD)
                .map(record -> Staged.of(record.facts()))
                .ifPresent(staged -> StagedKeys.delete(
                        context.directory(),
                        store.name(),
                        staged.collections().stream().map(Staged.One::number).toList()));
    }

    /** Looks again until nothing is left: a command of a process that died may still be under way. */
    private void drop(boolean staged) {
        var renaming = new Renaming(target, store.database());
        boolean found = true;
        while (found) {
            found = false;
            Sight sight = renaming.look();
            for (String name : sight.names()) {
                if (staged ? names.isStaged(name) : names.isParked(name)) {
                    renaming.drop(name, sight.at(name).flatMap(Sight.Found::uuid));
                    found = true;
                }
            }
        }
    }

    @Override
    public StoreReport report() {
        return new MongoReporting(store, names, journal).report();
    }

    @Override
    public void close() {
        try (target) {
            source.ifPresent(MongoConnection::close);
        }
    }
}
