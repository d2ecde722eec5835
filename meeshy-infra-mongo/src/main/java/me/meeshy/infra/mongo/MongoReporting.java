package me.meeshy.infra.mongo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import me.meeshy.infra.migration.StoreJournal;
import me.meeshy.infra.migration.StorePlan.Action;
import me.meeshy.infra.migration.StoreReport;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.swap.CollectionSwap;
import me.meeshy.infra.mongo.swap.Staged;
import me.meeshy.infra.mongo.swap.SwapPlan;

/** Tells from the journal what became of a database, whichever process did it. */
final class MongoReporting {

    private final MongoStore store;
    private final InternalNames names;
    private final StoreJournal journal;

    MongoReporting(MongoStore store, InternalNames names, StoreJournal journal) {
        this.store = store;
        this.names = names;
        this.journal = journal;
    }

    StoreReport report() {
        Optional<SwapPlan> swap = journal.last(SwapPlan.RECORD).map(record -> SwapPlan.of(record.facts()));
        return new StoreReport(
                store.name(),
                items(swap),
                StoreBackup.file(journal),
                WriteComparison.recorded(journal, WriteComparison.LATE),
                WriteComparison.recorded(journal, WriteComparison.UNDONE),
                swap.map(plan -> "collections named " + names.parked(0).replaceAll("p0$", "*") + " of "
                        + store.database() + parked(plan)),
                notes());
    }

    private List<StoreReport.Item> items(Optional<SwapPlan> swap) {
        var items = new ArrayList<StoreReport.Item>();
        Optional<Staged> staged = journal.last(Staged.RECORD).map(record -> Staged.of(record.facts()));
        staged.ifPresent(known -> known.collections()
                .forEach(each -> items.add(new StoreReport.Item(
                        each.live(),
                        replaces(swap, each.live()) ? Action.REPLACE : Action.ADD,
                        each.hash().documents(),
                        each.bytes(),
                        each.hash().toString()))));
        swap.ifPresent(plan -> plan.entries().stream()
                .filter(entry -> entry.fresh().isEmpty())
                .forEach(entry -> items.add(asBackedUp(entry.live(), Action.PARK))));
        store.kept().forEach(name -> items.add(asBackedUp(name, Action.KEEP)));
        return items;
    }

    /** What stays as it was is described as the backup found it. */
    private StoreReport.Item asBackedUp(String name, Action action) {
        ContentHash hash = StoreBackup.hashes(journal).getOrDefault(name, ContentHash.EMPTY);
        return new StoreReport.Item(
                name,
                action,
                hash.documents(),
                StoreBackup.bytes(journal).getOrDefault(name, 0L),
                hash.documents() == 0 ? "" : hash.toString());
    }

    private static boolean replaces(Optional<SwapPlan> swap, String live) {
        return swap.stream()
                .flatMap(plan -> plan.entries().stream())
                .anyMatch(entry -> entry.live().equals(live) && entry.old().isPresent());
    }

    private String parked(SwapPlan plan) {
        return plan.entries().stream()
                .filter(entry -> entry.old().isPresent())
                .map(entry -> names.parked(entry.number()) + " = " + entry.live())
                .reduce((one, other) -> one + ", " + other)
                .map(all -> " (" + all + ")")
                .orElse("");
    }

    private List<String> notes() {
        Stream<String> consistency =
                journal
                        .last(Staged.RECORD)
                        .map(record -> "read as " + Staged.of(record.facts()).consistency())
                        .stream();
        return Stream.of(consistency, CollectionSwap.strays(journal).stream(), WriteComparison.notes(journal).stream())
                .flatMap(notes -> notes)
                .toList();
    }
}
