package me.meeshy.infra.migration;

import me.meeshy.infra.model.InfraException;

/**
 * A migration failed. The {@link #report()} says what the target holds now: in the outcomes {@link Outcome#UNDONE} and {@link
 * Outcome#ROLLED_BACK} that is the old data. What failed while it was undone is suppressed in this.
 */
public final class MigrationFailedException extends InfraException {

    private static final long serialVersionUID = 1L;

    private final transient MigrationReport report;

    MigrationFailedException(MigrationReport report, Throwable cause) {
        super(message(report), cause);
        this.report = report;
    }

    private static String message(MigrationReport report) {
        return "the migration " + report.source() + " → " + report.target() + " failed"
                + report.failedStep()
                        .map(step -> " in the step '" + step.title() + "'")
                        .orElse("")
                + ": " + report.failure().orElse("see its report") + "; it is "
                + report.outcome().words()
                + (report.problems().isEmpty() ? "" : "; " + String.join("; ", report.problems()))
                + "; its journal is in " + report.journalDirectory();
    }

    /**
     * What was done and undone.
     *
     * @return the report
     */
    public MigrationReport report() {
        return report;
    }
}
