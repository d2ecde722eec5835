package me.meeshy.infra.mongo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import me.meeshy.infra.migration.StoreJournal;
import me.meeshy.infra.migration.StoreReport.LateWrites;
import me.meeshy.infra.mongo.bson.DocumentSink;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.format.DumpedDocuments;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.server.CollectionCatalogue;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.RawCursor;
import me.meeshy.infra.mongo.swap.Facts;
import me.meeshy.infra.mongo.swap.Staged;
import me.meeshy.infra.mongo.swap.SwapPlan;
import me.meeshy.infra.mongo.verify.CollectionVerifier;
import me.meeshy.infra.mongo.verify.DocumentComparison;
import me.meeshy.infra.mongo.verify.DocumentDifferences;
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
    private final String database;
    private final InternalNames names;
    private final StoreJournal journal;
    private final Deadline deadline;

    WriteComparison(
            MongoConnection connection, String database, InternalNames names, StoreJournal journal, Duration within) {
        this.connection = connection;
        this.database = database;
        this.names = names;
        this.journal = journal;
        this.deadline = Deadline.in(within);
    }

    /** Told document by document: what was there before is in the backup. */
    void compareParkedWithBackup(SwapPlan plan) {
        Map<String, ContentHash> backedUp = StoreBackup.hashes(journal);
        var before = new LinkedHashMap<String, Compared>();
        for (SwapPlan.Entry entry : plan.entries()) {
            ContentHash hash = backedUp.getOrDefault(entry.live(), ContentHash.EMPTY);
            if (entry.old().isPresent()) {
                before.put(names.parked(entry.number()), new Compared(entry.live(), hash));
            }
        }
        compare(before, LATE, this::againstBackup);
    }

    /** Told by counts alone: what was staged is known by its hash, and the source may have gone on since. */
    void compareRolledBackWithStaged(Staged staged) {
        var before = new LinkedHashMap<String, Compared>();
        staged.collections()
                .forEach(each -> before.put(names.rolledBack(each.number()), new Compared(each.live(), each.hash())));
        compare(before, UNDONE, (collection, then, now) -> byCount(then, now));
    }

    private record Compared(String live, ContentHash hash) {}

    /** Finds out how a collection differs that is known to differ. */
    private interface Explanation {

        LateWrites of(CollectionDescription collection, Compared then, ContentHash now);
    }

    private void compare(Map<String, Compared> before, String what, Explanation explanation) {
        var verifier = new CollectionVerifier(connection, database, deadline);
        var found = new ArrayList<Map<String, Object>>();
        for (CollectionDescription each : new CollectionCatalogue(connection).read(database)) {
            Compared then = before.get(each.name());
            if (then != null) {
                ContentHash now = verifier.hash(each);
                if (!now.equals(then.hash())) {
                    found.add(facts(explanation.of(each, then, now)));
                }
            }
        }
        journal.record(what, Map.of("collections", found));
    }

    private static LateWrites byCount(Compared then, ContentHash now) {
        long more = now.documents() - then.hash().documents();
        return new LateWrites(then.live(), Math.max(0, more), more == 0 ? 1 : 0, Math.max(0, -more), false, List.of());
    }

    private LateWrites againstBackup(CollectionDescription collection, Compared then, ContentHash now) {
        Optional<Path> backup = StoreBackup.file(journal).filter(Files::isReadable);
        if (backup.isEmpty()) {
            return byCount(then, now);
        }
        var dump = new DumpedDocuments(backup.get(), then.live(), deadline);
        DocumentDifferences found = DocumentComparison.of(dump::each, sink -> read(collection, sink), MOST_EXAMPLES);
        return new LateWrites(then.live(), found.added(), found.changed(), found.removed(), true, found.examples());
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
}
