package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerSpec;
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
 * @param replacedNetworks names of those among them of which there are others, which go first
 * @param volumes volumes to make
 * @param containers what happens to each container
 * @param discards containers of an interrupted replacement that never took their places; removed before all else
 * @param removals containers that are removed once all is well
 * @param claimed whether somebody claims the project, or did and has ended since
 */
public record UpPlan(
        Project project,
        Plan plan,
        List<String> pulls,
        List<NetworkSpec> networks,
        List<String> replacedNetworks,
        List<VolumeSpec> volumes,
        List<Decision> containers,
        List<ContainerSummary> discards,
        List<ContainerSummary> removals,
        boolean claimed) {

    /**
     * What happens to a container.
     *
     * @param desired the service that it is of
     * @param number which of the service's containers it is
     * @param spec what it is to be
     * @param action create, recreate, start, restart, restore or leave
     * @param existing the one that is there, where there is one
     * @param misnamed whether that one is to get its name back first
     * @param fallback what the one that is there has replaced, where it is not known yet whether it works
     * @param overlap whether the old one goes on until the new one is ready
     * @param role the role that its container is labelled with
     */
    record Decision(
            DesiredService desired,
            int number,
            ContainerSpec spec,
            Change.Action action,
            Optional<ContainerSummary> existing,
            boolean misnamed,
            Optional<ContainerSummary> fallback,
            boolean overlap,
            String role) {

        Decision as(Change.Action other) {
            return new Decision(desired, number, spec, other, existing, misnamed, fallback, false, role);
        }

        String service() {
            return desired.name();
        }

        /** Whether a container is made. */
        boolean isMade() {
            return action == Change.Action.CREATE || action == Change.Action.RECREATE;
        }
    }

    /** With further changes before the others. */
    UpPlan withFirst(List<Change> first) {
        var changes = new ArrayList<>(first);
        changes.addAll(plan.changes());
        return new UpPlan(
                project,
                new Plan(plan.environment(), plan.project(), changes, plan.warnings()),
                pulls,
                networks,
                replacedNetworks,
                volumes,
                containers,
                discards,
                removals,
                claimed);
    }

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
