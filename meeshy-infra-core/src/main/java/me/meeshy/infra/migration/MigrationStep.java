package me.meeshy.infra.migration;

/** The steps of a migration, in their order. */
public enum MigrationStep {
    /** Looks whether anything speaks against it, and claims the target's stores. */
    PREFLIGHT(
            "preflight",
            "both sides are reachable, differ, and have what the migration needs; no other run holds the target"),
    /** Backs the target's data up and reads the backup back. */
    BACKUP("back up", "what the target holds can be restored from a verified file"),
    /** Copies the source's data beside the live data. */
    STAGE("stage", "the target's live data is as it was"),
    /** Compares what was staged with what was read. */
    VERIFY("verify", "what was staged is what was read from the source, indexes and options included"),
    /** Stops the declared writers. */
    STOP_WRITERS("stop writers", "nobody writes to the target's stores"),
    /** Makes the staged data live and parks the old. */
    SWAP("swap", "the new data is live in whole, the old is parked in whole"),
    /** Clears what is derived from the old data. */
    CLEAR_CACHES("clear caches", "no cache holds anything of the old data"),
    /** Starts the writers and restarts what was asked to be restarted. */
    START_SERVICES("start services", "every service that was stopped runs again, as it ran before"),
    /** Runs the validation. */
    VALIDATE("validate", "the target serves the new data"),
    /** Looks for what was written to the old data after its backup. */
    COMPARE("compare", "what was written to the old data after its backup is listed");

    private final String title;
    private final String guarantee;

    MigrationStep(String title, String guarantee) {
        this.title = title;
        this.guarantee = guarantee;
    }

    /**
     * Its name for people.
     *
     * @return a word or two
     */
    public String title() {
        return title;
    }

    /**
     * What holds once it is done.
     *
     * @return a sentence without its stop
     */
    public String guarantee() {
        return guarantee;
    }
}
