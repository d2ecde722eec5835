package me.meeshy.infra.mongo.model;

import java.util.List;

/**
 * How what was read hangs together.
 *
 * @param snapshot whether all of it is from one moment; where not, each document is from some moment of the run
 * @param clusterTime that moment, as the replica set counts: seconds in the upper 32 bits; 0 where there is none
 * @param readLive collections that could not be read at that moment, as servers refuse it for capped ones
 * @param reason why it is not a snapshot; empty where it is one
 */
public record Consistency(boolean snapshot, long clusterTime, List<String> readLive, String reason) {

    /**
     * Copies the lists.
     *
     * @param snapshot whether all of it is from one moment; where not, each document is from some moment of the run
     * @param clusterTime that moment, as the replica set counts: seconds in the upper 32 bits; 0 where there is none
     * @param readLive collections that could not be read at that moment, as servers refuse it for capped ones
     * @param reason why it is not a snapshot; empty where it is one
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
        return new Consistency(false, 0, List.of(), reason);
    }

    /**
     * One snapshot.
     *
     * @param clusterTime seconds in the upper half, increment in the lower
     * @param readLive the collections that were read live all the same
     * @return the consistency
     */
    public static Consistency at(long clusterTime, List<String> readLive) {
        return new Consistency(true, clusterTime, readLive, "");
    }

    /** Such as {@code snapshot at 1763966214:3} or {@code live (a standalone server has no snapshots)}. */
    @Override
    public String toString() {
        if (!snapshot) {
            return "live (" + reason + ")";
        }
        String moment = "snapshot at " + (clusterTime >>> 32) + ":" + (clusterTime & 0xFFFF_FFFFL);
        return readLive.isEmpty() ? moment : moment + ", but live: " + String.join(", ", readLive);
    }
}
