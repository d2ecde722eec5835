package me.meeshy.infra.mongo.dump;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import me.meeshy.infra.mongo.bson.ContentHasher;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.format.DumpManifest;
import me.meeshy.infra.mongo.format.DumpMetadata;
import me.meeshy.infra.mongo.format.DumpNames;
import me.meeshy.infra.mongo.format.DumpOutput;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.model.Consistency;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpReport;
import me.meeshy.infra.mongo.model.DumpedCollection;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.server.ConsistentRead;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.RawCursor;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.server.SteadyRead;
import me.meeshy.infra.mongo.server.UnsupportedData;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.ProgressMeter;
import me.meeshy.infra.mongo.work.Workers;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/** One run of a dump: read at one moment, written, read back, published. */
public final class DumpRun {

    /** More than three bring nothing on few cores, and each may hold the largest reply twice: as it comes, and as it is walked. */
    private static final int MOST_READERS = 3;

    private static final long BYTES_PER_READER = 40L * 1024 * 1024;
    private static final int READERS =
            (int) Math.max(1, Math.min(MOST_READERS, Runtime.getRuntime().maxMemory() / BYTES_PER_READER));

    private final MongoConnection source;
    private final String database;
    private final DumpSelection selection;
    private final DumpOutput output;
    private final Consumer<TransferProgress> listener;
    private final boolean verified;
    private final Retry retry;
    private final Deadline deadline;

    public DumpRun(
            MongoConnection source,
            String database,
            DumpSelection selection,
            DumpOutput output,
            Consumer<TransferProgress> listener,
            boolean verified,
            Retry retry,
            Deadline deadline) {
        this.source = source;
        this.database = database;
        this.selection = selection;
        this.output = output;
        this.listener = listener;
        this.verified = verified;
        this.retry = retry;
        this.deadline = deadline;
    }

    public DumpReport run() {
        long started = System.nanoTime();
        try {
            ConsistentRead reading = new ConsistentRead(source, database, retry);
            DumpReport report = reading.run((catalogue, at, consistency) -> {
                requireSomething(catalogue);
                List<CollectionDescription> selected = selection.of(database, catalogue);
                UnsupportedData.forDump(source, database, selected);
                return write(selected, at, consistency, () -> reading.requireUnchanged(catalogue));
            });
            output.complete(deadline);
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            Duration readBack = verified
                    ? output.readable().map(each -> readBack(each, report)).orElse(Duration.ZERO)
                    : Duration.ZERO;
            deadline.check("Dumping " + database);
            output.publish();
            return new DumpReport(
                    database,
                    output.destination(),
                    report.collections(),
                    report.consistency(),
                    report.usersAndRoles(),
                    took,
                    readBack);
        } catch (UncheckedIOException e) {
            throw new DataException(
                    "Dumping " + database + " failed: " + e.getMessage()
                            + ". Nothing was given a name. Is there room, and the right to write?",
                    e);
        }
    }

    private void requireSomething(List<CollectionDescription> catalogue) {
        if (catalogue.isEmpty()) {
            throw new DataException("There is no database " + database + " at " + source.address()
                    + ", or it is empty; a dump of nothing is refused: check the name");
        }
    }

    private DumpReport write(
            List<CollectionDescription> selected,
            @Nullable BsonTimestamp at,
            Consistency consistency,
            Runnable lastCheck) {
        Instant begun = Instant.now();
        ConcurrentLinkedQueue<DumpManifest.Entry> entries = new ConcurrentLinkedQueue<>();
        ProgressMeter progress = new ProgressMeter(
                listener,
                selected.stream().mapToLong(CollectionDescription::documents).sum(),
                selected.stream().mapToLong(CollectionDescription::bytes).sum());
        String version = source.serverVersion();
        CompletableFuture<UsersAndRoles> users = new CompletableFuture<>();
        boolean usersFirst = output.needsAllNames();
        if (usersFirst) {
            users.complete(usersAndRoles());
            UsersAndRoles known = users.join();
            output.begin(
                    version, READERS, selected, List.copyOf(known.documents().keySet()));
            own(known);
        } else {
            output.begin(version, READERS, selected, List.of());
        }
        try (Workers readers = new Workers("Dumping " + database, READERS, deadline)) {
            if (!usersFirst) {
                // It mostly waits for answers, which costs the readers nothing.
                readers.submit(() -> users.complete(usersAndRoles()));
            }
            selected.stream()
                    .sorted(Comparator.comparingLong(each -> -each.bytes()))
                    .forEach(each -> readers.submit(() -> entries.addAll(collection(each, at, progress))));
            readers.await();
        }
        UsersAndRoles known = users.join();
        if (!usersFirst) {
            own(known);
        }
        lastCheck.run();
        List<DumpManifest.Entry> sorted = entries.stream()
                .sorted(Comparator.comparing(each -> each.collection().name()))
                .toList();
        output.manifest(
                new DumpManifest(database, version, begun, consistency.toString(), known.told(), sorted).toJson());
        return new DumpReport(
                database,
                output.destination(),
                sorted.stream().map(DumpManifest.Entry::collection).toList(),
                consistency,
                known.told(),
                Duration.ZERO,
                Duration.ZERO);
    }

    private UsersAndRoles usersAndRoles() {
        return retry.call("Reading users and roles", () -> {}, () -> UsersAndRoles.of(source, database));
    }

    private void own(UsersAndRoles users) {
        users.documents().forEach((name, documents) -> {
            try (DumpOutput.Section section = output.own(name)) {
                documents.forEach(each -> section.accept(each, 0, each.length));
                section.end();
            }
        });
    }

    /** A time series is two entries, as it is two files: what it is, and the buckets that hold it. */
    private List<DumpManifest.Entry> collection(
            CollectionDescription described, @Nullable BsonTimestamp at, ProgressMeter progress) {
        byte[] metadata = DumpMetadata.write(described);
        Read read;
        try (DumpOutput.Section section = output.collection(described, metadata)) {
            read = described.kind() == CollectionKind.VIEW
                    ? new Read(ContentHash.EMPTY, 0)
                    : documents(described, section, at, progress);
            section.end();
        }
        boolean series = described.kind() == CollectionKind.TIME_SERIES;
        List<DumpManifest.Entry> entries = new ArrayList<>();
        entries.add(new DumpManifest.Entry(
                new DumpedCollection(
                        described.name(),
                        described.kind() == CollectionKind.VIEW,
                        series ? 0 : read.bytes(),
                        series ? ContentHash.EMPTY : read.hash(),
                        described.indexes().size()),
                DumpNames.fileName(described.name()),
                DumpScan.sha256(metadata)));
        if (series) {
            entries.add(new DumpManifest.Entry(
                    new DumpedCollection(described.documentsIn(), false, read.bytes(), read.hash(), 0),
                    DumpNames.fileName(described.documentsIn()),
                    ""));
        }
        return entries;
    }

    private record Read(ContentHash hash, long bytes) {}

    private Read documents(
            CollectionDescription described,
            DumpOutput.Section section,
            @Nullable BsonTimestamp at,
            ProgressMeter progress) {
        String namespace = database + "." + described.name();
        // Servers answer a snapshot read of a capped collection with 246, for ever.
        BsonTimestamp moment = described.capped() ? null : at;
        ContentHasher hasher = new ContentHasher();
        long[] bytes = {0};
        DocumentSink sink = (document, offset, length) -> {
            hasher.add(document, offset, length);
            section.accept(document, offset, length);
            bytes[0] += length;
        };
        long[] before = {0, 0};
        new SteadyRead(
                        namespace,
                        () -> new RawCursor(
                                source,
                                database,
                                described.documentsIn(),
                                selection.query(described.name()),
                                described.averageBytes(),
                                moment,
                                deadline),
                        retry)
                .run(sink, hasher::hash, () -> {
                    long documents = hasher.hash().documents();
                    progress.add(namespace, documents - before[0], bytes[0] - before[1]);
                    before[0] = documents;
                    before[1] = bytes[0];
                });
        return new Read(hasher.hash(), bytes[0]);
    }

    /** What is on disk must be what was read from the server. */
    private Duration readBack(DumpSource written, DumpReport report) {
        long started = System.nanoTime();
        Map<String, DumpedCollection> found = DumpScan.of(written, deadline).values().stream()
                .flatMap(each -> each.collections().stream())
                .map(DumpScan.Found::dumped)
                .collect(Collectors.toMap(DumpedCollection::name, each -> each));
        for (DumpedCollection each : report.collections()) {
            if (!each.equals(found.get(each.name()))) {
                throw new DumpFormatException(
                        DumpNames.fileName(each.name()),
                        -1,
                        database + "." + each.name(),
                        "what was written differs when read back",
                        null);
            }
        }
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
