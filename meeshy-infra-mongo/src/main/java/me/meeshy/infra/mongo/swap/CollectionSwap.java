package me.meeshy.infra.mongo.swap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import me.meeshy.infra.migration.StoreJournal;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.model.DataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the collections of a database into the positions after a swap, or back into those before it, from wherever they
 * are. Both ways are the same loop: look, do what is left, and look again whenever a reply is not a plain yes, since a command
 * whose reply is lost may have been done.
 */
public final class CollectionSwap {

    private static final Logger LOG = LoggerFactory.getLogger(CollectionSwap.class);

    /** How long it goes on trying without getting further. */
    public static final Patience PATIENCE = patience(Duration.ofSeconds(30));

    private static final String STRAY = "stray";

    /** What no second attempt changes: 13 may not, 20 and 166 cannot, 73 bad name. */
    private static final Set<Integer> HOPELESS = Set.of(13, 20, 73, 166);

    private final Renaming renaming;
    private final InternalNames names;
    private final SwapPlan plan;
    private final StoreJournal journal;
    private final Company company;
    private final Patience patience;
    private int done;

    public CollectionSwap(
            Renaming renaming,
            InternalNames names,
            SwapPlan plan,
            StoreJournal journal,
            Company company,
            Patience patience) {
        this.renaming = renaming;
        this.names = names;
        this.plan = plan;
        this.journal = journal;
        this.company = company;
        this.patience = patience;
    }

    /** For a swap that goes on trying for so long without getting further. */
    public static Patience patience(Duration within) {
        return Patience.of(within, Duration.ofMillis(200));
    }

    /** Makes the staged collections live and parks the old ones. */
    public void forward(Consumer<String> progress) {
        var views = new SwapViews(renaming, plan.oldViews(), plan.newViews());
        insist("swap", () -> {
            Sight sight = renaming.look();
            var whereabouts = new Whereabouts(names, sight);
            whereabouts.requireOld(plan.entries());
            done += views.drop(sight);
            for (SwapPlan.Entry entry : plan.entries()) {
                progress.accept(entry.live());
                forward(entry, sight, whereabouts);
            }
            create(views);
        });
    }

    /** Makes the old collections live and parks the new ones, if they were live; staged ones stay as they are. */
    public void backward(Consumer<String> progress) {
        var views = new SwapViews(renaming, plan.newViews(), plan.oldViews());
        insist("roll-back", () -> {
            Sight sight = renaming.look();
            Whereabouts whereabouts = requireBackward(sight);
            done += views.drop(sight);
            for (SwapPlan.Entry entry : plan.entries()) {
                progress.accept(entry.live());
                backward(entry, sight, whereabouts);
            }
            create(views);
        });
    }

    /** Refuses a way back that would not bring back what this run replaced. Reads only. */
    public void requireBackward() {
        requireBackward(renaming.look());
    }

    private Whereabouts requireBackward(Sight sight) {
        var whereabouts = new Whereabouts(names, sight);
        whereabouts.requireOld(plan.entries());
        whereabouts.requireNotReplacedAgain(plan.entries());
        return whereabouts;
    }

    private void forward(SwapPlan.Entry entry, Sight sight, Whereabouts whereabouts) {
        String live = entry.live();
        entry.old().ifPresent(old -> {
            if (whereabouts.old(entry).equals(Optional.of(live))) {
                renaming.silence(live, old.ttl());
                renaming.rename(live, names.parked(entry.number()), old.uuid());
                done++;
            }
        });
        parkStray(live, sight, entry);
        entry.fresh().ifPresent(fresh -> {
            Optional<String> at = whereabouts.fresh(entry);
            if (at.isEmpty()) {
                throw new SwapRefusedException("the staged collection of " + live
                        + " is not there any more, under whatever name; somebody dropped it");
            }
            if (!at.get().equals(live)) {
                renaming.rename(at.get(), live, fresh.uuid());
                done++;
            }
            renaming.wake(live, fresh.ttl());
        });
    }

    private void backward(SwapPlan.Entry entry, Sight sight, Whereabouts whereabouts) {
        String live = entry.live();
        entry.fresh().ifPresent(fresh -> {
            if (whereabouts.fresh(entry).equals(Optional.of(live))) {
                renaming.silence(live, fresh.ttl());
                renaming.rename(live, names.rolledBack(entry.number()), fresh.uuid());
                done++;
            }
        });
        parkStray(live, sight, entry);
        entry.old().ifPresent(old -> {
            String at = whereabouts.old(entry).orElseThrow();
            if (!at.equals(live)) {
                renaming.rename(at, live, old.uuid());
                done++;
            }
            renaming.wake(live, old.ttl());
        });
    }

    private void create(SwapViews views) {
        if (views.coming().isEmpty()) {
            return;
        }
        Sight sight = renaming.look();
        for (SwapPlan.View view : views.coming()) {
            parkStray(view.name(), sight, new SwapPlan.Entry(0, view.name(), Optional.empty(), Optional.empty()));
        }
        done += views.create(sight);
    }

    /** A collection that somebody made under a live name while it was free: it holds an acknowledged write, so it is parked, too. */
    private void parkStray(String live, Sight sight, SwapPlan.Entry entry) {
        Optional<UUID> there = sight.at(live).flatMap(Sight.Found::uuid);
        if (there.isEmpty() || there.equals(uuid(entry.old())) || there.equals(uuid(entry.fresh()))) {
            return;
        }
        String parked = nameForStray(live, there.get());
        renaming.rename(live, parked, there);
        done++;
    }

    /** The one that the journal announced before, if an earlier attempt to rename it failed. */
    private String nameForStray(String live, UUID uuid) {
        List<StoreJournal.Entry> strays = journal.entries().stream()
                .filter(each -> each.what().equals(STRAY))
                .toList();
        for (StoreJournal.Entry each : strays) {
            if (uuid.toString().equals(each.facts().get("uuid"))) {
                return (String) Facts.required(each.facts(), "parked");
            }
        }
        String parked = names.stray(strays.size());
        var facts = new LinkedHashMap<String, Object>();
        facts.put("live", live);
        facts.put("parked", parked);
        facts.put("uuid", uuid.toString());
        journal.record(STRAY, facts);
        return parked;
    }

    /** What was made under live names while a swap or a roll-back was under way. */
    public static List<String> strays(StoreJournal journal) {
        return journal.entries().stream()
                .filter(each -> each.what().equals(STRAY))
                .map(each -> "somebody wrote to " + each.facts().get("live") + " meanwhile; what it wrote is parked as "
                        + each.facts().get("parked"))
                .distinct()
                .toList();
    }

    private static Optional<UUID> uuid(Optional<SwapPlan.Side> side) {
        return side.flatMap(SwapPlan.Side::uuid);
    }

    private void insist(String what, Runnable attempt) {
        Patience.Waiting waiting = patience.begin();
        // who was waited for in vain, by the way there, is looked for once on the way back
        boolean waitedFor = renaming.serverLost();
        var seen = new ArrayList<String>();
        while (true) {
            int before = done;
            try {
                requireNoLeftovers();
                attempt.run();
                return;
            } catch (SwapRefusedException e) {
                throw e;
            } catch (DataException e) {
                if (done > before) {
                    waiting.renew();
                    waitedFor = false;
                }
                boolean lost = renaming.serverLost();
                if (!seen.contains(String.valueOf(e.getMessage()))) {
                    seen.add(String.valueOf(e.getMessage()));
                    LOG.info("{}: looking again, since {}", what, e.getMessage());
                }
                if (HOPELESS.contains(e.serverCode().orElse(0)) || (waitedFor && lost) || !waiting.again()) {
                    throw new DataException(
                            "the " + what + " stopped after " + done + " steps: " + e.getMessage()
                                    + (lost ? "" : company.blockers())
                                    + "; each collection is wholly old or wholly new and nothing is lost",
                            e);
                }
            }
        }
    }

    /** What is looked at must stay as it was seen: a rename that still waits for its lock would undo what is done now. */
    private void requireNoLeftovers() {
        List<String> leftovers = company.leftovers();
        if (!leftovers.isEmpty()) {
            throw new DataException(
                    "earlier commands of this run still work on the database: " + String.join("; ", leftovers));
        }
    }
}
