package me.meeshy.infra.mongo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.model.WriteSafety;
import me.meeshy.infra.mongo.server.CollectionCatalogue;
import me.meeshy.infra.mongo.server.CollectionCreator;
import me.meeshy.infra.mongo.server.ConsistentRead;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.RawCursor;
import me.meeshy.infra.mongo.server.ReadDatabases;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.server.SteadyRead;
import me.meeshy.infra.mongo.server.UnsupportedData;
import me.meeshy.infra.mongo.verify.CollectionVerifier;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.ProgressMeter;
import me.meeshy.infra.mongo.work.Workers;
import me.meeshy.infra.mongo.write.BatchAssembler;
import me.meeshy.infra.mongo.write.BatchInserter;
import me.meeshy.infra.mongo.write.BatchTarget;
import me.meeshy.infra.mongo.write.BatchWriters;
import me.meeshy.infra.mongo.write.RefusedDocuments;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a {@link MongoCopy}. */
final class CopyRun {

    private static final Logger LOG = LoggerFactory.getLogger(CopyRun.class);
    private static final int CREATORS = 4;
    private static final int READERS = 2;
    private static final int WRITERS = 3;
    private static final int INDEX_BUILDERS = 2;
    private static final long BUDGET_BYTES = 24L * 1024 * 1024;

    private final MongoConnection source;
    private final String sourceDatabase;
    private final MongoConnection target;
    private final String targetDatabase;
    private final Map<String, String> stagedNames;
    private final Consumer<TransferProgress> listener;
    private final WriteSafety safety;
    private final Retry retry;
    private final Deadline deadline;

    CopyRun(
            MongoConnection source,
            String sourceDatabase,
            MongoConnection target,
            String targetDatabase,
            Map<String, String> stagedNames,
            Consumer<TransferProgress> listener,
            WriteSafety safety,
            Retry retry,
            Deadline deadline) {
        this.source = source;
        this.sourceDatabase = sourceDatabase;
        this.target = target;
        this.targetDatabase = targetDatabase;
        this.stagedNames = stagedNames;
        this.listener = listener;
        this.safety = safety;
        this.retry = retry;
        this.deadline = deadline;
    }

    CopyReport run() {
        long started = System.nanoTime();
        ConsistentRead reading = new ConsistentRead(source, ReadDatabases.one(sourceDatabase), retry);
        return reading.run((catalogues, at, consistency) -> {
            List<CollectionDescription> catalogue = catalogues.getOrDefault(sourceDatabase, List.of());
            Map<CollectionDescription, String> selected = select(catalogue);
            requireFree(selected.values());
            List<CopiedCollection> copied = copy(selected, at, () -> reading.requireUnchanged(catalogues));
            return new CopyReport(
                    copied,
                    catalogue.stream()
                            .filter(each -> each.kind() == CollectionKind.VIEW)
                            .map(CollectionDescription::name)
                            .toList(),
                    consistency,
                    Duration.ofNanos(System.nanoTime() - started));
        });
    }

    private Map<CollectionDescription, String> select(List<CollectionDescription> catalogue) {
        Map<CollectionDescription, String> selected = new LinkedHashMap<>();
        Set<String> absent = new HashSet<>(stagedNames.keySet());
        for (CollectionDescription each : catalogue) {
            absent.remove(each.name());
            boolean wanted = stagedNames.isEmpty() || stagedNames.containsKey(each.name());
            if (wanted && (each.kind() != CollectionKind.VIEW || stagedNames.containsKey(each.name()))) {
                selected.put(each, stagedNames.getOrDefault(each.name(), each.name()));
            }
        }
        if (!absent.isEmpty()) {
            throw new DataException("There is no collection " + String.join(", ", absent) + " in " + sourceDatabase
                    + " at " + source.address() + "; check the names to be copied");
        }
        UnsupportedData.forCopy(source, sourceDatabase, target, selected);
        return selected;
    }

    private void requireFree(Iterable<String> names) {
        Set<String> taken = new HashSet<>();
        new CollectionCatalogue(target).readDefinitions(targetDatabase).forEach(each -> taken.add(each.name()));
        for (String each : names) {
            if (taken.contains(each)) {
                throw new DataException(
                        targetDatabase + "." + each + " exists at " + target.address()
                                + "; a copy never writes into an existing collection: choose another name",
                        null,
                        targetDatabase + "." + each,
                        0);
            }
        }
    }

    private List<CopiedCollection> copy(
            Map<CollectionDescription, String> selected, @Nullable BsonTimestamp at, Runnable lastCheck) {
        List<String> created = Collections.synchronizedList(new ArrayList<>());
        try {
            CollectionCreator creator = new CollectionCreator(target, safety, deadline);
            create(selected, creator, created);
            Map<CollectionDescription, BatchAssembler> read = load(selected, at);
            Map<CollectionDescription, Map<String, Long>> silenced = index(selected, creator);
            lastCheck.run();
            return selected.entrySet().stream()
                    .map(each -> copied(
                            each.getKey(), each.getValue(), known(read, each.getKey()), known(silenced, each.getKey())))
                    .sorted(Comparator.comparing(CopiedCollection::sourceName))
                    .toList();
        } catch (RuntimeException | Error e) {
            remove(created, e);
            throw e;
        }
    }

    /** The server waits for its disk at each of them, so several are made at once. */
    private void create(Map<CollectionDescription, String> selected, CollectionCreator creator, List<String> created) {
        try (Workers creators = new Workers("Creating collections", CREATORS, deadline, Workers.Stopping.AFTER_TASKS)) {
            selected.forEach((each, staged) -> creators.submit(() -> {
                deadline.check("Creating " + targetDatabase + "." + staged);
                creator.create(targetDatabase, staged, each);
                created.add(staged);
            }));
            creators.await();
        }
    }

    private static CopiedCollection copied(
            CollectionDescription source, String staged, BatchAssembler read, Map<String, Long> silenced) {
        return new CopiedCollection(source, staged, read.bytes(), read.hash(), silenced);
    }

    private static <T> T known(Map<CollectionDescription, T> results, CollectionDescription key) {
        T result = results.get(key);
        if (result == null) {
            throw new IllegalStateException("no result for " + key.name());
        }
        return result;
    }

    private Map<CollectionDescription, BatchAssembler> load(
            Map<CollectionDescription, String> selected, @Nullable BsonTimestamp at) {
        RefusedDocuments refused = new RefusedDocuments();
        ProgressMeter progress = new ProgressMeter(
                listener,
                selected.keySet().stream()
                        .mapToLong(CollectionDescription::documents)
                        .sum(),
                selected.keySet().stream()
                        .mapToLong(CollectionDescription::bytes)
                        .sum());
        Map<CollectionDescription, BatchAssembler> read = new ConcurrentHashMap<>();
        Map<CollectionDescription, BatchTarget> targets = new ConcurrentHashMap<>();
        String work = "Copying " + sourceDatabase;
        try (BatchWriters writers = new BatchWriters(
                        work + " writer", WRITERS, BUDGET_BYTES, new BatchInserter(target, refused, retry), deadline);
                Workers readers = new Workers(work + " reader", READERS, deadline)) {
            selected.entrySet().stream()
                    .sorted(Comparator.comparingLong(each -> -each.getKey().bytes()))
                    .forEach(each -> readers.submit(() -> {
                        CollectionDescription description = each.getKey();
                        BatchTarget written =
                                BatchTarget.fresh(targetDatabase, each.getValue(), description.capped(), safety);
                        targets.put(description, written);
                        BatchAssembler assembler = new BatchAssembler(written, writers, description.bytes());
                        read(description, at, assembler, progress);
                        read.put(description, assembler);
                    }));
            readers.await();
            writers.drain();
        }
        refused.orThrow();
        targets.forEach((each, written) -> {
            if (written.tally().doubtful()) {
                requireWhole(each, written, known(read, each).hash());
            }
        });
        return read;
    }

    /** Where the reply to a write was lost, and perhaps the server with it, what it holds is what counts. */
    private void requireWhole(CollectionDescription source, BatchTarget written, ContentHash wanted) {
        ContentHash found =
                new CollectionVerifier(target, targetDatabase, deadline).hash(source.named(written.collection()));
        if (!found.equals(wanted)) {
            throw new DataException(
                    written.namespace() + " at " + target.address() + " holds " + found + " and not " + wanted
                            + ", after the connection to the server broke while it was written; the copy is removed: run again",
                    null,
                    written.namespace(),
                    0);
        }
    }

    private void read(
            CollectionDescription description,
            @Nullable BsonTimestamp at,
            BatchAssembler assembler,
            ProgressMeter progress) {
        // Servers answer a snapshot read of a capped collection with 246, for ever.
        BsonTimestamp moment = description.capped() ? null : at;
        String namespace = sourceDatabase + "." + description.name();
        long[] before = {0, 0};
        new SteadyRead(
                        namespace,
                        () -> new RawCursor(
                                source,
                                sourceDatabase,
                                description.name(),
                                description.averageBytes(),
                                moment,
                                deadline),
                        retry)
                .run(assembler, assembler::hash, () -> {
                    progress.add(namespace, assembler.documents() - before[0], assembler.bytes() - before[1]);
                    before[0] = assembler.documents();
                    before[1] = assembler.bytes();
                });
        assembler.flush();
    }

    private Map<CollectionDescription, Map<String, Long>> index(
            Map<CollectionDescription, String> selected, CollectionCreator creator) {
        Map<CollectionDescription, Map<String, Long>> silenced = new ConcurrentHashMap<>();
        try (Workers builders = new Workers("Indexing " + targetDatabase, INDEX_BUILDERS, deadline)) {
            selected.forEach((each, staged) -> builders.submit(() -> silenced.put(
                    each,
                    // an index that is there already is what was asked for
                    retry.call(
                            "Indexing " + targetDatabase + "." + staged,
                            () -> {},
                            () -> creator.createIndexes(targetDatabase, staged, each, false)))));
            builders.await();
        }
        return silenced;
    }

    /** Only what this run has created itself, under names that were free. */
    private void remove(List<String> created, Throwable failure) {
        boolean interrupted = Thread.interrupted();
        Map<String, String> left = new TreeMap<>();
        for (String each : created) {
            try {
                target.run(targetDatabase, new BsonDocument("drop", new BsonString(each)));
            } catch (RuntimeException e) {
                left.put(each, String.valueOf(e.getMessage()));
                failure.addSuppressed(e);
            }
        }
        if (!left.isEmpty()) {
            LOG.warn("of a failed copy these collections are left in {}: {}", targetDatabase, left.keySet());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
