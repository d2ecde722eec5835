package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.List;
import me.meeshy.infra.engine.ApiNeed;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.EngineException;

/** Whether an engine is new enough for what is asked for: an error before anything is touched, rather than a container that lacks it. */
final class EngineAge {

    private EngineAge() {}

    /**
     * Refuses what the engine cannot do.
     *
     * @throws EngineException with {@link EngineException.Reason#UNSUPPORTED}; it names the services, what they ask for, and what it needs
     */
    static void refuse(ContainerEngine engine, DesiredState desired) {
        List<String> unmet = new ArrayList<>();
        desired.services().values().forEach(service -> {
            List<ApiNeed> needs = engine.unmetNeeds(service.spec());
            if (!needs.isEmpty()) {
                unmet.add("service " + service.name() + " asks for "
                        + String.join(
                                ", ", needs.stream().map(ApiNeed::toString).toList()));
            }
        });
        if (!unmet.isEmpty()) {
            throw new EngineException(
                    EngineException.Reason.UNSUPPORTED,
                    "refused for environment '" + desired.project().environment()
                            + "'; nothing was changed: the engine "
                            + engine.info().version() + " is too old: " + String.join("; ", unmet)
                            + "; update the engine, or take it away",
                    null);
        }
    }
}
