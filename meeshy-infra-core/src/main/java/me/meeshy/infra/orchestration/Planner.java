package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.VolumeSpec;
import me.meeshy.infra.orchestration.DesiredState.DesiredService;
import me.meeshy.infra.orchestration.ServicePlanner.Decided;
import me.meeshy.infra.orchestration.UpPlan.Decision;
import me.meeshy.infra.plan.Change;
import me.meeshy.infra.plan.Change.Action;
import me.meeshy.infra.plan.Change.Kind;
import me.meeshy.infra.plan.Plan;
import me.meeshy.infra.plan.UpOptions;

/** Compares what is desired with what is observed, and decides. Does nothing else: no engine, no files, no clock. */
public final class Planner {

    private final DesiredState desired;
    private final ObservedState observed;
    private final UpOptions options;
    private final List<Change> changes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<ContainerSummary> discards = new ArrayList<>();
    private final List<ContainerSummary> removals = new ArrayList<>();

    private Planner(DesiredState desired, ObservedState observed, UpOptions options) {
        this.desired = desired;
        this.observed = observed;
        this.options = options;
        warnings.addAll(desired.project().warnings());
    }

    /**
     * Reads the project's files and the engine's state, and decides.
     *
     * @param engine is only read
     * @param project what is to run
     * @param options how
     * @return what bringing it up would do
     */
    public static UpPlan plan(ContainerEngine engine, Project project, UpOptions options) {
        Map<String, String> due = ImagePulls.due(engine, project, options);
        List<ImageBuilds.Due> builds = ImageBuilds.of(engine, project, options);
        UpPlan plan = planFetched(engine, project, options);
        List<Change> changes = new ArrayList<>();
        builds.forEach(
                one -> changes.add(new Change(Action.BUILD, Kind.IMAGE, one.image(), one.image(), List.of(one.why()))));
        due.forEach((image, why) -> {
            if (plan.pulls().stream().noneMatch(image::equals)) {
                changes.add(new Change(Action.PULL, Kind.IMAGE, image, image, List.of(why)));
            }
        });
        return changes.isEmpty() ? plan : plan.withFirst(changes);
    }

    /** The same, after the images were built, and those fetched that are fetched although they are there. */
    static UpPlan planFetched(ContainerEngine engine, Project project, UpOptions options) {
        Observation observation = Observation.of(engine, project);
        DesiredState desired = DesiredState.of(project, options, observation.key());
        EngineAge.refuse(engine, desired);
        return plan(desired, ObservedState.of(engine, desired, observation), options);
    }

    static UpPlan plan(DesiredState desired, ObservedState observed, UpOptions options) {
        return new Planner(desired, observed, options).decide();
    }

    private UpPlan decide() {
        var resources = new ResourcePlanner(desired, observed, options, warnings);
        List<Change> ofNetworks = resources.networks();
        List<Change> ofVolumes = resources.volumes();
        var services = new ServicePlanner(desired, observed, options, resources.networksToReplace());
        List<Decided> all = new ArrayList<>();
        var after = new ArrayList<Change>();
        desired.services().values().forEach(service -> decide(services, service, all, after));
        Set<String> touched = followReplaced(all);
        all.removeIf(one -> !isSelected(one.decision().service())
                && !touched.contains(one.decision().service()));

        List<Decision> containers = all.stream().map(Decided::decision).toList();
        List<String> pulls = pulls(containers);
        changes.addAll(ofNetworks);
        changes.addAll(ofVolumes);
        all.forEach(one -> changes.add(new Change(
                one.decision().action(),
                Kind.SERVICE,
                one.decision().service(),
                one.decision().spec().name(),
                one.reasons(),
                one.differences())));
        changes.addAll(after);
        orphans();
        Project project = desired.project();
        List<VolumeSpec> volumes = new ArrayList<>(resources.volumesToMake());
        if (desired.key().isNew()
                && resources.networksToMake().isEmpty()
                && containers.stream().anyMatch(Decision::isMade)) {
            volumes.add(desired.key().volume(project));
        }
        return new UpPlan(
                project,
                new Plan(project.environment(), project.name(), changes, warnings),
                pulls,
                resources.networksToMake(),
                resources.networksToReplace(),
                volumes,
                containers,
                discards,
                removals,
                observed.volumes().values().stream()
                        .anyMatch(volume -> volume.labels().containsKey(Labels.LOCK)));
    }

    private void decide(ServicePlanner services, DesiredService service, List<Decided> all, List<Change> after) {
        Project project = desired.project();
        whyFewer(service)
                .ifPresent(why -> changes.add(new Change(
                        Action.REFUSE,
                        Kind.SERVICE,
                        service.name(),
                        service.spec().name(),
                        List.of("it is to have " + service.replicas() + " containers, but " + why))));
        Map<Integer, Standing> standings = Standing.of(
                number -> project.containerName(service.service(), number),
                service.replicas(),
                observed.containers().getOrDefault(service.name(), List.of()));
        standings.forEach((number, standing) -> {
            standing.strangers()
                    .forEach(stranger -> warnings.add("service " + service.name() + " has a further container, "
                            + stranger.name() + ", which stays untouched: we do not know what it is"));
            if (number > service.replicas()) {
                standing.all()
                        .forEach(one -> remove(
                                after,
                                service,
                                one,
                                "one too many: the service is to have " + service.replicas()
                                        + (service.replicas() == 1 ? " container" : " containers")));
                return;
            }
            Decided decided = services.decide(service, number, standing);
            all.add(decided);
            Standing settled = decided.standing();
            settled.discards().forEach(one -> {
                discards.add(one);
                after.add(removal(service, one, "an interrupted replacement made it, and it never took its place"));
            });
            Stream.concat(settled.fallback().stream(), settled.leftovers().stream())
                    .forEach(one -> remove(after, service, one, "left behind by an interrupted replacement"));
        });
    }

    private static Optional<String> whyFewer(DesiredService service) {
        if (service.replicas() > 1 && service.service().containerName().isPresent()) {
            return Optional.of("its container's name is fixed; one is all that it can have");
        }
        return service.spec().ports().stream()
                .filter(port -> port.room() < service.replicas())
                .findFirst()
                .map(port -> port.room() == 1
                        ? "the host's port " + port + " is fixed; one is all that it can have"
                        : "the host's ports " + port + " are not enough; " + port.room() + " are all that it can have");
    }

    private void remove(List<Change> after, DesiredService service, ContainerSummary container, String why) {
        removals.add(container);
        after.add(removal(service, container, why));
    }

    private static Change removal(DesiredService service, ContainerSummary container, String why) {
        return new Change(Action.REMOVE, Kind.SERVICE, service.name(), container.name(), List.of(why));
    }

    /** Those that live in the namespaces of what is replaced, or ask to be restarted with it, and so on. */
    private Set<String> followReplaced(List<Decided> all) {
        Set<String> replaced = new LinkedHashSet<>();
        Set<String> touched = new LinkedHashSet<>();
        for (Decided one : all) {
            Decision decision = one.decision();
            if (decision.isMade() && isSelected(decision.service())) {
                replaced.add(decision.service());
            }
            if (decision.action() == Action.RECREATE && isSelected(decision.service())) {
                touched.add(decision.service());
            }
        }
        for (boolean grown = true; grown; ) {
            grown = false;
            for (int i = 0; i < all.size(); i++) {
                Decided one = all.get(i);
                Optional<Decided> followed = following(one, replaced, touched);
                if (followed.isPresent()) {
                    all.set(i, followed.get());
                    grown = true;
                }
            }
        }
        return touched;
    }

    private Optional<Decided> following(Decided one, Set<String> replaced, Set<String> touched) {
        Decision decision = one.decision();
        boolean made = decision.isMade() && (isSelected(decision.service()) || touched.contains(decision.service()));
        if (made || decision.existing().isEmpty() || decision.action() == Action.REFUSE) {
            return Optional.empty();
        }
        Optional<String> home = SharedContainers.namespacesOf(decision.desired().service()).stream()
                .filter(replaced::contains)
                .findFirst();
        if (home.isPresent()) {
            replaced.add(decision.service());
            touched.add(decision.service());
            return Optional.of(
                    one.as(Action.RECREATE, "lives in a namespace of " + home.get() + ", which is replaced"));
        }
        Optional<String> cause = cause(decision, touched);
        boolean restarted = decision.action() == Action.RESTART;
        if (cause.isPresent() && !restarted && decision.action() != Action.START && runsNow(decision)) {
            touched.add(decision.service());
            return Optional.of(one.as(Action.RESTART, "depends on " + cause.get() + ", which is replaced"));
        }
        return Optional.empty();
    }

    private static boolean runsNow(Decision decision) {
        return decision.existing().filter(ServicePlanner::runs).isPresent();
    }

    private static Optional<String> cause(Decision decision, Set<String> replaced) {
        return decision.desired().service().dependencies().entrySet().stream()
                .filter(dependency -> dependency.getValue().restart() && replaced.contains(dependency.getKey()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private boolean isSelected(String service) {
        return desired.selection().selected().contains(service);
    }

    private List<String> pulls(List<Decision> containers) {
        Set<String> built = desired.services().values().stream()
                .filter(service -> ImageBuilds.isBuilt(service.service(), options))
                .map(service -> service.spec().image())
                .collect(Collectors.toSet());
        List<String> wanted = containers.stream()
                .filter(Decision::isMade)
                .flatMap(one -> Specs.images(one.spec()))
                .distinct()
                .filter(image -> !observed.images().containsKey(image) && !built.contains(image))
                .toList();
        List<String> forbidden = wanted.stream()
                .filter(image -> containers.stream()
                        .filter(one -> Specs.images(one.spec()).anyMatch(image::equals))
                        .allMatch(one -> ImagePulls.isForbidden(one.desired().service(), options)))
                .toList();
        wanted.forEach(image -> changes.add(
                forbidden.contains(image)
                        ? new Change(
                                Action.REFUSE,
                                Kind.IMAGE,
                                image,
                                image,
                                List.of("the engine does not have it, and pulling was forbidden; pull it, or allow it"))
                        : new Change(Action.PULL, Kind.IMAGE, image, image, List.of("the engine does not have it"))));
        return wanted.stream().filter(image -> !forbidden.contains(image)).toList();
    }

    private void orphans() {
        observed.containers().forEach((service, containers) -> {
            if (desired.project().stack().services().containsKey(service)
                    || desired.project().inactiveServices().contains(service)) {
                return;
            }
            for (ContainerSummary container : containers) {
                if (options.removeOrphans()) {
                    removals.add(container);
                }
                changes.add(new Change(
                        options.removeOrphans() ? Action.REMOVE : Action.ORPHAN,
                        Kind.SERVICE,
                        service,
                        container.name(),
                        List.of(
                                options.removeOrphans()
                                        ? "the stack has no such service, and its orphans are to go"
                                        : "the stack has no such service; removed with removeOrphans()")));
            }
        });
    }
}
