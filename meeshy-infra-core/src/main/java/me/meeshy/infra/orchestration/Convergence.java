package me.meeshy.infra.orchestration;

import java.util.List;
import java.util.Map;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.plan.UpOptions;

/** Brings a project to the state that is asked for; alone, where there is anything to change. */
public final class Convergence {

    private Convergence() {}

    /**
     * Plans, and carries the plan out.
     *
     * @param engine where
     * @param project what is to run
     * @param options how
     * @return whose health tests have passed
     * @throws me.meeshy.infra.plan.UpFailedException if a service fails, the deadline passes or the thread is interrupted
     * @throws me.meeshy.infra.plan.BuildFailedException if an image cannot be built; nothing else was changed then
     * @throws me.meeshy.infra.plan.ProjectBusyException if another process works on the project until the deadline
     * @throws me.meeshy.infra.model.InfraException if the plan refuses to go on
     */
    public static ProvenHealth up(ContainerEngine engine, Project project, UpOptions options) {
        Deadline deadline = Deadline.in(options.deadline());
        ContainerEngine inTime = engine.within(deadline::remainingOrLeast);
        OneOffRun.sweep(inTime, project);
        List<ImageBuilds.Due> builds = ImageBuilds.of(inTime, project, options);
        Map<String, String> pulls = ImagePulls.due(inTime, project, options);
        if (!builds.isEmpty() || !pulls.isEmpty()) {
            // both may take long: not for what is refused after it
            Planner.planFetched(inTime, project, options).orRefuse();
        }
        ImageBuilds.run(engine, project, builds, options.onBuild(), deadline);
        // a tag may name another image than the one that is here
        ImagePulls.fetch(engine, project, pulls.keySet(), options, deadline);
        UpPlan first = Planner.planFetched(inTime, project, options);
        if (first.plan().changesNothing() && !first.claimed()) {
            return new UpExecution(engine, first, options, deadline).run();
        }
        first.orRefuse();
        return ProjectLock.holding(engine, project.name(), deadline.remainingOrLeast(), () -> {
            // what was there may have changed while we waited
            UpPlan plan = Planner.planFetched(inTime, project, options);
            return new UpExecution(engine, plan, options, deadline).run();
        });
    }
}
