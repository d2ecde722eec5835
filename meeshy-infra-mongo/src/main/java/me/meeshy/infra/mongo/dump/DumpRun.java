package me.meeshy.infra.mongo.dump;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.format.DumpManifest;
import me.meeshy.infra.mongo.format.DumpOutput;
import me.meeshy.infra.mongo.model.Consistency;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.DumpReport;
import me.meeshy.infra.mongo.model.DumpedCollection;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.server.ConsistentRead;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.ReadDatabases;
import me.meeshy.infra.mongo.server.Retry;
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
    private final ReadDatabases databases;
    private final DumpSelection selection;
    private final DumpOutput output;
    private final Consumer<TransferProgress> listener;
    private final boolean verified;
    private final Retry retry;
    private final Deadline deadline;
    private final @Nullable OplogRecording oplog;

    public DumpRun(
            MongoConnection source,
            ReadDatabases databases,
            DumpSelection selection,
            DumpOutput output,
            Consumer<TransferProgress> listener,
            boolean verified,
            boolean withOplog,
            Retry retry,
            Deadline deadline) {
        this.oplog = withOplog ? new OplogRecording(source, retry, deadline) : null;
        this.source = source;
        this.databases = databases;
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
            ConsistentRead reading = new ConsistentRead(source, databases, retry, oplog == null ? null : oplog::begin);
            Written written = reading.run((catalogues, at, consistency) -> {
                requireSomething(catalogues);
                Map<String, List<CollectionDescription>> selected = selection.of(databases, catalogues);
                selected.forEach((database, held) -> UnsupportedData.forDump(source, database, held));
                // What changed while it was read live is mended by replaying the oplog.
                Runnable lastCheck =
                        oplog != null && at == null ? () -> {} : () -> reading.requireUnchanged(catalogues);
                return write(selected, at, consistency, lastCheck);
            });
            output.complete(deadline);
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            Duration readBack = verified
                    ? output.readable()
                            .map(each -> ReadBack.of(each, written.held(), written.oplog(), deadline))
                            .orElse(Duration.ZERO)
                    : Duration.ZERO;
            deadline.check("Dumping " + databases);
            output.publish();
            return new DumpReport(
                    written.held(),
                    output.destination(),
                    written.consistency(),
                    written.usersAndRoles(),
                    took,
                    readBack);
        } catch (UncheckedIOException e) {
            throw new DataException(
                    "Dumping " + databases + " failed: " + e.getMessage()
                            + ". Nothing was given a name. Is there room, and the right to write?",
                    e);
        }
    }

    private void requireSomething(Map<String, List<CollectionDescription>> catalogues) {
        if (catalogues.values().stream().allMatch(List::isEmpty)) {
            throw new DataException(databases
                    .single()
                    .map(each -> "There is no database " + each + " at " + source.address()
                            + ", or it is empty; a dump of nothing is refused: check the name")
                    .orElse("There is no database at " + source.address()
                            + " but the server's own; a dump of nothing is refused: check the address"));
        }
    }

    /** What one attempt has read and written. */
    private record Written(
            Map<String, List<DumpedCollection>> held,
            @Nullable DumpedCollection oplog,
            Consistency consistency,
            String usersAndRoles) {}

    /** A collection, and the database that it is in. */
    private record Member(String database, CollectionDescription described) {
        boolean ofUsers() {
            return database.equals("admin") && described.name().startsWith("system.");
        }
    }

    private Written write(
            Map<String, List<CollectionDescription>> selected,
            @Nullable BsonTimestamp at,
            Consistency consistency,
            Runnable lastCheck) {
        Instant begun = Instant.now();
        Map<String, Queue<DumpManifest.Entry>> entries = new TreeMap<>();
        selected.keySet().forEach(each -> entries.put(each, new ConcurrentLinkedQueue<>()));
        List<Member> members = selected.entrySet().stream()
                .flatMap(each -> each.getValue().stream().map(held -> new Member(each.getKey(), held)))
                .sorted(Comparator.comparingLong(each -> -each.described().bytes()))
                .toList();
        ProgressMeter progress = new ProgressMeter(
                listener,
                members.stream().mapToLong(each -> each.described().documents()).sum(),
                members.stream().mapToLong(each -> each.described().bytes()).sum());
        CollectionReading reading = new CollectionReading(source, selection, output, at, progress, retry, deadline);
        String version = retry.call("Asking for the version", () -> {}, source::serverVersion);
        CompletableFuture<UsersAndRoles> users = new CompletableFuture<>();
        boolean usersFirst = output.needsAllNames();
        if (usersFirst) {
            users.complete(usersAndRoles());
            UsersAndRoles known = users.join();
            output.begin(
                    version,
                    READERS,
                    selected,
                    oplog != null ? Map.of("", List.of(OplogRecording.NAME)) : known.names(databases));
            own(known);
        } else {
            output.begin(version, READERS, selected, Map.of());
        }
        // mongorestore looks for users in an archive before anything else, and finds them at its beginning only.
        members.stream()
                .filter(Member::ofUsers)
                .forEach(each ->
                        known(entries, each.database()).addAll(reading.read(each.database(), each.described())));
        try (Workers readers = new Workers("Dumping " + databases, READERS, deadline)) {
            if (!usersFirst) {
                // It mostly waits for answers, which costs the readers nothing.
                readers.submit(() -> users.complete(usersAndRoles()));
            }
            members.stream()
                    .filter(each -> !each.ofUsers())
                    .forEach(each -> readers.submit(() ->
                            known(entries, each.database()).addAll(reading.read(each.database(), each.described()))));
            readers.await();
        }
        UsersAndRoles known = users.join();
        if (!usersFirst) {
            own(known);
        }
        BsonTimestamp until = oplog == null ? null : oplog.now();
        // A rename before that moment, which the oplog cannot tell, shows here.
        lastCheck.run();
        Consistency reached = until == null ? consistency : consistency.withOplog(until.getValue());
        DumpedCollection record =
                oplog == null || until == null ? null : oplog.write(output, until, version, begun, reached);
        Map<String, List<DumpedCollection>> held = new TreeMap<>();
        entries.forEach((database, found) -> {
            List<DumpManifest.Entry> sorted = found.stream()
                    .sorted(Comparator.comparing(each -> each.collection().name()))
                    .toList();
            output.manifest(
                    database,
                    new DumpManifest(database, version, begun, reached.toString(), known.told(), sorted).toJson());
            held.put(
                    database,
                    sorted.stream().map(DumpManifest.Entry::collection).toList());
        });
        return new Written(held, record, reached, known.told());
    }

    private static <T> T known(Map<String, T> all, String database) {
        T found = all.get(database);
        if (found == null) {
            throw new IllegalStateException("nothing is kept of " + database);
        }
        return found;
    }

    private UsersAndRoles usersAndRoles() {
        return retry.call("Reading users and roles", () -> {}, () -> UsersAndRoles.of(source, databases));
    }

    private void own(UsersAndRoles users) {
        users.documents().forEach((name, documents) -> {
            try (DumpOutput.Section section = output.own(databases.single().orElseThrow(), name)) {
                documents.forEach(each -> section.accept(each, 0, each.length));
                section.end();
            }
        });
    }
}
