package me.meeshy.infra.mongo.backups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.model.PruneReport;
import me.meeshy.infra.mongo.model.RetentionPolicy;
import me.meeshy.infra.mongo.model.StoredDump;

/**
 * Decides which dumps go. Something goes only where a newer one stays that was read from end to end and found whole: the newest
 * good one always stays, and whatever is newer than that.
 */
public final class Pruning {

    private final Predicate<StoredDump> whole;

    public Pruning(Predicate<StoredDump> whole) {
        this.whole = whole;
    }

    /** Decides, and deletes nothing. */
    public PruneReport plan(List<StoredDump> dumps, RetentionPolicy policy) {
        List<StoredDump> readable =
                dumps.stream().filter(each -> each.problem().isEmpty()).toList();
        Map<StoredDump, String> wanted = new LinkedHashMap<>(Retention.kept(readable, policy));
        // Nobody knows what they are, so they neither count nor go.
        dumps.forEach(each -> each.problem()
                .ifPresent(problem -> wanted.put(each, "it cannot be read, and counts as none: " + problem)));
        if (wanted.size() == dumps.size()) {
            Map<StoredDump, String> all = new LinkedHashMap<>();
            dumps.forEach(each -> all.put(each, wanted.getOrDefault(each, "")));
            return new PruneReport(all, List.of(), Optional.empty());
        }
        StoredDump good = readable.stream()
                .filter(whole)
                .findFirst()
                .orElseThrow(() -> new DataException("None of the " + dumps.size()
                        + " dumps is whole, so none is deleted; make a new one, then look at what is wrong with them"));
        Map<StoredDump, String> kept = new LinkedHashMap<>();
        List<StoredDump> going = new ArrayList<>();
        boolean safe = false;
        for (StoredDump each : dumps) {
            Optional<String> why = Optional.ofNullable(wanted.get(each))
                    .or(() -> each.equals(good)
                            ? Optional.of("the last good one: none of those that are newer is whole")
                            : Optional.empty());
            if (why.isEmpty()) {
                why = safe ? foreign(each) : Optional.of("newer than the last good one");
            }
            why.ifPresentOrElse(reason -> kept.put(each, reason), () -> going.add(each));
            safe |= each.equals(good);
        }
        return new PruneReport(kept, going, Optional.of(good));
    }

    private static Optional<String> foreign(StoredDump dump) {
        return StoredDumps.foreign(dump)
                .map(path -> path.getFileName() + " in it is no part of a dump, and would be deleted with it");
    }
}
