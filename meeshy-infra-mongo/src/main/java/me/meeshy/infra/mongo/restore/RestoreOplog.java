package me.meeshy.infra.mongo.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import me.meeshy.infra.mongo.format.DumpSource;
import me.meeshy.infra.mongo.model.DataException;
import me.meeshy.infra.mongo.server.CollectionCreator;
import me.meeshy.infra.mongo.server.MongoConnection;
import me.meeshy.infra.mongo.server.OplogEntry;
import me.meeshy.infra.mongo.server.Retry;
import me.meeshy.infra.mongo.work.Deadline;

/** The oplog's part in a restore: looked through before anything is touched, replayed once all is loaded, indexed last. */
final class RestoreOplog {

    private final MongoConnection target;
    private final List<RestorePlan.Item> items;
    private final RestorePolicy policy;
    private final OplogReplay replay;
    private final OplogTarget replayed;
    private final Retry retry;
    private final Deadline deadline;

    RestoreOplog(
            DumpSource source,
            MongoConnection target,
            List<RestorePlan.Item> items,
            RestorePolicy policy,
            OplogTarget.Journal journal,
            Deadline deadline) {
        this.target = target;
        this.items = items;
        this.policy = policy;
        this.deadline = deadline;
        this.retry = new Retry(policy.patience(), deadline);
        this.replay = new OplogReplay(source, policy.oplogLimit(), deadline);
        this.replayed = new OplogTarget(target, policy, retry, journal);
    }

    /** Refuses what cannot be replayed, and names that are taken of what it makes. */
    void check() {
        OplogReplay.Nothing nothing = new OplogReplay.Nothing();
        replay.run(OplogState.of(items), nothing);
        TreeSet<String> taken = new TreeSet<>();
        for (String each : nothing.created()) {
            int dot = each.indexOf('.');
            if (RestoreDatabase.isThere(target, each.substring(0, dot), each.substring(dot + 1))) {
                taken.add(each);
            }
        }
        if (!taken.isEmpty()) {
            throw new DataException("Replaying the oplog makes " + taken + ", which " + target.address()
                    + " holds already; nothing was touched. Restore into an empty server, or drop them first");
        }
    }

    /**
     * Replays it, and builds the indexes that there were at its end.
     *
     * @return what to tell
     */
    List<String> run(CollectionCreator creator) {
        OplogState state = OplogState.of(items);
        OplogReplay.Replayed done = replay.run(state, replayed);
        replayed.flush();
        state.each((database, collection, described) -> {
            deadline.check("Indexing " + database + "." + collection);
            retry.call(
                    "Indexing " + database + "." + collection,
                    () -> {},
                    () -> creator.createIndexes(database, collection, described, true));
        });
        List<String> notes = new ArrayList<>();
        notes.add(done.entries() + " entries of the oplog were replayed"
                + (done.last() == null ? "" : ", until " + OplogEntry.shown(done.last())));
        List<String> capped = items.stream()
                .filter(each -> each.description().capped())
                .map(RestorePlan.Item::namespace)
                .toList();
        if (!capped.isEmpty()) {
            notes.add(
                    "capped collections may hold documents in another order, where they were written while they were dumped: "
                            + capped);
        }
        if (policy.oplogLimit() != 0) {
            notes.add(
                    "with a limit, all is of its moment only where the dump had been read by then, or is a snapshot of before");
        }
        return notes;
    }

    /** Drops what it has made beyond the dump's collections. */
    void undo() {
        replayed.undo();
    }
}
