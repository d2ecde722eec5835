package me.meeshy.infra.mongo.swap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long PAUSE_MILLIS = 200;
    private static final String STRAY = "stray";

    /** What no second attempt changes: 13 may not, 20 and 166 cannot, 73 bad name. */
    private static final Set<Integer> HOPELESS = Set.of(13, 20, 73, 166);

    private final Renaming renaming;
    private final InternalNames names;
    private final SwapPlan plan;
    private final StoreJournal journal;
    private final Supplier<String> blockers;
    private final Duration patience;
    private int done;

    public CollectionSwap(
            Renaming renaming,
            InternalNames names,
            SwapPlan plan,
            StoreJournal journal,
            Supplier<String> blockers,
            Duration patience) {
        this.renaming = renaming;
        this.names = names;
        this.plan = plan;
        this.journal = journal;
        this.blockers = blockers;
        this.patience = patience;
    }

    /** Makes the staged collections live and parks the old ones. */
    public void forward(Consumer<String> progress) {
        insist("swap", () -> {
            Sight sight = renaming.look();
            requireOld(sight);
            dropViews(sight, plan.oldViews(), plan.newViews());
            for (SwapPlan.Entry entry : plan.entries()) {
                progress.accept(entry.live());
                forward(entry, sight);
            }
            createViews(plan.newViews());
        });
    }

    /** Makes the old collections live and parks the new ones, if they were live; staged ones stay as they are. */
    public void backward(Consumer<String> progress) {
        insist("roll-back", () -> {
            Sight sight = renaming.look();
            requireOld(sight);
            requireNotReplacedAgain(sight);
            dropViews(sight, plan.newViews(), plan.oldViews());
            for (SwapPlan.Entry entry : plan.entries()) {
                progress.accept(entry.live());
                backward(entry, sight);
            }
            createViews(plan.oldViews());
        });
    }

    private void forward(SwapPlan.Entry entry, Sight sight) {
        String live = entry.live();
        entry.old().ifPresent(old -> {
            if (oldName(entry, sight).equals(Optional.of(live))) {
                renaming.silence(live, old.ttl());
                renaming.rename(live, names.parked(entry.number()), old.uuid());
                done++;
            }
        });
        parkStray(live, sight, entry);
        entry.fresh().ifPresent(fresh -> {
            Optional<String> at = freshName(entry, sight);
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

    private void backward(SwapPlan.Entry entry, Sight sight) {
        String live = entry.live();
        entry.fresh().ifPresent(fresh -> {
            if (freshName(entry, sight).equals(Optional.of(live))) {
                renaming.silence(live, fresh.ttl());
                renaming.rename(live, names.rolledBack(entry.number()), fresh.uuid());
                done++;
            }
        });
        parkStray(live, sight, entry);
        entry.old().ifPresent(old -> {
            String at = oldName(entry, sight).orElseThrow();
            if (!at.equals(live)) {
                renaming.rename(at, live, old.uuid());
                done++;
            }
            renaming.wake(live, old.ttl());
        });
    }

    /** Nothing is moved as long as one of the old collections is not where this run leaves them. */
    private void requireOld(Sight sight) {
        for (SwapPlan.Entry entry : plan.entries()) {
            Optional<String> at = oldName(entry, sight);
            String parked = names.parked(entry.number());
            if (entry.old().isPresent() && !at.equals(Optional.of(entry.live())) && !at.equals(Optional.of(parked))) {
                throw new SwapRefusedException("the old collection " + entry.live() + " is "
                        + at.map(name -> "named '" + name + "'").orElse("not there any more")
                        + ", where this run would have it live or parked as '" + parked
                        + "'; a later migration or somebody's hand moved it, so nothing was renamed");
            }
        }
    }

    private void requireNotReplacedAgain(Sight sight) {
        for (SwapPlan.Entry entry : plan.entries()) {
            freshName(entry, sight)
                    .filter(name -> InternalNames.isInternal(name) && !names.isOurs(name))
                    .ifPresent(name -> {
                        throw new SwapRefusedException("the data that this run made live as " + entry.live()
                                + " was replaced by a later migration, which parked it as '" + name
                                + "'; roll that one back first");
                    });
        }
    }

    /** Where the old collection is; on a stand-in without UUIDs as the names tell. */
    private Optional<String> oldName(SwapPlan.Entry entry, Sight sight) {
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

    private Optional<String> freshName(SwapPlan.Entry entry, Sight sight) {
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

    /** A collection that somebody made under a live name while it was free: it holds an acknowledged write, so it is parked, too. */
    private void parkStray(String live, Sight sight, SwapPlan.Entry entry) {
        Optional<UUID> there = sight.at(live).flatMap(Sight.Found::uuid);
        if (there.isEmpty() || there.equals(uuid(entry.old())) || there.equals(uuid(entry.fresh()))) {
            return;
        }
        int number = (int) journal.entries().stream()
                .filter(each -> each.what().equals(STRAY))
                .count();
        var facts = new LinkedHashMap<String, Object>();
        facts.put("live", live);
        facts.put("parked", names.stray(number));
        facts.put("uuid", there.get().toString());
        journal.record(STRAY, facts);
        renaming.rename(live, names.stray(number), there);
        done++;
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

    /** Those that build on others go first, which is the order of their making backwards. */
    private void dropViews(Sight sight, List<SwapPlan.View> going, List<SwapPlan.View> coming) {
        for (int i = going.size() - 1; i >= 0; i--) {
            SwapPlan.View view = going.get(i);
            boolean there = sight.at(view.name())
                    .filter(found -> found.view() && found.options().equals(view.options()))
                    .isPresent();
            if (there && !coming.contains(view)) {
                renaming.dropView(view.name());
                done++;
            }
        }
        for (SwapPlan.View view : coming) {
            sight.at(view.name()).filter(Sight.Found::view).ifPresent(found -> {
                boolean known = found.options().equals(view.options())
                        || going.contains(new SwapPlan.View(view.name(), found.options()));
                if (!known) {
                    throw new SwapRefusedException("the view " + view.name()
                            + " was changed while the migration ran; drop it, if nobody needs it, and go on");
                }
            });
        }
    }

    private void createViews(List<SwapPlan.View> views) {
        if (views.isEmpty()) {
            return;
        }
        Sight sight = renaming.look();
        for (SwapPlan.View view : views) {
            parkStray(view.name(), sight, new SwapPlan.Entry(0, view.name(), Optional.empty(), Optional.empty()));
            if (sight.at(view.name()).filter(Sight.Found::view).isEmpty()) {
                renaming.createView(view);
                done++;
            }
        }
    }

    private void insist(String what, Runnable attempt) {
        long giveUp = System.nanoTime() + patience.toNanos();
        var seen = new ArrayList<String>();
        while (true) {
            int before = done;
            try {
                attempt.run();
                return;
            } catch (SwapRefusedException e) {
                throw e;
            } catch (DataException e) {
                if (done > before) {
                    giveUp = System.nanoTime() + patience.toNanos();
                }
                boolean hopeless = HOPELESS.contains(e.serverCode().orElse(0));
                if (hopeless
                        || System.nanoTime() > giveUp
                        || Thread.currentThread().isInterrupted()) {
                    throw new DataException(
                            "the " + what + " stopped after " + done + " steps: " + e.getMessage() + blockers.get()
                                    + "; each collection is wholly old or wholly new and nothing is lost",
                            e);
                }
                if (seen.isEmpty() || !seen.contains(String.valueOf(e.getMessage()))) {
                    seen.add(String.valueOf(e.getMessage()));
                    LOG.info("{}: looking again, since {}", what, e.getMessage());
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Which names this plan gives out, for a person who must do without the journal. */
    public Map<String, String> parkedNames() {
        var parked = new LinkedHashMap<String, String>();
        plan.entries().stream()
                .filter(entry -> entry.old().isPresent())
                .forEach(entry -> parked.put(entry.live(), names.parked(entry.number())));
        return parked;
    }
}
