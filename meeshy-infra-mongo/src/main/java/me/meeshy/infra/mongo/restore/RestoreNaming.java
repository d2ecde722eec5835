package me.meeshy.infra.mongo.restore;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.swap.CollectionSwap;
import me.meeshy.infra.mongo.swap.Renaming;
import me.meeshy.infra.mongo.swap.Sight;
import me.meeshy.infra.mongo.swap.SwapPlan;

/**
 * Gives the restored collections of one database their names, or takes them back: the same loop as that of a migration's
 * swap, which finishes from wherever a process died. What is to happen stands in the journal before anything does.
 */
public final class RestoreNaming {

    /** The record after which what was replaced is dropped, and nothing can be undone. */
    public static final String DROPPING = "dropping";

    private final RestoreJournal journal;
    private final Renaming renaming;
    private final InternalNames names;
    private final SwapPlan plan;
    private final CollectionSwap swap;

    public RestoreNaming(MongoConnection target, RestoreJournal journal, SwapPlan plan, Duration patience) {
        this.journal = journal;
        this.renaming = RestoreLeftovers.renaming(target, journal);
        this.names = InternalNames.ofRestore(journal.run());
        this.plan = plan;
        this.swap = new CollectionSwap(
                renaming,
                names,
                plan,
                journal,
                RestoreLeftovers.company(target, journal),
                CollectionSwap.patience(patience));
    }

    /** As the journal has it; empty where it had not come to that. */
    public static Optional<RestoreNaming> of(MongoConnection target, RestoreJournal journal, Duration patience) {
        return journal.last(SwapPlan.RECORD)
                .map(record -> new RestoreNaming(target, journal, SwapPlan.of(record.facts()), patience));
    }

    /** Records what is about to happen. */
    public void begin() {
        journal.record(SwapPlan.RECORD, plan.toFacts());
    }

    public boolean dropping() {
        return journal.last(DROPPING).isPresent();
    }

    /** What was loaded gets its names; what had them is parked. */
    public void forward() {
        swap.forward(name -> {});
    }

    /** What was parked gets its names back. */
    public void backward() {
        swap.backward(name -> {});
    }

    /** Drops what was replaced. */
    public void dropOld() {
        if (!dropping()) {
            journal.record(DROPPING, java.util.Map.of());
        }
        Sight sight = renaming.look();
        for (SwapPlan.Entry entry : plan.entries()) {
            entry.old().ifPresent(old -> drop(sight, old, List.of(names.parked(entry.number()))));
        }
    }

    /** Drops what was loaded, once it has no names any more. */
    public void dropNew() {
        Sight sight = renaming.look();
        for (SwapPlan.Entry entry : plan.entries()) {
            entry.fresh()
                    .ifPresent(fresh -> drop(
                            sight, fresh, List.of(names.staged(entry.number()), names.rolledBack(entry.number()))));
        }
    }

    /** Only under a name of this run, whatever the identity: what has another is somebody's. */
    private void drop(Sight sight, SwapPlan.Side side, List<String> ours) {
        for (String name : ours) {
            boolean meant = sight.at(name)
                    .filter(found -> side.uuid().isEmpty() || side.uuid().equals(found.uuid()))
                    .isPresent();
            if (meant) {
                renaming.drop(name, side.uuid());
            }
        }
    }

    /** What somebody made under a name while it was free: it holds acknowledged writes, and is never dropped. */
    public List<String> strays() {
        return CollectionSwap.strays(journal);
    }
}
