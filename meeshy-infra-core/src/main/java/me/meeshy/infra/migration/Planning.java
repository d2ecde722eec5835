package me.meeshy.infra.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import me.meeshy.infra.Environment;
import me.meeshy.infra.RunningEnvironment;
import me.meeshy.infra.RunningService;
import me.meeshy.infra.internal.Amounts;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Service;

/** Finds out what a migration would do and what speaks against it; changes nothing. */
final class Planning {

    /** A name that no run has. */
    private static final String NO_RUN = "0";

    private final RunningEnvironment source;
    private final RunningEnvironment target;
    private final boolean embedded;
    private final Events events;
    private final List<String> refusals = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    Planning(RunningEnvironment source, RunningEnvironment target, boolean embedded, Events events) {
        this.source = source;
        this.target = target;
        this.embedded = embedded;
        this.events = events;
    }

    MigrationPlan plan(
            List<DataStore> stores,
            List<String> writers,
            List<String> restarts,
            Optional<String> validation,
            Path backups,
            Duration within) {
        checkServices(writers);
        checkServices(restarts);
        if (writers.isEmpty()) {
            warnings.add(
                    "no writer is declared with stopWriters(…): the swap is refused if anybody is connected to the target's"
                            + " stores then");
        }
        var plans = new ArrayList<StorePlan>();
        for (DataStore store : stores) {
            plan(store, writers, backups, new Allowance(within, System::nanoTime))
                    .ifPresent(plans::add);
        }
        for (StorePlan plan : plans) {
            plan.refusals().forEach(refusal -> refusals.add(plan.store() + ": " + refusal));
            plan.warnings().forEach(warning -> warnings.add(plan.store() + ": " + warning));
        }
        var plan = new MigrationPlan(
                source.environment().name(),
                target.environment().name(),
                plans,
                writers,
                restarts,
                validation,
                backups,
                notMoved(source.environment(), stores),
                List.of(),
                List.of());
        checkBackups(backups, plan);
        return new MigrationPlan(
                plan.source(),
                plan.target(),
                plans,
                writers,
                restarts,
                validation,
                backups,
                plan.notMoved(),
                refusals,
                warnings);
    }

    private Optional<StorePlan> plan(DataStore store, List<String> writers, Path backups, Allowance allowance) {
        var context = new RunContext(
                NO_RUN,
                Optional.of(source),
                target,
                embedded,
                Set.copyOf(writers),
                backups.resolve("migration-" + NO_RUN).toString(),
                backups.resolve("migration-" + NO_RUN),
                new NoJournal(),
                store.name(),
                events,
                allowance::remaining);
        try (StoreMigration migration = store.open(context)) {
            return Optional.of(migration.plan());
        } catch (InfraException e) {
            refusals.add(store.name() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private void checkServices(List<String> names) {
        Set<String> there = target.services().stream()
                .map(RunningService::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (String name : names) {
            if (!there.contains(name)) {
                refusals.add("the service '" + name + "' has no container in "
                        + target.environment().name() + ", which has " + there);
            }
        }
    }

    private void checkBackups(Path backups, MigrationPlan plan) {
        Path there = backups.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            refusals.add("the folder for backups " + backups + " cannot be written to: " + there
                    + (Files.isDirectory(there) ? " does not let this user write" : " is no folder"));
            return;
        }
        long usable;
        long total;
        try {
            usable = Files.getFileStore(there).getUsableSpace();
            total = Files.getFileStore(there).getTotalSpace();
        } catch (IOException e) {
            warnings.add("cannot tell how much room there is for the backup in " + backups + ": " + e);
            return;
        }
        if (plan.backupBytes().isEmpty()) {
            warnings.add("cannot tell how much room the backup needs; " + backups + " has " + Amounts.size(usable));
            return;
        }
        long copies = copiesOnDiskOf(plan, total);
        if (copies > 0 && usable < plan.backupBytes().getAsLong() + copies) {
            refusals.add(
                    "the backup may need " + Amounts.size(plan.backupBytes().getAsLong())
                            + " and the copy beside the live data " + Amounts.size(copies)
                            + ", both on the disk of " + backups + ", which has only " + Amounts.size(usable)
                            + " left; make room, or name a folder on another disk with backupTo(…)");
        } else if (usable < plan.backupBytes().getAsLong()) {
            refusals.add("the backup may need "
                    + Amounts.size(plan.backupBytes().getAsLong()) + ", and " + backups + " has only "
                    + Amounts.size(usable) + " left; make room, or name another folder with backupTo(…)");
        }
    }

    /** What is copied to the disk that the backup is on: one of exactly its size is taken for it. */
    private static long copiesOnDiskOf(MigrationPlan plan, long totalBytes) {
        return plan.stores().stream()
                .flatMap(store -> store.disk().stream())
                .filter(disk -> disk.totalBytes() == totalBytes)
                .mapToLong(StorePlan.Disk::neededBytes)
                .sum();
    }

    /** The volumes of the source that no store of the migration stands for, each with where it is used. */
    static List<String> notMoved(Environment source, List<DataStore> stores) {
        Set<String> moving = stores.stream().map(DataStore::service).collect(Collectors.toSet());
        var places = new LinkedHashMap<String, List<String>>();
        Set<String> moved = new HashSet<>();
        for (Service service : source.stack().services().values()) {
            for (Mount mount : service.mounts()) {
                if (mount instanceof Mount.Named named) {
                    places.computeIfAbsent(named.volume(), volume -> new ArrayList<>())
                            .add(service.name() + " at " + named.target());
                    if (moving.contains(service.name())) {
                        moved.add(named.volume());
                    }
                }
            }
        }
        places.keySet().removeAll(moved);
        return places.entrySet().stream()
                .map(entry -> "volume " + entry.getKey() + " (" + String.join(", ", entry.getValue()) + ")")
                .toList();
    }

    /** A plan reads only, and has nothing to record. */
    private static final class NoJournal implements StoreJournal {
        @Override
        public void record(String what, Map<String, ?> facts) {
            throw new IllegalStateException("a plan changes nothing, so nothing of it is recorded: " + what);
        }

        @Override
        public List<Entry> entries() {
            return List.of();
        }
    }
}
