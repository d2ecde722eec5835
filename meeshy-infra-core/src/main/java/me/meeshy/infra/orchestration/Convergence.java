package me.meeshy.infra.orchestration;

import java.time.Duration;
import me.meeshy.infra.engine.ContainerEngine;

/** Brings a project to the state that is asked for; alone, where there is anything to change. */
public final class Convergence {

    private Convergence() {}

    /**
     * Plans, and carries the plan out.
     *
     * @param engine where
     * @param project what is to run
     * @param allowed how long it may take
     * @throws me.meeshy.infra.plan.UpFailedException if a service fails, the deadline passes or the thread is interrupted
     * @throws me.meeshy.infra.plan.ProjectBusyException if another process works on the project until the deadline
     * @throws me.meeshy.infra.model.InfraException if the plan refuses to go on
     */
    public static void up(ContainerEngine engine, Project project, Duration allowed) {
        Deadline deadline = Deadline.in(allowed);
        UpPlan first = Planner.plan(engine, project);
        if (first.plan().changesNothing()) {
            new UpExecution(engine, first, deadline).run();
            return;
        }
        first.orRefuse();
        ProjectLock.holding(engine, project.name(), deadline.remainingOrLeast(), () -> {
            // what was there may have changed while we waited
            UpPlan plan = Planner.plan(engine, project);
            new UpExecution(engine, plan, deadline).run();
            return plan;
        });
    }
}
