package me.meeshy.infra.mongo.model;

/** When a write counts as done. */
public enum WriteSafety {
    /** A majority of the replica set has it in its journals: neither a crash nor a failover loses it. The default. */
    MAJORITY_JOURNALED(true, true),
    /** A majority has it in memory: a failover does not lose it, a crash of all of them may lose the last 100 ms. */
    MAJORITY(true, false),
    /** One server has it in memory. For data that can be loaded again. */
    ONE(false, false);

    private final boolean majority;
    private final boolean journaled;

    WriteSafety(boolean majority, boolean journaled) {
        this.majority = majority;
        this.journaled = journaled;
    }

    /**
     * Whether a majority of the replica set must have it.
     *
     * @return false if one server is enough
     */
    public boolean majority() {
        return majority;
    }

    /**
     * Whether the journal must have it.
     *
     * @return true if a crash must not lose it
     */
    public boolean journaled() {
        return journaled;
    }
}
