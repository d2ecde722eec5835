package me.meeshy.infra.mongo.restore;

import java.util.Map;
import me.meeshy.infra.mongo.catalogue.CollectionDescription;
import me.meeshy.infra.mongo.catalogue.InternalNames;
import me.meeshy.infra.mongo.model.ContentHash;
import me.meeshy.infra.mongo.model.IndexPolicy;
import me.meeshy.infra.mongo.model.RestoredCollection;
import me.meeshy.infra.mongo.verify.CollectionExpectation;
import me.meeshy.infra.mongo.write.BatchTarget;
import me.meeshy.infra.mongo.write.WriteTally;

/** The loading of one collection: where it goes for now, and what has become of it. */
public final class RestoreLoad {

    private final RestorePlan.Item item;
    private final Way way;
    private final String collection;
    private WriteTally tally = new WriteTally();
    private final boolean judged;
    private boolean resumed;
    private boolean filling;

    /** The way a collection takes to its name. */
    public enum Way {
        /** Under a temporary name, then by renaming. */
        STAGED,
        /** At once under its name, which was free: servers do not rename it. */
        DIRECT,
        /** Into the collection that is there. */
        MERGED
    }

    private RestoreLoad(RestorePlan.Item item, Way way, String collection, boolean judged) {
        this.item = item;
        this.way = way;
        this.collection = collection;
        this.judged = judged;
    }

    public static RestoreLoad of(
            RestorePlan.Item item,
            RestorePolicy policy,
            Map<String, CollectionDescription> existing,
            InternalNames names) {
        if (policy.existing().merges() && existing.containsKey(item.name())) {
            boolean judged =
                    item.description().judged() || existing.get(item.name()).judged();
            return new RestoreLoad(item, Way.MERGED, item.name(), judged);
        }
        boolean judged = item.description().judged();
        // What an oplog tells is told of final names.
        return policy.replaying() || item.unrenamable()
                ? new RestoreLoad(item, Way.DIRECT, item.name(), judged)
                : new RestoreLoad(item, Way.STAGED, names.staged(item.number()), judged);
    }

    public RestorePlan.Item item() {
        return item;
    }

    public Way way() {
        return way;
    }

    /** The name that it has for now. */
    public String collection() {
        return collection;
    }

    public WriteTally tally() {
        return tally;
    }

    /** Whether it is in use at once, so that its TTL indexes may do what they are for. */
    public boolean live() {
        return way == Way.MERGED;
    }

    public boolean merged() {
        return way == Way.MERGED;
    }

    /** Whether an interrupted run had loaded it all. */
    public boolean resumed() {
        return resumed;
    }

    public void foundComplete() {
        resumed = true;
    }

    /** Whether an interrupted run had loaded a part of it, which stays. */
    public boolean filling() {
        return filling;
    }

    public void foundPartial() {
        filling = true;
        tally.doubt();
    }

    /** Begins anew. */
    public void reset() {
        tally = new WriteTally();
        filling = false;
        resumed = false;
    }

    public BatchTarget target(RestorePolicy policy, boolean keepsZeroTimestamps) {
        return new BatchTarget(
                item.namespace(),
                item.database(),
                item.store(collection),
                item.description().capped(),
                manner(policy),
                !bypassing(policy),
                keepsZeroTimestamps,
                way == Way.STAGED ? policy.loading() : policy.safety(),
                tally);
    }

    /**
     * Whether documents are stored past a validator. Where there is none nothing is passed by: it takes a right that {@code readWrite}
     * does not have.
     */
    boolean bypassing(RestorePolicy policy) {
        return item.timeSeries() || (judged && !policy.validated());
    }

    private BatchTarget.Manner manner(RestorePolicy policy) {
        if (merged()) {
            return policy.existing() == ExistingData.OVERWRITTEN
                    ? BatchTarget.Manner.REPLACE
                    : BatchTarget.Manner.INSERT_MISSING;
        }
        return filling ? BatchTarget.Manner.INSERT_MISSING : BatchTarget.Manner.INSERT;
    }

    /** What must be read back from it. */
    public CollectionExpectation expectation(IndexPolicy indexes) {
        return new CollectionExpectation(
                collection,
                expected(),
                indexes == IndexPolicy.NONE ? item.description().withoutIndexes() : item.description(),
                way == Way.STAGED);
    }

    /** What it must hold: all of the dump but what the server refused. */
    public ContentHash expected() {
        return item.data().hash().minus(tally.refused());
    }

    public RestoredCollection restored() {
        return new RestoredCollection(
                item.database(),
                item.description().name(),
                item.name(),
                item.view(),
                item.data().bytes(),
                item.data().hash(),
                merged() ? tally.stored() : resumed ? 0 : expected().documents(),
                merged() ? tally.kept() : 0,
                tally.refused().documents(),
                resumed);
    }
}
