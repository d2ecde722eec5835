package me.meeshy.infra.migration;

import me.meeshy.infra.model.InfraException;

/** A migration was refused before anything was touched. */
public final class MigrationRefusedException extends InfraException {

    private static final long serialVersionUID = 1L;

    private final transient MigrationPlan plan;

    MigrationRefusedException(MigrationPlan plan) {
        super("the migration " + plan.source() + " → " + plan.target() + " was refused, and nothing was touched: "
                + String.join("; ", plan.refusals()));
        this.plan = plan;
    }

    /**
     * What it would have done, and what speaks against it.
     *
     * @return the plan, with at least one refusal
     */
    public MigrationPlan plan() {
        return plan;
    }
}
