package me.meeshy.infra.mongo.backups;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.PruneReport;
import me.meeshy.infra.mongo.model.RetentionPolicy;
import me.meeshy.infra.mongo.model.StoredDump;

/**
 * Decides which dumps go. Only dumps that were read from end to end and found whole count for the policy, and something goes only
 * where a newer one of these stays.
 */
public final class Pruning {

    private final Function<StoredDump, Optional<DataException>> verification;

    /**
     * Decides by what a verification finds.
     *
     * @param verification reads a dump from end to end and tells what is wrong with it; empty where it is whole
     */
    public Pruning(Function<StoredDump, Optional<DataException>> verification) {
        this.verification = verification;
    }

    /** Decides, and deletes nothing. */
    public PruneReport plan(List<StoredDump> dumps, RetentionPolicy policy) {
        List<StoredDump> readable =
                dumps.stream().filter(each -> each.problem().isEmpty()).toList();
        if (Retention.kept(readable, policy).size() == readable.size()) {
            // Nothing goes, whatever they hold.
            return new PruneReport(
                    reasons(dumps, Retention.kept(readable, policy), Map.of()), List.of(), Optional.empty());
        }
        Map<StoredDump, String> damaged = new LinkedHashMap<>();
        Map<StoredDump, String> wanted = wantedAndWhole(readable, policy, damaged);
        StoredDump good = wanted.keySet().stream()
                .findFirst()
                .orElseThrow(() -> new DataException("None of the " + dumps.size()
                        + " dumps is whole, so none is deleted; make a new one, then look at what is wrong with them"));
        Map<StoredDump, String> kept = reasons(dumps, wanted, damaged);
        // What nobody wants is older than the newest good one, as every rule of a policy wants that one.
        List<StoredDump> going = new ArrayList<>();
        for (StoredDump each : dumps) {
            if (!kept.containsKey(each)) {
                foreign(each).ifPresentOrElse(reason -> kept.put(each, reason), () -> going.add(each));
            }
        }
        return new PruneReport(sorted(dumps, kept), going, Optional.of(good));
    }

    /** What the policy keeps of those that are whole: in place of one that is not, it takes the next. */
    private Map<StoredDump, String> wantedAndWhole(
            List<StoredDump> readable, RetentionPolicy policy, Map<StoredDump, String> damaged) {
        Set<StoredDump> whole = new HashSet<>();
        List<StoredDump> counting = new ArrayList<>(readable);
        while (true) {
            Map<StoredDump, String> wanted = Retention.kept(counting, policy);
            Optional<StoredDump> unknown = wanted.keySet().stream()
                    .filter(each -> !whole.contains(each))
                    .findFirst();
            if (unknown.isEmpty()) {
                return wanted;
            }
            Optional<DataException> failure = verification.apply(unknown.get());
            if (failure.isEmpty()) {
                whole.add(unknown.get());
            } else {
                counting.remove(unknown.get());
                damaged.put(unknown.get(), String.valueOf(failure.get().getMessage()));
            }
        }
    }

    private static Map<StoredDump, String> reasons(
            List<StoredDump> dumps, Map<StoredDump, String> wanted, Map<StoredDump, String> damaged) {
        Map<StoredDump, String> kept = new LinkedHashMap<>(wanted);
        damaged.forEach((dump, why) -> kept.put(dump, "it is not whole, and counts as none: " + why));
        // Nobody knows what they are, so they neither count nor go.
        dumps.forEach(each -> each.problem()
                .ifPresent(problem -> kept.put(each, "it cannot be read, and counts as none: " + problem)));
        return sorted(dumps, kept);
    }

    private static Map<StoredDump, String> sorted(List<StoredDump> dumps, Map<StoredDump, String> kept) {
        Map<StoredDump, String> sorted = new LinkedHashMap<>();
        dumps.stream().filter(kept::containsKey).forEach(each -> sorted.put(each, kept.getOrDefault(each, "")));
        return sorted;
    }

    private static Optional<String> foreign(StoredDump dump) {
        return StoredDumps.foreign(dump)
                .map(path -> path.getFileName() + " in it is no part of a dump, and would be deleted with it");
    }
}
