package me.meeshy.infra.mongo.restore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.swap.Patience;
import me.meeshy.infra.mongo.swap.Renaming;
import me.meeshy.infra.mongo.swap.Sight;
import me.meeshy.infra.mongo.verify.CollectionVerifier;
import me.meeshy.infra.mongo.work.Deadline;

/** Finds what earlier restores have left in a target, and decides what this one does about it. */
public final class RestoreResume {

    private final MongoConnection target;
    private final String fingerprint;
    private final String fingerprintUnread;

    /**
     * Looks in a target.
     *
     * @param fingerprint tells the dump, restored in this way, from every other
     * @param fingerprintUnread what a run that died before it had read all of a dump knew of it, where no manifest told; others may
     *     have the same
     */
    public RestoreResume(MongoConnection target, String fingerprint, String fingerprintUnread) {
        this.target = target;
        this.fingerprint = fingerprint;
        this.fingerprintUnread = fingerprintUnread;
    }

    /** Whether anything that has not ended is in the databases of these. */
    public static boolean anythingUnfinished(MongoConnection target, Set<String> databases) {
        return databases.stream()
                .anyMatch(each -> !RestoreJournal.unfinished(target, each).isEmpty());
    }

    /**
     * The run that this restore goes on with: the same dump, restored in the same way, by a process that is gone.
     *
     * @return its number, or empty for a new one
     * @throws DataException if another unfinished restore has to do with the same collections
     */
    public Optional<String> interrupted(Map<String, List<RestorePlan.Item>> items) {
        Optional<String> found = Optional.empty();
        for (Map.Entry<String, List<RestorePlan.Item>> each : items.entrySet()) {
            for (RestoreJournal journal : RestoreJournal.unfinished(target, each.getKey())) {
                if (isOurs(journal)) {
                    found = Optional.of(journal.run());
                } else {
                    refuseOverlap(journal, each.getValue());
                }
            }
        }
        return found;
    }

    private boolean isOurs(RestoreJournal journal) {
        Optional<String> known = known(journal);
        return known.filter(each -> each.equals(fingerprint) || each.equals(fingerprintUnread))
                        .isPresent()
                && InterruptedRestores.holder(journal).life(journal.run()) == RestoreHolder.Life.GONE;
    }

    /** What the run knew of its dump when it died. */
    private static Optional<String> known(RestoreJournal journal) {
        return journal.last(RestoreDatabase.READ)
                .or(() -> journal.last(RestoreDatabase.BEGUN))
                .map(each -> String.valueOf(each.facts().get("fingerprint")));
    }

    private static void refuseOverlap(RestoreJournal journal, List<RestorePlan.Item> items) {
        Set<String> common =
                new HashSet<>(items.stream().map(RestorePlan.Item::name).toList());
        common.retainAll(InterruptedRestores.names(journal));
        if (!common.isEmpty()) {
            RestoreHolder holder = InterruptedRestores.holder(journal);
            throw new DataException("A restore that has not ended has to do with "
                    + common.stream().sorted().toList()
                    + " of " + journal.database() + ": that of " + holder
                    + (holder.life(journal.run()) == RestoreHolder.Life.ALIVE
                            ? ", which is under way; wait for it"
                            : "; if that process is over, MongoRestore.repair(…) finishes or undoes it"));
        }
    }

    /**
     * The journal of this database, as an interrupted run has left it, or a new one.
     *
     * @throws DataException if commands of the interrupted run do not end
     */
    public RestoreJournal journal(String database, String run, Patience patience) {
        if (found(database, run).isEmpty()) {
            return RestoreJournal.begin(target, database, run);
        }
        RestoreLeftovers.company(target, RestoreJournal.begin(target, database, run))
                .await(patience);
        // what was awaited may have been another record, or the journal's end
        return found(database, run).orElseGet(() -> RestoreJournal.begin(target, database, run));
    }

    private Optional<RestoreJournal> found(String database, String run) {
        return RestoreJournal.unfinished(target, database).stream()
                .filter(each -> each.run().equals(run))
                .findFirst();
    }

    /**
     * Takes over what an interrupted run has loaded. Whether a collection is complete is not believed but read: it is if its
     * content hash is the dump's. One that holds a part is filled up and read again at the end; what keeps an order, cannot be
     * renamed, or may be a part of another dump, is loaded anew.
     */
    public List<String> takeOver(RestoreDatabase database, Deadline deadline) {
        List<String> notes = new ArrayList<>();
        Sight sight = Sight.of(target, database.name());
        Renaming renaming = RestoreLeftovers.renaming(target, database.journal());
        for (RestoreLoad each : database.loads()) {
            if (each.way() == RestoreLoad.Way.STAGED && sight.has(each.collection())) {
                notes.add(takeOver(database, each, sight, renaming, deadline));
            }
        }
        return notes;
    }

    private String takeOver(
            RestoreDatabase database, RestoreLoad load, Sight sight, Renaming renaming, Deadline deadline) {
        CollectionDescription there = load.item().description().named(load.collection());
        ContentHash hash = new CollectionVerifier(target, database.name(), deadline).hash(there);
        String namespace = load.item().namespace();
        boolean capped = load.item().description().capped();
        boolean ofThisDump =
                known(database.journal()).filter(fingerprint::equals).isPresent();
        if (hash.equals(load.item().data().hash()) && (ofThisDump || !capped)) {
            load.foundComplete();
            return namespace + " was found loaded by the interrupted run and is not loaded again: its "
                    + hash.documents() + " documents were read back, and their hash is the dump's";
        }
        if (hash.documents() == 0
                || capped
                || !ofThisDump
                || hash.documents() >= load.item().data().hash().documents()) {
            Optional<UUID> uuid = sight.at(load.collection()).flatMap(Sight.Found::uuid);
            renaming.drop(load.collection(), uuid.filter(any -> target.takesUuids()));
            return namespace + " is loaded anew";
        }
        load.foundPartial();
        return namespace + " is filled up: " + hash.documents() + " of its "
                + load.item().data().hash().documents()
                + " documents were found loaded by the interrupted run; all are read back at the end";
    }

    /** What was made at once under its final name by the run that is gone on with: it is ours, and made anew. */
    public void dropCreated(RestoreJournal journal) {
        RestoreLeftovers.dropCreated(target, journal);
    }
}
