package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.model.Role;
import me.meeshy.infra.orchestration.DesiredState.DesiredService;
import me.meeshy.infra.orchestration.UpPlan.ServiceDecision;
import me.meeshy.infra.plan.Change;
import me.meeshy.infra.plan.Change.Action;
import me.meeshy.infra.plan.Change.Kind;
import me.meeshy.infra.plan.Plan;

/** Compares what is desired with what is observed, and decides. Does nothing else: no engine, no files, no clock. */
public final class Planner {

    private final DesiredState desired;
    private final ObservedState observed;
    private final List<Change> changes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private Planner(DesiredState desired, ObservedState observed) {
        this.desired = desired;
        this.observed = observed;
        warnings.addAll(desired.project().warnings());
    }

    /**
     * Reads the project's files and the engine's state, and decides.
     *
     * @param engine is only read
     * @param project what is to run
     * @return what bringing it up would do
     */
    public static UpPlan plan(ContainerEngine engine, Project project) {
        DesiredState desired = DesiredState.of(project);
        return plan(desired, ObservedState.of(engine, desired));
    }

    static UpPlan plan(DesiredState desired, ObservedState observed) {
        return new Planner(desired, observed).decide();
    }

    private UpPlan decide() {
        var resources = new ResourcePlanner(desired, observed, warnings);
        List<Change> ofNetworks = resources.networks();
        List<Change> ofVolumes = resources.volumes();
        Map<String, ServiceDecision> decisions = new LinkedHashMap<>();
        Map<String, List<String>> reasons = new LinkedHashMap<>();
        desired.services().values().forEach(service -> decide(service, decisions, reasons));
        followReplaced(decisions, reasons);

        List<String> pulls = pulls(decisions);
        pulls.forEach(image ->
                changes.add(new Change(Action.PULL, Kind.IMAGE, image, image, List.of("the engine does not have it"))));
        changes.addAll(ofNetworks);
        changes.addAll(ofVolumes);
        decisions.forEach((name, decision) -> changes.add(new Change(
                decision.action(),
                Kind.SERVICE,
                name,
                decision.desired().spec().name(),
                reasons.getOrDefault(name, List.of()))));
        List<ContainerSummary> leftovers = leftovers(decisions);
        orphans();
        Project project = desired.project();
        return new UpPlan(
                project,
                new Plan(project.environment(), project.name(), changes, warnings),
                pulls,
                resources.networksToMake(),
                resources.volumesToMake(),
                decisions,
                leftovers);
    }

    private void decide(
            DesiredService service, Map<String, ServiceDecision> decisions, Map<String, List<String>> reasons) {
        Optional<ContainerSummary> existing = existing(service);
        String role = role(existing);
        var why = new ArrayList<String>();
        Action action;
        ContainerDetails holder = observed.nameHolders().get(service.spec().name());
        if (existing.isEmpty() && holder != null) {
            action = Action.REFUSE;
            String owner = holder.labels().get(Labels.PROJECT);
            why.add("the name is taken by a container of "
                    + (owner == null ? "nobody's project" : "the project '" + owner + "'")
                    + "; remove that one, or give this one another name");
        } else if (existing.isEmpty()) {
            action = Action.CREATE;
        } else {
            action = forExisting(service, existing.get(), role, why);
        }
        decisions.put(service.name(), new ServiceDecision(service, action, existing, role));
        reasons.put(service.name(), why);
    }

    private Action forExisting(DesiredService service, ContainerSummary existing, String role, List<String> why) {
        why.addAll(differences(service, existing, role));
        switch (existing.status()) {
            case PAUSED -> {
                why.clear();
                why.add("its container is paused; unpause or stop it first");
                return Action.REFUSE;
            }
            case DEAD, REMOVING ->
                why.add(0, "its container is " + existing.status().engineName());
            default -> {
                // the others can be started or are running
            }
        }
        if (!why.isEmpty()) {
            return Action.RECREATE;
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

    private boolean endedWell(ContainerSummary container) {
        var state = observed.stopped().get(container.id());
        return state != null
                && state.status() == me.meeshy.infra.engine.ContainerState.Status.EXITED
                && state.exitCode().orElse(-1) == 0;
    }

    private List<String> differences(DesiredService service, ContainerSummary existing, String role) {
        var why = new ArrayList<String>();
        String hash = existing.labels().get(Labels.HASH);
        if (hash == null) {
            return List.of("was made by another tool, so that it cannot be told whether it is as it should be");
        }
        if (!hash.equals(service.fingerprint().hash())) {
            List<String> parts =
                    service.fingerprint().differencesFrom(existing.labels().getOrDefault(Labels.PARTS, ""));
            why.addAll(parts.isEmpty() ? List.of("its configuration changed") : parts);
        }
        var image = observed.images().get(service.spec().image());
        if (image != null
                && !existing.imageId().isEmpty()
                && !image.id().equals(existing.imageId())
                && !why.contains("image changed")) {
            why.add("the image " + service.spec().image() + " is another one now");
        }
        if (!existing.name().equals(service.spec().name())) {
            why.add("its container is named " + existing.name());
        }
        String theirRole = existing.labels().getOrDefault(Labels.ROLE, "");
        if (!role.equals(theirRole)) {
            why.add("role changed from " + theirRole + " to " + role);
        }
        String environment = existing.labels().getOrDefault(Labels.ENVIRONMENT, "");
        if (!desired.project().environment().equals(environment)) {
            why.add("environment renamed from '" + environment + "'");
        }
        return why;
    }

    /** Who does not say the role does not change it. */
    private String role(Optional<ContainerSummary> existing) {
        Role wanted = desired.project().role();
        Optional<String> labelled = existing.map(container -> container.labels().get(Labels.ROLE));
        return wanted == Role.UNKNOWN ? labelled.orElse(wanted.name()) : wanted.name();
    }

    /** Those that ask to be restarted with what they depend on, and those that ask so of them in turn. */
    private void followReplaced(Map<String, ServiceDecision> decisions, Map<String, List<String>> reasons) {
        Set<String> replaced = new LinkedHashSet<>();
        decisions.forEach((name, decision) -> {
            if (decision.action() == Action.RECREATE) {
                replaced.add(name);
            }
        });
        for (boolean grown = true; grown; ) {
            grown = false;
            for (Map.Entry<String, ServiceDecision> entry : decisions.entrySet()) {
                ServiceDecision decision = entry.getValue();
                Optional<String> cause = decision.desired().service().dependencies().entrySet().stream()
                        .filter(dependency -> dependency.getValue().restart() && replaced.contains(dependency.getKey()))
                        .map(Map.Entry::getKey)
                        .findFirst();
                if (cause.isPresent() && decision.action() == Action.LEAVE && replaced.add(entry.getKey())) {
                    entry.setValue(new ServiceDecision(
                            decision.desired(), Action.RESTART, decision.existing(), decision.role()));
                    reasons.put(entry.getKey(), List.of("depends on " + cause.get() + ", which is replaced"));
                    grown = true;
                }
            }
        }
    }

    private List<String> pulls(Map<String, ServiceDecision> decisions) {
        return decisions.values().stream()
                .filter(decision -> decision.action() == Action.CREATE || decision.action() == Action.RECREATE)
                .map(decision -> decision.desired().spec().image())
                .distinct()
                .filter(image -> !observed.images().containsKey(image))
                .toList();
    }

    private Optional<ContainerSummary> existing(DesiredService service) {
        return ObservedState.current(
                observed.containers().getOrDefault(service.name(), List.of()),
                service.spec().name());
    }

    private List<ContainerSummary> leftovers(Map<String, ServiceDecision> decisions) {
        var leftovers = new ArrayList<ContainerSummary>();
        decisions.forEach((name, decision) -> {
            for (ContainerSummary container : observed.containers().getOrDefault(name, List.of())) {
                if (decision.existing().filter(container::equals).isPresent()) {
                    continue;
                }
                if (TemporaryName.isOne(
                        container.name(), decision.desired().spec().name())) {
                    leftovers.add(container);
                    changes.add(new Change(
                            Action.REMOVE,
                            Kind.SERVICE,
                            name,
                            container.name(),
                            List.of("left behind by an interrupted replacement")));
                } else {
                    warnings.add("service " + name + " has a further container, " + container.name()
                            + ", which stays untouched: one container a service is what we manage");
                }
            }
        });
        return leftovers;
    }

    private void orphans() {
        observed.containers().forEach((service, containers) -> {
            if (!desired.services().containsKey(service)) {
                containers.forEach(container -> changes.add(new Change(
                        Action.ORPHAN,
                        Kind.SERVICE,
                        service,
                        container.name(),
                        List.of("the stack has no such service; remove the container if it is not needed"))));
            }
        });
    }
}
