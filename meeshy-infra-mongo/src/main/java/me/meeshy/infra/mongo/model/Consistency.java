package me.meeshy.infra.mongo.model;

import java.util.List;

/**
 * How what was read hangs together.
 *
 * @param snapshot whether all of it is from one moment; where not, each document is from some moment of the run
 * @param clusterTime that moment, as the replica set counts: seconds in the upper 32 bits; 0 where there is none
 * @param readLive collections that could not be read at that moment, as servers refuse it for capped ones
 * @param reason why it is not a snapshot; empty where it is one
 * @param oplogUntil the moment that replaying the dump's oplog leads to, whatever was read live, as the replica set counts; 0 where
 *     there is no oplog
 */
public record Consistency(boolean snapshot, long clusterTime, List<String> readLive, String reason, long oplogUntil) {

    /**
     * Copies the lists.
     *
     * @param snapshot whether all of it is from one moment; where not, each document is from some moment of the run
     * @param clusterTime that moment, as the replica set counts: seconds in the upper 32 bits; 0 where there is none
     * @param readLive collections that could not be read at that moment, as servers refuse it for capped ones
     * @param reason why it is not a snapshot; empty where it is one
     * @param oplogUntil the moment that replaying the dump's oplog leads to; 0 where there is no oplog
     */
    public Consistency {
        readLive = List.copyOf(readLive);
    }

    /**
     * Read live, without a snapshot.
     *
     * @param reason why no snapshot could be had
     * @return the consistency
     */
    public static Consistency live(String reason) {
        return new Consistency(false, 0, List.of(), reason, 0);
    }

    /**
     * One snapshot.
     *
     * @param clusterTime seconds in the upper half, increment in the lower
     * @param readLive the collections that were read live all the same
     * @return the consistency
     */
    public static Consistency at(long clusterTime, List<String> readLive) {
        return new Consistency(true, clusterTime, readLive, "", 0);
    }

    /**
     * The same, with an oplog beside it.
     *
     * @param until the time of its last entry: seconds in the upper half, increment in the lower
     * @return the consistency
     */
    public Consistency withOplog(long until) {
        return new Consistency(snapshot, clusterTime, readLive, reason, until);
    }

    /** Such as {@code snapshot at 1763966214:3} or {@code live (a standalone server has no snapshots)}. */
    @Override
    public String toString() {
        return oplogUntil == 0 ? base() : base() + "; at " + shown(oplogUntil) + " once its oplog is replayed";
    }

    private static String shown(long time) {
        return (time >>> 32) + ":" + (time & 0xFFFF_FFFFL);
    }

    private String base() {
        if (!snapshot) {
            return "live (" + reason + ")";
        }
        String moment = "snapshot at " + shown(clusterTime);
        return readLive.isEmpty() ? moment : moment + ", but live: " + String.join(", ", readLive);
    }
}
