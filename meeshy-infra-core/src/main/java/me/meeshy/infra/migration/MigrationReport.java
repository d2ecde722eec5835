package me.meeshy.infra.migration;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import me.meeshy.infra.Consent;

/**
 * What a migration did. It stays valid as long as the connection that it ran on is open; later, {@link
 * Migration#recorded(Path)} makes the same of the journal. Thread-safe.
 */
public final class MigrationReport {

    private final Facts facts;
    private final Later later;

    /** What a report says. */
    record Facts(
            String run,
            String source,
            String target,
            Outcome outcome,
            Optional<MigrationStep> failedStep,
            Optional<String> failure,
            List<StoreReport> stores,
            List<String> notMoved,
            List<String> problems,
            boolean resumed,
            boolean parkedDiscarded,
            Instant began,
            Duration took,
            Path journalDirectory) {}

    /** What can be done with a migration that ended, on the connection that it ran on. */
    interface Later {

        MigrationReport rollback(Consent consent);

        MigrationReport discardOldData(Consent consent);
    }

    MigrationReport(Facts facts, Later later) {
        this.facts = facts;
        this.later = later;
    }

    /**
     * The run's name, which stands in the names of what it parked.
     *
     * @return lower-case letters and digits
     */
    public String run() {
        return facts.run();
    }

    /**
     * Where the data came from.
     *
     * @return the source's name
     */
    public String source() {
        return facts.source();
    }

    /**
     * Where the data went to.
     *
     * @return the target's name
     */
    public String target() {
        return facts.target();
    }

    /**
     * How it ended.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return facts.outcome();
    }

    /**
     * Where it failed.
     *
     * @return the step, or empty if it did not
     */
    public Optional<MigrationStep> failedStep() {
        return facts.failedStep();
    }

    /**
     * Why it failed, or was rolled back.
     *
     * @return the reason, or empty if it did not
     */
    public Optional<String> failure() {
        return facts.failure();
    }

    /**
     * What it did to each store.
     *
     * @return the stores, in their order
     */
    public List<StoreReport> stores() {
        return facts.stores();
    }

    /**
     * What it does not move, each with where it is.
     *
     * @return such as the volume that holds uploads
     */
    public List<String> notMoved() {
        return facts.notMoved();
    }

    /**
     * What is left for the operator to look after, such as a service that could not be started again.
     *
     * @return sentences; empty if there is nothing
     */
    public List<String> problems() {
        return facts.problems();
    }

    /**
     * Whether it was ended by another process than the one that began it.
     *
     * @return true if it was resumed
     */
    public boolean resumed() {
        return facts.resumed();
    }

    /**
     * Whether what it had parked is destroyed.
     *
     * @return true after {@link #discardOldData}
     */
    public boolean parkedDiscarded() {
        return facts.parkedDiscarded();
    }

    /**
     * When it began.
     *
     * @return the time of its journal's first record
     */
    public Instant began() {
        return facts.began();
    }

    /**
     * How long it took from its beginning to this report.
     *
     * @return the time
     */
    public Duration took() {
        return facts.took();
    }

    /**
     * Where its journal is; keep it as long as its old data may be wanted back.
     *
     * @return the folder
     */
    public Path journalDirectory() {
        return facts.journalDirectory();
    }

    /**
     * Makes the old data live again and parks the new, by renaming; lists what was written to the new data since. The
     * writers are stopped meanwhile.
     *
     * @param consent to replace the data of the target
     * @return the report of the migration, now rolled back
     * @throws me.meeshy.infra.model.InfraException if the consent names something else, or what this run replaced cannot be
     *     brought back, for instance because it is discarded
     */
    public MigrationReport rollback(Consent consent) {
        return later.rollback(consent);
    }

    /**
     * Destroys what this run has parked: the old data, or after a roll-back the new.
     *
     * @param consent to destroy data of the target
     * @return the report of the migration
     * @throws me.meeshy.infra.model.InfraException if the consent names something else
     */
    public MigrationReport discardOldData(Consent consent) {
        return later.discardOldData(consent);
    }

    /**
     * The report for a terminal.
     *
     * @return several lines
     */
    @Override
    public String toString() {
        return new ReportRendering(this).text();
    }

    /**
     * The report as Markdown.
     *
     * @return a heading, a table a store, and lists
     */
    public String toMarkdown() {
        return new ReportRendering(this).markdown();
    }

    /**
     * The report as one JSON object.
     *
     * @return a line
     */
    public String toJson() {
        return new ReportRendering(this).json();
    }
}
