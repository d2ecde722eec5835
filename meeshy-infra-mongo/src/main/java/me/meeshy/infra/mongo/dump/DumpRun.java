package me.meeshy.infra.mongo.dump;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import me.meeshy.infra.mongo.MongoDump;
import me.meeshy.infra.mongo.bson.ContentHasher;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.bson.RawBson;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.format.DumpFileWriter;
import me.meeshy.infra.mongo.format.DumpManifest;
import me.meeshy.infra.mongo.format.DumpMetadata;
import me.meeshy.infra.mongo.format.DumpNames;
import me.meeshy.infra.mongo.format.DumpPlace;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.model.Consistency;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpFormatException;
import me.meeshy.infra.mongo.model.DumpReport;
import me.meeshy.infra.mongo.model.DumpedCollection;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.server.ConsistentRead;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.RawCursor;
import me.meeshy.infra.mongo.server.UnsupportedData;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.ProgressMeter;
import me.meeshy.infra.mongo.work.Workers;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/** One run of a {@link MongoDump}. */
public final class DumpRun {

    /** More than three bring nothing on few cores, and each may hold the largest reply twice. */
    private static final int MOST_READERS = 3;

    private static final long BYTES_PER_READER = 32L * 1024 * 1024;
    private static final int READERS =
            (int) Math.max(1, Math.min(MOST_READERS, Runtime.getRuntime().maxMemory() / BYTES_PER_READER));

    private final MongoConnection source;
    private final String database;
    private final Predicate<String> selection;
    private final DumpPlace place;
    private final Consumer<TransferProgress> listener;
    private final boolean verified;
    private final Deadline deadline;

    public DumpRun(
            MongoConnection source,
            String database,
            Predicate<String> selection,
            DumpPlace place,
            Consumer<TransferProgress> listener,
            boolean verified,
            Deadline deadline) {
        this.source = source;
        this.database = database;
        this.selection = selection;
        this.place = place;
        this.listener = listener;
        this.verified = verified;
        this.deadline = deadline;
    }

    public DumpReport run() {
        long started = System.nanoTime();
        try {
            ConsistentRead reading = new ConsistentRead(source, database);
            DumpReport report = reading.run((catalogue, at, consistency) -> {
                place.clear();
                requireSomething(catalogue);
                List<CollectionDescription> selected = catalogue.stream()
                        .filter(each -> selection.test(each.name()))
                        .toList();
                UnsupportedData.forDump(source, database, selected);
                return write(selected, at, consistency, () -> reading.requireUnchanged(catalogue));
            });
            place.complete(deadline);
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            Duration readBack = verified ? readBack(report) : Duration.ZERO;
            deadline.check("Dumping " + database);
            place.publish();
            return new DumpReport(
                    database,
                    place.destination(),
                    report.collections(),
                    report.consistency(),
                    report.usersAndRoles(),
                    took,
                    readBack);
        } catch (UncheckedIOException e) {
            throw new DataException(
                    "Dumping " + database + " failed: " + e.getMessage() + ". Is there room, and the right to write?",
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
            List<CollectionDescription> catalogue,
            @Nullable BsonTimestamp at,
            Consistency consistency,
            Runnable lastCheck) {
        Instant begun = Instant.now();
        Map<String, DumpManifest.Entry> entries = new ConcurrentHashMap<>();
        ProgressMeter progress = new ProgressMeter(
                listener,
                catalogue.stream().mapToLong(CollectionDescription::documents).sum(),
                catalogue.stream().mapToLong(CollectionDescription::bytes).sum());
        CompletableFuture<String> users = new CompletableFuture<>();
        try (Workers readers = new Workers("Dumping " + database, READERS, deadline);
                Workers forcers = new Workers("Forcing " + database, 1, deadline)) {
            // It mostly waits for answers, which costs the readers nothing.
            readers.submit(() -> users.complete(usersAndRoles()));
            catalogue.stream()
                    .sorted(Comparator.comparingLong(each -> -each.bytes()))
                    .forEach(each -> readers.submit(() -> {
                        entries.put(each.name(), collection(each, at, progress));
                        // What is on disk while others are still read, nobody waits for at the end.
                        forcers.submit(() -> place.force(suffixed(DumpNames.fileName(each.name()) + ".bson")));
                    }));
            readers.await();
            forcers.await();
        }
        String version = source.serverVersion();
        lastCheck.run();
        file(
                "prelude.json",
                new BsonDocument("ServerVersion", new BsonString(version))
                        .append("ToolVersion", new BsonString("meeshy-infra"))
                        .toJson()
                        .getBytes(StandardCharsets.UTF_8));
        List<DumpManifest.Entry> sorted = entries.values().stream()
                .sorted(Comparator.comparing(each -> each.collection().name()))
                .toList();
        byte[] manifest =
                new DumpManifest(database, version, begun, consistency.toString(), users.join(), sorted).toJson();
        try (DumpFileWriter writer = new DumpFileWriter(place.directory().resolve(DumpManifest.FILE_NAME), false)) {
            writer.write(manifest);
            writer.finish();
        }
        return new DumpReport(
                database,
                place.destination(),
                sorted.stream().map(DumpManifest.Entry::collection).toList(),
                consistency,
                users.join(),
                Duration.ZERO,
                Duration.ZERO);
    }

    private DumpManifest.Entry collection(
            CollectionDescription described, @Nullable BsonTimestamp at, ProgressMeter progress) {
        String file = DumpNames.fileName(described.name());
        byte[] metadata = DumpMetadata.write(described);
        file(file + ".metadata.json", metadata);
        ContentHasher hasher = new ContentHasher();
        long[] bytes = {0};
        if (described.kind() == CollectionKind.COLLECTION) {
            documents(described, file, at, hasher, bytes, progress);
        }
        return new DumpManifest.Entry(
                new DumpedCollection(
                        described.name(),
                        described.kind() == CollectionKind.VIEW,
                        bytes[0],
                        hasher.hash(),
                        described.indexes().size()),
                file,
                DumpScan.sha256(metadata));
    }

    private void documents(
            CollectionDescription described,
            String file,
            @Nullable BsonTimestamp at,
            ContentHasher hasher,
            long[] bytes,
            ProgressMeter progress) {
        String namespace = database + "." + described.name();
        // Servers answer a snapshot read of a capped collection with 246, for ever.
        BsonTimestamp moment = described.capped() ? null : at;
        try (DumpFileWriter writer = writer(file + ".bson");
                RawCursor cursor =
                        new RawCursor(source, database, described.name(), described.averageBytes(), moment, deadline)) {
            DocumentSink sink = (document, offset, length) -> {
                hasher.add(document, offset, length);
                writer.write(document, offset, length);
                bytes[0] += length;
            };
            long documentsBefore = 0;
            long bytesBefore = 0;
            while (cursor.next(sink)) {
                long documents = hasher.hash().documents();
                progress.add(namespace, documents - documentsBefore, bytes[0] - bytesBefore);
                documentsBefore = documents;
                bytesBefore = bytes[0];
            }
            writer.finish();
        }
    }

    /** As mongodump --dumpDbUsersAndRoles has them; who may not read them gets a dump without, and is told. */
    private String usersAndRoles() {
        BsonDocument ofDatabase = new BsonDocument("db", new BsonString(database));
        try {
            for (String each : List.of("users", "roles", "version")) {
                BsonDocument filter = each.equals("version") ? new BsonDocument() : ofDatabase;
                try (DumpFileWriter writer = writer("$admin.system." + each + ".bson")) {
                    for (org.bson.RawBsonDocument document : source.client()
                            .getDatabase("admin")
                            .getCollection("system." + each, org.bson.RawBsonDocument.class)
                            .find(filter)) {
                        writer.write(RawBson.bytes(document));
                    }
                    writer.finish();
                }
            }
            return "included";
        } catch (com.mongodb.MongoCommandException e) {
            for (String each : List.of("users", "roles", "version")) {
                remove("$admin.system." + each + ".bson");
            }
            return "not included: the server refused to show them (" + e.getErrorCodeName() + ")";
        }
    }

    private void remove(String name) {
        try {
            java.nio.file.Files.deleteIfExists(place.directory().resolve(suffixed(name)));
        } catch (java.io.IOException e) {
            throw new UncheckedIOException("Removing " + name + " failed: " + e.getMessage(), e);
        }
    }

    private void file(String name, byte[] content) {
        try (DumpFileWriter writer = writer(name)) {
            writer.write(content);
            writer.finish();
        }
    }

    private DumpFileWriter writer(String name) {
        return new DumpFileWriter(place.directory().resolve(suffixed(name)), place.gzip());
    }

    private String suffixed(String name) {
        return place.gzip() ? name + ".gz" : name;
    }

    /** What is on disk must be what was read from the server. */
    private Duration readBack(DumpReport report) {
        long started = System.nanoTime();
        Map<String, DumpedCollection> found = DumpScan.of(new DumpSource(place.readable()), deadline).values().stream()
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
