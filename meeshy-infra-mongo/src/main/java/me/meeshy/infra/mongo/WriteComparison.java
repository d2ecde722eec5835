package me.meeshy.infra.mongo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.meeshy.infra.migration.StoreContext;
import me.meeshy.infra.migration.StoreJournal;
import me.meeshy.infra.migration.StoreReport.LateWrites;
import me.meeshy.infra.mongo.bson.DocumentId;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.CollectionKind;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.compare.DocumentComparison;
import me.meeshy.infra.mongo.compare.DocumentDifferences;
import me.meeshy.infra.mongo.format.DumpedDocuments;
import me.meeshy.infra.mongo.format.KeyFile;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DifferingDocument;
import me.meeshy.infra.mongo.server.CollectionCatalogue;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.RawCursor;
import me.meeshy.infra.mongo.swap.Facts;
import me.meeshy.infra.mongo.swap.Staged;
import me.meeshy.infra.mongo.swap.SwapPlan;
import me.meeshy.infra.mongo.verify.CollectionVerifier;
import me.meeshy.infra.mongo.work.Deadline;

/**
 * Finds what was written to data that is parked now: to the old data after its backup, or to the new data before it was rolled
 * back. It only reads, and records what it found.
 */
final class WriteComparison {

    static final String LATE = "late-writes";
    static final String UNDONE = "undone-writes";

    /** A list of thousands is read by nobody; the numbers are told in full. */
    private static final int MOST_EXAMPLES = 50;

    private final MongoConnection connection;
    private final MongoStore store;
    private final String database;
    private final InternalNames names;
    private final StoreJournal journal;
    private final Path directory;
    private final Deadline deadline;
    private final List<Map<String, Object>> found = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    WriteComparison(
            MongoConnection connection, MongoStore store, InternalNames names, StoreContext context, Duration within) {
        this.connection = connection;
        this.store = store;
        this.database = store.database();
        this.names = names;
        this.journal = context.journal();
        this.directory = context.directory();
        this.deadline = Deadline.in(within);
    }

    /** Told document by document: what was there before is in the backup. */
    void compareParkedWithBackup(SwapPlan plan) {
        Map<String, ContentHash> backedUp = StoreBackup.hashes(journal);
        var gone = new LinkedHashMap<String, ContentHash>(backedUp);
        gone.keySet().removeAll(store.kept());
        var before = new LinkedHashMap<String, Compared>();
        for (SwapPlan.Entry entry : plan.entries()) {
            ContentHash hash = backedUp.getOrDefault(entry.live(), ContentHash.EMPTY);
            if (entry.old().isPresent()) {
                before.put(names.parked(entry.number()), new Compared(entry.live(), hash, 0));
                gone.remove(entry.live());
            }
        }
        compare(before, this::againstBackup);
        gone.forEach((name, hash) -> {
            if (Selection.isUsers(name)) {
                found.add(facts(againstBackup(new Compared(name, hash, 0), sink -> {}, ContentHash.EMPTY)));
                notes.add(name + " was dropped by somebody after it was backed up, so it is not parked");
            }
        });
        record(LATE);
    }

    /** Told document by document, too: what was staged is known by its keys and hashes. */
    void compareRolledBackWithStaged(Staged staged, SwapPlan plan) {
        var before = new LinkedHashMap<String, Compared>();
        staged.collections()
                .forEach(each -> before.put(
                        names.rolledBack(each.number()), new Compared(each.live(), each.hash(), each.number())));
        List<CollectionDescription> there = compare(before, this::againstKeys);
        Set<String> old = plan.entries().stream()
                .filter(entry -> entry.old().isPresent())
                .map(SwapPlan.Entry::live)
                .collect(Collectors.toSet());
        there.stream()
                .filter(each -> each.kind() == CollectionKind.COLLECTION && Selection.isUsers(each.name()))
                .filter(each -> !old.contains(each.name()) && !store.kept().contains(each.name()))
                .forEach(each -> notes.add(each.name() + " was made after the swap began, with " + each.documents()
                        + " documents by now; it is left live"));
        record(UNDONE);
    }

    private void record(String what) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("collections", List.copyOf(found));
        facts.put("notes", List.copyOf(notes));
        journal.record(what, facts);
    }

    /**
     * What a collection held before.
     *
     * @param number the number that it was staged with, where it was
     */
    private record Compared(String live, ContentHash hash, int number) {}

    /** Finds out how a collection differs that is known to differ. */
    private interface Explanation {

        LateWrites of(Compared then, DocumentComparison.Reading reading, ContentHash now);
    }

    private List<CollectionDescription> compare(Map<String, Compared> before, Explanation explanation) {
        var verifier = new CollectionVerifier(connection, database, deadline);
        List<CollectionDescription> there = new CollectionCatalogue(connection).read(database);
        for (CollectionDescription each : there) {
            Compared then = before.get(each.name());
            if (then != null) {
                ContentHash now = verifier.hash(each);
                if (!now.equals(then.hash())) {
                    found.add(facts(explanation.of(then, sink -> read(each, sink), now)));
                }
            }
        }
        return there;
    }

    private static LateWrites byCount(Compared then, ContentHash now) {
        long more = now.documents() - then.hash().documents();
        return new LateWrites(then.live(), Math.max(0, more), more == 0 ? 1 : 0, Math.max(0, -more), false, List.of());
    }

    private LateWrites againstBackup(Compared then, DocumentComparison.Reading reading, ContentHash now) {
        Optional<Path> backup = StoreBackup.file(journal).filter(Files::isReadable);
        if (backup.isEmpty()) {
            return byCount(then, now);
        }
        var dump = new DumpedDocuments(backup.get(), then.live(), deadline);
        return explained(then, dump::each, reading);
    }

    private LateWrites againstKeys(Compared then, DocumentComparison.Reading reading, ContentHash now) {
        Path keys = StagedKeys.file(directory, store.name(), then.number());
        if (!Files.isReadable(keys)) {
            return byCount(then, now);
        }
        return explained(then, sink -> KeyFile.read(keys, deadline, sink), sink -> reading.each(KeyFile.smaller(sink)));
    }

    private static LateWrites explained(
            Compared then, DocumentComparison.Reading before, DocumentComparison.Reading now) {
        var examples = new Examples();
        DocumentDifferences differences = DocumentComparison.of(before, now, examples);
        return new LateWrites(
                then.live(),
                differences.onlyInSecond(),
                differences.different(),
                differences.onlyInFirst(),
                true,
                examples.found);
    }

    /** Some of what was written, in words. */
    private static final class Examples implements DocumentComparison.Listing {

        private final List<String> found = new ArrayList<>();

        @Override
        public boolean wantsMore() {
            return found.size() < MOST_EXAMPLES;
        }

        @Override
        public void take(DifferingDocument.Kind how, byte[] bytes, int offset) {
            String what = switch (how) {
                case ONLY_IN_FIRST -> "removed ";
                case ONLY_IN_SECOND -> "added ";
                case DIFFERENT -> "changed ";
            };
            found.add(what + DocumentId.text(bytes, offset));
        }
    }

    private void read(CollectionDescription collection, DocumentSink sink) {
        try (RawCursor cursor =
                new RawCursor(connection, database, collection.name(), collection.averageBytes(), null, deadline)) {
            boolean more = true;
            while (more) {
                more = cursor.next(sink);
            }
        }
    }

    private static Map<String, Object> facts(LateWrites writes) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", writes.name());
        facts.put("added", writes.added());
        facts.put("changed", writes.changed());
        facts.put("removed", writes.removed());
        facts.put("exact", writes.exact());
        facts.put("examples", writes.examples());
        return facts;
    }

    static List<LateWrites> recorded(StoreJournal journal, String what) {
        return journal.last(what)
                .map(record -> ((List<?>) Facts.required(record.facts(), "collections"))
                        .stream()
                                .map(each -> (Map<?, ?>) each)
                                .map(each -> new LateWrites(
                                        (String) Facts.required(each, "name"),
                                        (Long) Facts.required(each, "added"),
                                        (Long) Facts.required(each, "changed"),
                                        (Long) Facts.required(each, "removed"),
                                        (Boolean) Facts.required(each, "exact"),
                                        examples(each)))
                                .collect(Collectors.toList()))
                .orElse(List.of());
    }

    private static List<String> examples(Map<?, ?> facts) {
        return facts.get("examples") instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
    }

    static List<String> notes(StoreJournal journal) {
        return Stream.of(LATE, UNDONE)
                .flatMap(what -> journal.last(what).stream())
                .flatMap(record -> ((List<?>) Facts.required(record.facts(), "notes")).stream())
                .map(String.class::cast)
                .toList();
    }
}
