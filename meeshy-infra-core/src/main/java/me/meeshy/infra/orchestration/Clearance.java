package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.plan.Change;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes containers that a plan has no use for. Their volumes stay, anonymous ones included: those are others' now. */
final class Clearance {

    private static final Logger LOG = LoggerFactory.getLogger(Clearance.class);

    private final ContainerEngine engine;
    private final UpPlan plan;

    Clearance(ContainerEngine engine, UpPlan plan) {
        this.engine = engine;
        this.plan = plan;
    }

    /** What never took its place, and stands in the way of what does. */
    void ofDiscards() {
        try (var threads = new Concurrently("clear")) {
            var work = new ArrayList<Runnable>();
            plan.discards().forEach(container -> work.add(() -> remove(container)));
            threads.run(work);
        }
    }

    /** What was replaced and what else is to go, now that all is well. */
    void ofWhatIsObsolete(Attempt attempt) {
        var replaced = new LinkedHashSet<String>();
        attempt.replaced().forEach(one -> replaced.add(one.container()));
        try (var threads = new Concurrently("clear")) {
            var work = new ArrayList<Runnable>();
            replaced.forEach(id -> work.add(() -> orWarn(id, () -> engine.remove(id, false))));
            plan.removals().stream()
                    .filter(container -> !replaced.contains(container.id()))
                    .forEach(container -> work.add(() -> orWarn(container.name(), () -> remove(container))));
            threads.run(work);
        }
        say();
    }

    private void remove(ContainerSummary container) {
        if (ServicePlanner.runs(container)) {
            Service service =
                    plan.project().stack().services().get(container.labels().getOrDefault(Labels.SERVICE, ""));
            if (service == null) {
                engine.stop(container.id(), Specs.DEFAULT_GRACE);
            } else {
                new Hooks(engine, plan.project()).stop(service, container.id(), Specs.grace(service));
            }
        }
        engine.remove(container.id(), false);
    }

    private void orWarn(String container, Runnable removal) {
        try {
            removal.run();
        } catch (RuntimeException e) {
            LOG.warn(
                    "The obsolete container {} of project {} could not be removed; the next up removes it: {}",
                    container,
                    plan.project().name(),
                    e.getMessage());
        }
    }

    private void say() {
        if (plan.plan().changesNothing()) {
            LOG.debug("Project {} ran already as it should", plan.project().name());
            return;
        }
        List<Change> changed = plan.plan().changes(Change.Kind.SERVICE).stream()
                .filter(Change::changesSomething)
                .toList();
        LOG.info(
                "Project {} is up; {} of its containers were made, replaced, started or removed",
                plan.project().name(),
                changed.size());
    }
}
