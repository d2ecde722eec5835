package me.meeshy.infra.mongo.restore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import me.meeshy.infra.mongo.MongoRestore;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.format.BsonStream;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.model.UnsupportedDataException;
import me.meeshy.infra.mongo.model.WriteSafety;
import me.meeshy.infra.mongo.server.CollectionCatalogue;
import me.meeshy.infra.mongo.server.CollectionCreator;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.WriteConcerns;
import me.meeshy.infra.mongo.verify.CollectionVerifier;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.ProgressMeter;
import me.meeshy.infra.mongo.work.Workers;
import me.meeshy.infra.mongo.write.BatchAssembler;
import me.meeshy.infra.mongo.write.BatchInserter;
import me.meeshy.infra.mongo.write.BatchWriters;
import me.meeshy.infra.mongo.write.InsertBatch;
import me.meeshy.infra.mongo.write.RefusedDocuments;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a {@link MongoRestore}: load under temporary names, index, verify, then name. */
public final class RestoreRun {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreRun.class);
    private static final int WRITERS = 3;
    private static final int INDEX_BUILDERS = 2;
    private static final long BUDGET_BYTES = 24L * 1024 * 1024;

    private final DumpSource source;
    private final String dumped;
    private final MongoConnection target;
    private final RestorePlan plan;
    private final WriteSafety safety;
    private final WriteSafety loading;
    private final boolean replacing;
    private final boolean rereading;
    private final Consumer<TransferProgress> listener;
    private final Deadline deadline;
    private final CollectionCreator creator;

    public RestoreRun(
            DumpSource source,
            String dumped,
            MongoConnection target,
            RestorePlan plan,
            WriteSafety safety,
            boolean replacing,
            boolean rereading,
            Consumer<TransferProgress> listener,
            Deadline deadline) {
        this.source = source;
        this.dumped = dumped;
        this.target = target;
        this.plan = plan;
        this.safety = safety;
        this.replacing = replacing;
        this.rereading = rereading;
        this.listener = listener;
        this.deadline = deadline;
        // A journal is written in order: with the renames at the end, all that went before is safe, or they have not
        // happened.
        this.loading = safety == WriteSafety.MAJORITY_JOURNALED ? WriteSafety.MAJORITY : safety;
        this.creator = new CollectionCreator(target, loading, deadline);
    }

    public void run() {
        if (target.sharded()) {
            throw new UnsupportedDataException(
                    "Nothing can be restored",
                    Map.of(plan.database(), target.address() + " is a sharded cluster, which is not supported yet"));
        }
        Map<String, CollectionDescription> inTheWay = inTheWay();
        List<String> created = new ArrayList<>();
        try {
            for (RestorePlan.Item each : plan.collections()) {
                deadline.check("Creating " + plan.database() + "." + each.stagedName());
                creator.create(plan.database(), each.stagedName(), each.description());
                created.add(each.stagedName());
            }
            load();
            Map<RestorePlan.Item, Map<String, Long>> silenced = index();
            if (rereading || !inTheWay.isEmpty()) {
                new CollectionVerifier(target, plan.database(), deadline)
                        .verify(plan.collections().stream()
                                .map(RestorePlan.Item::expectation)
                                .toList())
                        .orThrow();
            }
            deadline.check("Restoring " + plan.database());
            List<String> parked = new RestoreNaming(
                            target, plan, new CollectionCreator(target, safety, deadline), safety)
                    .name(inTheWay);
            created.clear();
            silenced.forEach(this::expireAgain);
            parked.forEach(this::drop);
        } catch (RuntimeException | Error e) {
            remove(created, e);
            throw e;
        }
    }

    private Map<String, CollectionDescription> inTheWay() {
        Map<String, CollectionDescription> existing = new HashMap<>();
        new CollectionCatalogue(target)
                .readDefinitions(plan.database())
                .forEach(each -> existing.put(each.name(), each));
        existing.keySet()
                .retainAll(plan.items().stream().map(RestorePlan.Item::name).toList());
        if (!existing.isEmpty() && (!replacing || existing.containsKey("system.js"))) {
            throw new DataException(plan.database() + " at " + target.address() + " already holds "
                    + new TreeMap<>(existing).keySet()
                    + "; nothing was touched. Restore into another database, rename, or ask for them to be replaced"
                    + " (replaceExisting(); not possible for system.js)");
        }
        existing.forEach((name, each) -> {
            if (each.kind() == CollectionKind.TIME_SERIES) {
                throw new UnsupportedDataException(
                        "Not everything can be replaced",
                        Map.of(plan.database() + "." + name, "time series are not supported yet"));
            }
        });
        return existing;
    }

    /** One reader, in the order of the dump, keeps several writers busy: reading is far faster than storing. */
    private void load() {
        Map<String, RestorePlan.Item> byFile = new HashMap<>();
        plan.collections().forEach(each -> byFile.put(each.dump().file(), each));
        RefusedDocuments refused = new RefusedDocuments();
        ProgressMeter progress = new ProgressMeter(
                listener,
                plan.items().stream()
                        .mapToLong(each -> each.dump().hash().documents())
                        .sum(),
                plan.items().stream().mapToLong(each -> each.dump().bytes()).sum());
        try (BatchWriters writers = new BatchWriters(
                "Restoring " + plan.database(), WRITERS, BUDGET_BYTES, new BatchInserter(target, refused), deadline)) {
            source.visit((directory, name, shown, in) -> {
                RestorePlan.Item item = directory.equals(dumped) && name.endsWith(".bson")
                        ? byFile.get(name.substring(0, name.length() - ".bson".length()))
                        : null;
                if (item != null) {
                    load(
                            item,
                            new BsonStream(in, shown, plan.database() + "." + item.name(), deadline),
                            writers,
                            progress,
                            shown);
                }
            });
            writers.drain();
        }
        refused.orThrow();
    }

    private void load(
            RestorePlan.Item item, BsonStream documents, BatchWriters writers, ProgressMeter progress, String shown) {
        BatchAssembler assembler = new BatchAssembler(
                new InsertBatch.Target(
                        plan.database(),
                        item.stagedName(),
                        item.description().capped(),
                        item.stagedName().equals(item.name()) ? safety : loading),
                writers,
                item.dump().bytes());
        documents.forEach(assembler);
        assembler.flush();
        if (!assembler.hash().equals(item.dump().hash())) {
            throw new DumpFormatException(
                    shown, -1, plan.database() + "." + item.name(), "it has changed since it was checked", null);
        }
        progress.add(plan.database() + "." + item.name(), assembler.documents(), assembler.bytes());
    }

    private Map<RestorePlan.Item, Map<String, Long>> index() {
        Map<RestorePlan.Item, Map<String, Long>> silenced = new ConcurrentHashMap<>();
        try (Workers builders = new Workers("Indexing " + plan.database(), INDEX_BUILDERS, deadline)) {
            plan.collections()
                    .forEach(each -> builders.submit(() -> silenced.put(
                            each,
                            creator.createIndexes(plan.database(), each.stagedName(), each.description(), false))));
            builders.await();
        }
        return silenced;
    }

    /** Now that it is in use, a TTL index may do what it is for. */
    private void expireAgain(RestorePlan.Item item, Map<String, Long> indexes) {
        indexes.forEach((index, seconds) -> target.run(
                plan.database(),
                new BsonDocument("collMod", new BsonString(item.name()))
                        .append(
                                "index",
                                new BsonDocument("name", new BsonString(index))
                                        .append("expireAfterSeconds", new org.bson.BsonInt64(seconds)))
                        .append("writeConcern", WriteConcerns.of(safety))));
    }

    private void drop(String collection) {
        target.run(
                plan.database(),
                new BsonDocument("drop", new BsonString(collection)).append("writeConcern", WriteConcerns.of(safety)));
    }

    /** Only what this run has created itself, under names that nobody else has. */
    private void remove(List<String> created, Throwable failure) {
        boolean interrupted = Thread.interrupted();
        for (String each : created) {
            try {
                drop(each);
            } catch (RuntimeException e) {
                LOG.warn("of a failed restore {}.{} is left", plan.database(), each);
                failure.addSuppressed(e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
