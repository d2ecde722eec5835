package me.meeshy.infra.check;

import me.meeshy.infra.model.InfraException;

/** A validation's checks did not all hold at once within its deadline. */
public class ValidationException extends InfraException {

    private static final long serialVersionUID = 1L;

    /** What each check said last. */
    private final transient ValidationReport report;

    /**
     * Creates the exception; its message names each check that does not hold and what it said last.
     *
     * @param report what each check said last
     */
    public ValidationException(ValidationReport report) {
        super(report.summary());
        this.report = report;
    }

    /**
     * What each check said last.
     *
     * @return the report
     */
    public ValidationReport report() {
        return report;
    }
}
