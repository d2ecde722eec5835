package me.meeshy.infra.mongo.restore;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import me.meeshy.infra.mongo.model.IndexPolicy;
import me.meeshy.infra.mongo.model.WriteSafety;

/**
 * How a restore writes.
 *
 * @param existing what becomes of collections that exist
 * @param anyOptions whether a merge takes collections whose options or indexes differ from the dump's
 * @param indexes when indexes are built
 * @param verified whether what was loaded is always read back
 * @param validated whether validators judge the documents
 * @param keepingRest whether what was not refused is kept where something was
 * @param refusedTo where refused documents are written; empty for nowhere
 * @param preservingUuids whether collections get the UUIDs they had
 * @param uniqueChecked whether unique indexes are checked against the dump beforehand
 * @param usersAndRoles whether users and roles are restored
 * @param leftForResume whether a restore that fails leaves what it has loaded for the next
 * @param replaying whether the dump's oplog is replayed
 * @param oplogLimit the time before which it is, as the replica set counts; 0 for all of it
 * @param safety when a write counts as done
 * @param patience how long a failing server is waited for
 */
public record RestorePolicy(
        ExistingData existing,
        boolean anyOptions,
        IndexPolicy indexes,
        boolean verified,
        boolean validated,
        boolean keepingRest,
        Optional<Path> refusedTo,
        boolean preservingUuids,
        boolean uniqueChecked,
        boolean usersAndRoles,
        boolean leftForResume,
        boolean replaying,
        long oplogLimit,
        WriteSafety safety,
        Duration patience) {

    /**
     * Whether documents may be loaded as they are read for the first time: nothing of it goes where anybody else looks, nothing
     * has to be known of them before, and what a failure leaves is not to be gone on with.
     */
    public boolean loadingUnread() {
        return !existing.merges() && !replaying && !uniqueChecked && !usersAndRoles && !leftForResume;
    }

    /**
     * When a batch counts as done. A journal is written in order: with the renames at the end, all that went before is safe,
     * or they have not happened.
     */
    public WriteSafety loading() {
        return safety == WriteSafety.MAJORITY_JOURNALED ? WriteSafety.MAJORITY : safety;
    }
}
