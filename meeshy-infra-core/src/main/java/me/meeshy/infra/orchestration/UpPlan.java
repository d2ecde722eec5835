package me.meeshy.infra.orchestration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.engine.VolumeSpec;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.orchestration.DesiredState.DesiredService;
import me.meeshy.infra.plan.Change;
import me.meeshy.infra.plan.Plan;

/**
 * All that is decided before anything is done.
 *
 * @param project whose
 * @param plan the same for people
 * @param pulls images to fetch
 * @param networks networks to make
 * @param volumes volumes to make
 * @param services what happens to each service, by name
 * @param leftovers containers that an interrupted replacement left behind
 */
public record UpPlan(
        Project project,
        Plan plan,
        List<String> pulls,
        List<NetworkSpec> networks,
        List<VolumeSpec> volumes,
        Map<String, ServiceDecision> services,
        List<ContainerSummary> leftovers) {

    /**
     * What happens to a service.
     *
     * @param desired what it is to be
     * @param action create, recreate, start, restart or leave
     * @param existing its container, where there is one
     * @param role the role that its container is labelled with
     */
    record ServiceDecision(
            DesiredService desired, Change.Action action, Optional<ContainerSummary> existing, String role) {}

    /** Refuses to go on with what the plan refuses. */
    void orRefuse() {
        List<Change> refusals = plan.refusals();
        if (!refusals.isEmpty()) {
            var text = new StringBuilder("refused to bring up environment '" + plan.environment() + "' (project "
                    + plan.project() + "); nothing was changed:");
            refusals.forEach(refusal -> text.append("\n  ")
                    .append(refusal.kind().word())
                    .append(' ')
                    .append(refusal.engineName())
                    .append(": ")
                    .append(String.join("; ", refusal.reasons())));
            throw new InfraException(text.toString());
        }
    }
}
