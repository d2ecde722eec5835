package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.List;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.orchestration.UpPlan.Decision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a network away whose containers are all made anew in another one of its name: the engine has no room for two of one name, and their addresses
 * may be the same. Its containers are stopped first. Each step is noted before it is done, so that it can be undone.
 */
final class NetworkReplacement {

    private static final Logger LOG = LoggerFactory.getLogger(NetworkReplacement.class);

    private final ContainerEngine engine;
    private final UpPlan plan;
    private final Attempt attempt;

    NetworkReplacement(ContainerEngine engine, UpPlan plan, Attempt attempt) {
        this.engine = engine;
        this.plan = plan;
        this.attempt = attempt;
    }

    /** Takes away all that the plan replaces. */
    void run() {
        for (String network : plan.replacedNetworks()) {
            // none is there where somebody removed it meanwhile
            engine.networkSpec(network).ifPresent(old -> replace(network, old));
        }
    }

    private void replace(String network, NetworkSpec old) {
        LOG.info(
                "Network {} of project {} is made anew", network, plan.project().name());
        List<ContainerSummary> inIt = new ArrayList<>();
        List<Runnable> stops = new ArrayList<>();
        List<String> running = engine.runningIn(network);
        for (Decision decision : plan.containers()) {
            if (decision.isMade()
                    && decision.existing().isPresent()
                    && (decision.spec().networks().containsKey(network)
                            || running.contains(decision.existing().get().id()))) {
                ContainerSummary container = decision.existing().get();
                inIt.add(container);
                attempt.replaced(new Attempt.Replaced(
                        container.id(), ContainerSteps.oldName(decision), ServicePlanner.runs(container)));
                stops.add(() -> ContainerSteps.stop(engine, plan.project(), decision));
            }
        }
        // those that go in the end anyway
        for (ContainerSummary container : plan.removals()) {
            if (ServicePlanner.runs(container) && running.contains(container.id())) {
                inIt.add(container);
                attempt.replaced(new Attempt.Replaced(container.id(), container.name(), true));
                stops.add(() -> engine.stop(container.id(), Specs.DEFAULT_GRACE));
            }
        }
        try (var threads = new Concurrently("stop")) {
            threads.run(stops);
        }
        attempt.replaced(new Attempt.ReplacedNetwork(
                old, inIt.stream().map(ContainerSummary::id).toList()));
        engine.removeNetwork(network);
    }

    /** The network as it was, and its containers in it. */
    static void undo(ContainerEngine engine, Attempt.ReplacedNetwork old) {
        String name = old.spec().name();
        if (engine.network(name).isEmpty()) {
            engine.createNetwork(old.spec());
        }
        for (String container : old.containers()) {
            try {
                engine.rejoin(container, name);
            } catch (EngineException e) {
                if (e.reason() != EngineException.Reason.NOT_FOUND) {
                    throw e;
                }
                LOG.debug("container {} is gone", container);
            }
        }
    }
}
