package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.ImageDetails;
import me.meeshy.infra.engine.NetworkDetails;
import me.meeshy.infra.engine.VolumeDetails;
import me.meeshy.infra.orchestration.DesiredState.DesiredService;

/**
 * What the engine has of an environment. Only reads.
 *
 * @param containers the project's containers, one-off ones left out, by service
 * @param stopped what became of those that do not run, by container id
 * @param nameHolders containers of others that have a name that one of ours would need, by name
 * @param networks the networks that are asked for and there, by the engine's name
 * @param volumes the volumes that are asked for and there, by the engine's name
 * @param images the images that are asked for and there, by reference
 * @param inNetworks the containers that run in networks that are not as they are asked for, ids by the engine's name
 * @param foreign in which keys those of another tool differ from what is asked for, by container id
 */
record ObservedState(
        Map<String, List<ContainerSummary>> containers,
        Map<String, ContainerState> stopped,
        Map<String, ContainerDetails> nameHolders,
        Map<String, NetworkDetails> networks,
        Map<String, VolumeDetails> volumes,
        Map<String, ImageDetails> images,
        Map<String, List<String>> inNetworks,
        Map<String, List<String>> foreign) {

    /** With what of all that is asked for is not among what bears the project's label. */
    static ObservedState of(ContainerEngine engine, DesiredState desired, Observation first) {
        Map<String, List<ContainerSummary>> containers = byService(first.containers());
        var stopped = new ConcurrentHashMap<String, ContainerState>();
        var holders = new ConcurrentHashMap<String, ContainerDetails>();
        var networks = new ConcurrentHashMap<String, NetworkDetails>();
        var volumes = new ConcurrentHashMap<String, VolumeDetails>();
        var images = new ConcurrentHashMap<String, ImageDetails>();
        first.networks().forEach(network -> networks.put(network.name(), network));
        first.volumes().forEach(volume -> volumes.put(volume.name(), volume));

        var questions = new ArrayList<Runnable>();
        for (ContainerSummary container : first.containers()) {
            if (container.status() != ContainerState.Status.RUNNING) {
                questions.add(() -> engine.container(container.id())
                        .ifPresent(details -> stopped.put(container.id(), details.state())));
            }
        }
        var inNetworks = new ConcurrentHashMap<String, List<String>>();
        for (DesiredState.DesiredNetwork network : desired.networks().values()) {
            NetworkDetails found = networks.get(network.engineName());
            if (found != null
                    && network.spec().isPresent()
                    && !ResourcePlanner.differences(found.labels(), network.fingerprint())
                            .isEmpty()) {
                questions.add(() -> inNetworks.put(found.name(), engine.runningIn(found.id())));
            }
        }
        var foreign = new ConcurrentHashMap<String, List<String>>();
        for (DesiredService service : desired.services().values()) {
            for (ContainerSummary container : containers.getOrDefault(service.name(), List.of())) {
                if (!comparable(container, desired.key())) {
                    int number = Standing.number(container.labels());
                    ContainerSpec spec = Specs.numbered(
                            service.spec(), desired.project().containerName(service.service(), number), number);
                    questions.add(() -> foreign.put(container.id(), engine.differingKeys(container.id(), spec)));
                }
            }
        }
        var references = new LinkedHashSet<String>();
        for (DesiredService service : desired.services().values()) {
            Specs.images(service.spec()).forEach(references::add);
            var there = containers.getOrDefault(service.name(), List.of());
            for (int number = 1; number <= service.replicas(); number++) {
                String name = desired.project().containerName(service.service(), number);
                if (there.stream().noneMatch(container -> container.name().equals(name))) {
                    questions.add(() -> engine.container(name)
                            .filter(holder -> !isIn(first, holder))
                            .ifPresent(holder -> holders.put(name, holder)));
                }
            }
        }
        references.forEach(reference ->
                questions.add(() -> engine.image(reference).ifPresent(image -> images.put(reference, image))));
        desired.networks().values().stream()
                .map(DesiredState.DesiredNetwork::engineName)
                .filter(name -> !networks.containsKey(name))
                .forEach(name ->
                        questions.add(() -> engine.network(name).ifPresent(found -> networks.put(name, found))));
        desired.volumes().values().stream()
                .map(DesiredState.DesiredVolume::engineName)
                .filter(name -> !volumes.containsKey(name))
                .forEach(name -> questions.add(() -> engine.volume(name).ifPresent(found -> volumes.put(name, found))));
        try (var asking = new Concurrently("observe")) {
            asking.run(questions);
        }
        return new ObservedState(containers, stopped, holders, networks, volumes, images, inNetworks, foreign);
    }

    /** Whether its labels hold digests that were made with the key. */
    static boolean comparable(ContainerSummary container, FingerprintKey key) {
        return container.labels().containsKey(Labels.HASH) && !key.isNew();
    }

    private static boolean isIn(Observation first, ContainerDetails holder) {
        return first.containers().stream()
                .anyMatch(container -> container.id().equals(holder.id()) && Labels.isMade(container.labels()));
    }

    /** Of those that run in a network, the ones of which none of these services is made. */
    List<String> others(String network, Set<String> services) {
        List<String> others = new ArrayList<>(inNetworks.getOrDefault(network, List.of()));
        services.forEach(
                service -> containers.getOrDefault(service, List.of()).forEach(one -> others.remove(one.id())));
        return others.stream().map(this::inWords).toList();
    }

    private String inWords(String id) {
        return containers.values().stream()
                .flatMap(List::stream)
                .filter(container -> container.id().equals(id))
                .map(container -> "container " + container.name())
                .findFirst()
                .orElse("container " + id.substring(0, Math.min(12, id.length())));
    }

    /** The project's containers without one-off ones. */
    static Map<String, List<ContainerSummary>> containersByService(ContainerEngine engine, Project project) {
        return byService(engine.containers(Map.of(Labels.PROJECT, project.name())));
    }

    private static Map<String, List<ContainerSummary>> byService(List<ContainerSummary> containers) {
        var byService = new LinkedHashMap<String, List<ContainerSummary>>();
        for (ContainerSummary container : containers) {
            String service = container.labels().get(Labels.SERVICE);
            boolean oneOff = "true".equalsIgnoreCase(container.labels().get(Labels.ONE_OFF));
            if (service != null && !oneOff && Labels.isMade(container.labels())) {
                byService.computeIfAbsent(service, key -> new ArrayList<>()).add(container);
            }
        }
        return byService;
    }

    /** The one that counts among a service's containers. */
    static Optional<ContainerSummary> current(List<ContainerSummary> containers, String name) {
        return Standing.first(name, containers);
    }
}
