package me.meeshy.infra.mongo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import me.meeshy.infra.migration.StoreJournal;
import me.meeshy.infra.migration.StoreReport.LateWrites;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.server.CollectionCatalogue;
import me.meeshy.infra.mongo.server.MongoConnection;
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

    private final MongoConnection connection;
    private final String database;
    private final InternalNames names;
    private final StoreJournal journal;
    private final Duration within;

    WriteComparison(
            MongoConnection connection, String database, InternalNames names, StoreJournal journal, Duration within) {
        this.connection = connection;
        this.database = database;
        this.names = names;
        this.journal = journal;
        this.within = within;
    }

    void compareParkedWithBackup(SwapPlan plan) {
        Map<String, ContentHash> backedUp = StoreBackup.hashes(journal);
        var before = new LinkedHashMap<String, Compared>();
        for (SwapPlan.Entry entry : plan.entries()) {
            ContentHash hash = backedUp.getOrDefault(entry.live(), ContentHash.EMPTY);
            if (entry.old().isPresent()) {
                before.put(names.parked(entry.number()), new Compared(entry.live(), hash));
            }
        }
        compare(before, LATE);
    }

    void compareRolledBackWithStaged(Staged staged) {
        var before = new LinkedHashMap<String, Compared>();
        staged.collections()
                .forEach(each -> before.put(names.rolledBack(each.number()), new Compared(each.live(), each.hash())));
        compare(before, UNDONE);
    }

    private record Compared(String live, ContentHash hash) {}

    private void compare(Map<String, Compared> before, String what) {
        var verifier = new CollectionVerifier(connection, database, Deadline.in(within));
        var found = new ArrayList<Map<String, Object>>();
        for (CollectionDescription each : new CollectionCatalogue(connection).read(database)) {
            Compared then = before.get(each.name());
            if (then != null) {
                ContentHash now = verifier.hash(each);
                if (!now.equals(then.hash())) {
                    found.add(facts(then, now));
                }
            }
        }
        journal.record(what, Map.of("collections", found));
    }

    private static Map<String, Object> facts(Compared then, ContentHash now) {
        long more = now.documents() - then.hash().documents();
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", then.live());
        facts.put("added", Math.max(0, more));
        facts.put("removed", Math.max(0, -more));
        facts.put("changed", more == 0 ? 1 : 0);
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
