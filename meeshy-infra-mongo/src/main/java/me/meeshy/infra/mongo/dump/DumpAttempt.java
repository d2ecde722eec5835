package me.meeshy.infra.mongo.dump;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.format.DumpJournal;
import me.meeshy.infra.mongo.format.DumpManifest;
import me.meeshy.infra.mongo.format.DumpOutput;
import me.meeshy.infra.mongo.format.DumpScan;
import me.meeshy.infra.mongo.model.Consistency;
import me.meeshy.infra.mongo.model.DumpedCollection;
import me.meeshy.infra.mongo.model.TransferProgress;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.ReadDatabases;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.work.Deadline;
import me.meeshy.infra.mongo.work.ProgressMeter;
import me.meeshy.infra.mongo.work.Workers;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/** One attempt of a dump: everything is read, and written to its output, manifests included. */
record DumpAttempt(
        MongoConnection source,
        ReadDatabases databases,
        DumpSelection selection,
        DumpOutput output,
        Consumer<TransferProgress> listener,
        @Nullable OplogRecording oplog,
        @Nullable DumpResume resume,
        Retry retry,
        Deadline deadline) {

    /** More than three bring nothing on few cores, and each may hold the largest reply twice: as it comes, and as it is walked. */
    private static final int MOST_READERS = 3;

    private static final long BYTES_PER_READER = 40L * 1024 * 1024;
    private static final int READERS =
            (int) Math.max(1, Math.min(MOST_READERS, Runtime.getRuntime().maxMemory() / BYTES_PER_READER));

    /** What one attempt has read and written. */
    record Written(
            Map<String, List<DumpedCollection>> held,
            @Nullable DumpedCollection oplog,
            Consistency consistency,
            String usersAndRoles,
            List<String> skipped) {}

    /** What one attempt reads, and when. */
    record Reading(
            Map<String, List<CollectionDescription>> catalogues,
            Map<String, List<CollectionDescription>> selected,
            @Nullable BsonTimestamp at,
            Consistency consistency) {}

    /** A collection, and the database that it is in. */
    private record Member(String database, CollectionDescription described) {
        String namespace() {
            return database + "." + described.name();
        }

        boolean ofUsers() {
            return database.equals("admin") && described.name().startsWith("system.");
        }
    }

    /**
     * Reads and writes.
     *
     * @param lastCheck fails where what was read does not belong together
     */
    Written run(Reading now, Runnable lastCheck) {
        String version = retry.call("Asking for the version", () -> {}, source::serverVersion);
        UsersAndRoles first = output.needsAllNames() ? usersAndRoles() : null;
        Instant begun = begin(now, version, first == null ? Map.of() : own(now, first));
        Map<String, Queue<DumpManifest.Entry>> entries = new TreeMap<>();
        now.selected().keySet().forEach(each -> entries.put(each, new ConcurrentLinkedQueue<>()));
        List<Member> members = now.selected().entrySet().stream()
                .flatMap(each -> each.getValue().stream().map(held -> new Member(each.getKey(), held)))
                .sorted(Comparator.comparingLong(each -> -each.described().bytes()))
                .toList();
        ProgressMeter progress = new ProgressMeter(
                listener,
                members.stream().mapToLong(each -> each.described().documents()).sum(),
                members.stream().mapToLong(each -> each.described().bytes()).sum());
        Set<String> skipped = new TreeSet<>();
        for (DumpJournal.Finished each : resume == null ? List.<DumpJournal.Finished>of() : resume.kept()) {
            String namespace = each.database() + "." + each.name();
            known(entries, each.database()).addAll(each.entries());
            skipped.add(namespace);
            progress.add(namespace, each.documents(), each.bytes());
        }
        List<Member> rest = members.stream()
                .filter(each -> !skipped.contains(each.namespace()))
                .toList();
        CollectionReading reading =
                new CollectionReading(source, selection, output, now.at(), progress, retry, deadline);
        Consumer<Member> dumping = each -> {
            List<DumpManifest.Entry> read = reading.read(each.database(), each.described());
            known(entries, each.database()).addAll(read);
            output.finished(new DumpJournal.Finished(each.database(), read));
        };
        UsersAndRoles users = read(rest, dumping, first);
        BsonTimestamp until = oplog != null && oplog.belongsTo(now.at()) ? oplog.now() : null;
        // A rename before that moment, which the oplog cannot tell, shows here.
        lastCheck.run();
        Consistency reached =
                until == null ? now.consistency() : now.consistency().withOplog(until.getValue());
        DumpManifest.Entry record = until == null || oplog == null ? null : oplog.write(output, until);
        Map<String, List<DumpedCollection>> held = manifests(
                entries, record, new DumpManifest("", version, begun, reached.toString(), users.told(), List.of()));
        return new Written(
                held, record == null ? null : record.collection(), reached, users.told(), List.copyOf(skipped));
    }

    private Map<String, List<String>> own(Reading now, UsersAndRoles users) {
        return oplog != null && oplog.belongsTo(now.at())
                ? Map.of("", List.of(OplogRecording.NAME))
                : users.names(databases);
    }

    /** Begins the output, with what is taken over of an interrupted dump; returns since when it is read. */
    private Instant begin(Reading now, String version, Map<String, List<String>> own) {
        Instant begun = Instant.now();
        if (resume == null) {
            output.begin(version, READERS, now.selected(), own);
            return begun;
        }
        beginKeeping(resume, now, version, own, begun);
        boolean sound = resume.kept().isEmpty()
                || output.readable()
                        .filter(each -> resume.isSound(each, deadline))
                        .isPresent();
        if (!sound) {
            resume.forget("what the interrupted dump has left on disk is damaged");
            beginKeeping(resume, now, version, own, begun);
        }
        return resume.begunAt(begun);
    }

    private void beginKeeping(
            DumpResume resumed, Reading now, String version, Map<String, List<String>> own, Instant begun) {
        // The journal comes first: what it does not name may go.
        resumed.begin(now.catalogues(), now.at(), begun);
        resumed.kept().forEach(output::takeOver);
        output.begin(version, READERS, now.selected(), own);
    }

    private UsersAndRoles read(List<Member> members, Consumer<Member> dumping, @Nullable UsersAndRoles first) {
        CompletableFuture<UsersAndRoles> users = new CompletableFuture<>();
        if (first != null) {
            users.complete(first);
            own(first);
        }
        // mongorestore looks for users in an archive before anything else, and finds them at its beginning only.
        members.stream().filter(Member::ofUsers).forEach(dumping);
        try (Workers readers = new Workers("Dumping " + databases, READERS, deadline)) {
            if (first == null) {
                // It mostly waits for answers, which costs the readers nothing.
                readers.submit(() -> users.complete(usersAndRoles()));
            }
            members.stream()
                    .filter(each -> !each.ofUsers())
                    .forEach(each -> readers.submit(() -> dumping.accept(each)));
            readers.await();
        }
        UsersAndRoles known = users.join();
        if (first == null) {
            own(known);
        }
        return known;
    }

    /** One for each database, and where all are dumped one above, which knows the others and the oplog. */
    private Map<String, List<DumpedCollection>> manifests(
            Map<String, Queue<DumpManifest.Entry>> entries,
            DumpManifest.@Nullable Entry oplogEntry,
            DumpManifest facts) {
        Map<String, List<DumpedCollection>> held = new TreeMap<>();
        Map<String, String> hashes = new TreeMap<>();
        entries.forEach((database, found) -> {
            List<DumpManifest.Entry> sorted = found.stream()
                    .sorted(Comparator.comparing(each -> each.collection().name()))
                    .toList();
            byte[] json = facts.of(database, sorted, Map.of()).toJson();
            output.manifest(database, json);
            hashes.put(database, DumpScan.sha256(json));
            held.put(
                    database,
                    sorted.stream().map(DumpManifest.Entry::collection).toList());
        });
        if (databases.single().isEmpty()) {
            output.manifest(
                    "",
                    facts.of("", oplogEntry == null ? List.of() : List.of(oplogEntry), hashes)
                            .toJson());
        }
        return held;
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
