package me.meeshy.infra.mongo.swap;

import java.util.List;
import java.util.Optional;
import me.meeshy.infra.mongo.catalogue.InternalNames;

/** Where the two collections of an entry are now: by their UUIDs, or on a stand-in without them as the names tell. */
final class Whereabouts {

    private final InternalNames names;
    private final Sight sight;

    Whereabouts(InternalNames names, Sight sight) {
        this.names = names;
        this.sight = sight;
    }

    Optional<String> old(SwapPlan.Entry entry) {
        return entry.old().flatMap(old -> {
            if (old.uuid().isPresent()) {
                return sight.nameOf(old.uuid().get());
            }
            String parked = names.parked(entry.number());
            if (sight.has(parked)) {
                return Optional.of(parked);
            }
            boolean freshElsewhere = entry.fresh().isEmpty()
                    || sight.has(names.staged(entry.number()))
                    || sight.has(names.rolledBack(entry.number()));
            return Optional.of(entry.live()).filter(name -> freshElsewhere && sight.hasCollection(name));
        });
    }

    Optional<String> fresh(SwapPlan.Entry entry) {
        return entry.fresh().flatMap(fresh -> {
            if (fresh.uuid().isPresent()) {
                return sight.nameOf(fresh.uuid().get());
            }
            for (String name : List.of(names.staged(entry.number()), names.rolledBack(entry.number()))) {
                if (sight.has(name)) {
                    return Optional.of(name);
                }
            }
            return Optional.of(entry.live()).filter(sight::hasCollection);
        });
    }

    /** Nothing is moved as long as one of the old collections is not where this run leaves them. */
    void requireOld(List<SwapPlan.Entry> entries) {
        for (SwapPlan.Entry entry : entries) {
            Optional<String> at = old(entry);
            String parked = names.parked(entry.number());
            if (entry.old().isPresent() && !at.equals(Optional.of(entry.live())) && !at.equals(Optional.of(parked))) {
                throw new SwapRefusedException("the old collection " + entry.live() + " is "
                        + at.map(name -> "named '" + name + "'").orElse("not there any more")
                        + ", where this run would have it live or parked as '" + parked
                        + "'; a later migration or somebody's hand moved it, so nothing was renamed");
            }
        }
    }

    void requireNotReplacedAgain(List<SwapPlan.Entry> entries) {
        for (SwapPlan.Entry entry : entries) {
            fresh(entry)
                    .filter(name -> InternalNames.isInternal(name) && !names.isOurs(name))
                    .ifPresent(name -> {
                        throw new SwapRefusedException("the data that this run made live as " + entry.live()
                                + " was replaced by a later migration, which parked it as '" + name
                                + "'; roll that one back first");
                    });
        }
    }
}
