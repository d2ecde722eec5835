package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.orchestration.DesiredState.DesiredService;
import me.meeshy.infra.orchestration.UpPlan.Decision;
import me.meeshy.infra.plan.Change.Action;
import me.meeshy.infra.plan.Difference;
import me.meeshy.infra.plan.UpOptions;

/** Decides about the containers of one service, each by itself. */
final class ServicePlanner {

    private final DesiredState desired;
    private final ObservedState observed;
    private final UpOptions options;
    private final List<String> replacedNetworks;

    ServicePlanner(DesiredState desired, ObservedState observed, UpOptions options, List<String> replacedNetworks) {
        this.replacedNetworks = replacedNetworks;
        this.desired = desired;
        this.observed = observed;
        this.options = options;
    }

    /**
     * What was decided about a container, and why.
     *
     * @param decision what was decided
     * @param standing what is there
     * @param reasons why, for people
     * @param differences in what it differs
     */
    record Decided(Decision decision, Standing standing, List<String> reasons, List<Difference> differences) {

        Decided as(Action action, String reason) {
            return new Decided(decision.as(action), standing, List.of(reason), differences);
        }
    }

    Decided decide(DesiredService service, int number, Standing there) {
        Project project = desired.project();
        String name = project.containerName(service.service(), number);
        ContainerSpec spec = Specs.numbered(service.spec(), name, number);
        Standing standing = there;
        if (standing.fallback().isPresent()
                && standing.current().filter(ServicePlanner::runs).isEmpty()
                && !differences(service, standing.current().orElseThrow()).isEmpty()) {
            // what replaced it never ran well, and is not asked for any more
            standing = standing.backToFallback();
        }
        Optional<ContainerSummary> existing = standing.current();
        String role = role(existing);
        if (existing.isEmpty()) {
            ContainerDetails holder = observed.nameHolders().get(name);
            Action action = holder == null ? Action.CREATE : Action.REFUSE;
            List<String> why = holder == null ? List.of() : List.of(taken(holder));
            return new Decided(
                    new Decision(service, number, spec, action, existing, false, Optional.empty(), false, role),
                    standing,
                    why,
                    List.of());
        }
        return decideExisting(service, number, spec, standing, existing.get(), role);
    }

    private static String taken(ContainerDetails holder) {
        String owner = holder.labels().get(Labels.PROJECT);
        String what = "a container of " + (owner == null ? "nobody's project" : "the project '" + owner + "'");
        boolean byHand = owner != null && !Labels.isMade(holder.labels());
        return "the name is taken by "
                + (byHand ? "a container that was made by hand, from an image of the project '" + owner + "'" : what)
                + "; remove that one, or give this one another name";
    }

    private Decided decideExisting(
            DesiredService service,
            int number,
            ContainerSpec spec,
            Standing standing,
            ContainerSummary existing,
            String role) {
        List<Difference> differences = differences(service, existing);
        var why = new ArrayList<String>();
        differences.forEach(difference -> why.add(difference.toString()));
        why.addAll(otherReasons(spec, existing, differences, standing.misnamed(), role));
        Action action = action(service, existing, why);
        boolean overlap = false;
        if (action == Action.RECREATE) {
            Optional<String> whyNot = follower(service)
                    .map(other -> other + " goes with it")
                    .or(() -> spec.networks().keySet().stream()
                            .filter(replacedNetworks::contains)
                            .findFirst()
                            .map(network -> "two networks cannot be named " + network))
                    .or(() -> Overlap.whyNot(
                            service,
                            spec,
                            existing,
                            differences,
                            observed.images().get(spec.image())));
            overlap = whyNot.isEmpty();
            if (runs(existing)) {
                why.add(whyNot.map(reason -> "the old one is stopped first: " + reason)
                        .orElse("the old one goes on until the new one is ready"));
            }
        } else if (standing.misnamed() && (action == Action.LEAVE || action == Action.START)) {
            action = Action.RESTORE;
            why.add("an interrupted replacement had put it aside");
        }
        if (action == Action.LEAVE && !ObservedState.comparable(existing, desired.key())) {
            why.add("compared with what the engine shows, which is not the content of files");
        }
        boolean kept = action == Action.LEAVE || action == Action.START;
        return new Decided(
                new Decision(
                        service,
                        number,
                        spec,
                        action,
                        Optional.of(existing),
                        standing.misnamed(),
                        kept ? standing.fallback() : Optional.empty(),
                        overlap,
                        role),
                standing,
                why,
                differences);
    }

    /** One that is restarted or replaced with this one: it is to find the new one only. */
    private Optional<String> follower(DesiredService service) {
        return desired.services().values().stream()
                .filter(other -> Selection.followed(other.service()).contains(service.name()))
                .map(DesiredService::name)
                .findFirst();
    }

    private Action action(DesiredService service, ContainerSummary existing, List<String> why) {
        switch (existing.status()) {
            case PAUSED -> {
                why.clear();
                why.add("its container is paused; unpause or stop it first");
                return Action.REFUSE;
            }
            case DEAD, REMOVING -> {
                why.add(0, "its container is " + existing.status().engineName());
                return Action.RECREATE;
            }
            default -> {
                // the others can be started or are running
            }
        }
        if (options.forceRecreate() && isSelected(service)) {
            why.add("asked for");
            return Action.RECREATE;
        }
        if (!why.isEmpty() && !options.noRecreate()) {
            return Action.RECREATE;
        }
        if (!why.isEmpty()) {
            why.add("not replaced, as asked for");
        }
        return switch (existing.status()) {
            case RUNNING, RESTARTING -> Action.LEAVE;
            default -> {
                if (service.runsToCompletion() && endedWell(existing)) {
                    why.add("ran to completion");
                    yield Action.LEAVE;
                }
                why.add("is " + existing.status().engineName());
                yield Action.START;
            }
        };
    }

    private boolean isSelected(DesiredService service) {
        return desired.selection().selected().contains(service.name());
    }

    static boolean runs(ContainerSummary container) {
        return container.status() == ContainerState.Status.RUNNING
                || container.status() == ContainerState.Status.RESTARTING;
    }

    private boolean endedWell(ContainerSummary container) {
        var state = observed.stopped().get(container.id());
        return state != null
                && state.status() == ContainerState.Status.EXITED
                && state.exitCode().orElse(-1) == 0;
    }

    /** In which keys it differs from what is asked for. */
    private List<Difference> differences(DesiredService service, ContainerSummary existing) {
        Map<String, String> labels = existing.labels();
        String hash = labels.get(Labels.HASH);
        if (hash == null || !ObservedState.comparable(existing, desired.key())) {
            return observed.foreign().getOrDefault(existing.id(), List.of()).stream()
                    .map(key -> new Difference(key, Difference.How.CHANGED))
                    .toList();
        }
        var differences = new ArrayList<Difference>();
        if (!hash.equals(service.fingerprint().hash())) {
            differences.addAll(service.fingerprint().differencesFrom(labels.get(Labels.PARTS)));
        }
        return differences;
    }

    private List<String> otherReasons(
            ContainerSpec spec,
            ContainerSummary existing,
            List<Difference> differences,
            boolean misnamed,
            String role) {
        var why = new ArrayList<String>();
        var image = observed.images().get(spec.image());
        if (image != null
                && !existing.imageId().isEmpty()
                && !image.id().equals(existing.imageId())
                && differences.stream().noneMatch(difference -> difference.key().equals("image"))) {
            why.add("the image " + spec.image() + " is another one now");
        }
        why.addAll(MountedImages.changes(spec, existing.labels(), observed.images()));
        spec.networks().keySet().stream()
                .filter(replacedNetworks::contains)
                .forEach(network -> why.add("its network " + network + " is made anew"));
        // the engine binds a container to its networks' ids: it could not be started in new ones of the same names
        spec.networks().keySet().stream()
                .filter(network -> !observed.networks().containsKey(network))
                .forEach(network -> why.add("its network " + network + " is gone and made anew"));
        if (!misnamed && !existing.name().equals(spec.name())) {
            why.add("its container is named " + existing.name());
        }
        if (existing.labels().containsKey(Labels.HASH)) {
            String theirRole = existing.labels().getOrDefault(Labels.ROLE, "");
            if (!role.equals(theirRole)) {
                why.add("role changed from " + theirRole + " to " + role);
            }
            String environment = existing.labels().getOrDefault(Labels.ENVIRONMENT, "");
            if (!desired.project().environment().equals(environment)) {
                why.add("environment renamed from '" + environment + "'");
            }
        }
        return why;
    }

    /** Who does not say the role does not change it. */
    private String role(Optional<ContainerSummary> existing) {
        Role wanted = desired.project().role();
        Optional<String> labelled = existing.map(container -> container.labels().get(Labels.ROLE));
        return wanted == Role.UNKNOWN ? labelled.orElse(wanted.name()) : wanted.name();
    }
}
