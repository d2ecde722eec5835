package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.ImageDetails;
import me.meeshy.infra.engine.NetworkDetails;
import me.meeshy.infra.engine.VolumeDetails;

/**
 * What the engine has of an environment. Only reads.
 *
 * @param containers the project's containers, one-off ones left out, by service
 * @param stopped what became of those that do not run, by container id
 * @param nameHolders containers of others that have a name that one of ours would need, by name
 * @param networks the networks that are asked for and there, by the engine's name
 * @param volumes the volumes that are asked for and there, by the engine's name
 * @param images the images that are asked for and there, by reference
 */
record ObservedState(
        Map<String, List<ContainerSummary>> containers,
        Map<String, ContainerState> stopped,
        Map<String, ContainerDetails> nameHolders,
        Map<String, NetworkDetails> networks,
        Map<String, VolumeDetails> volumes,
        Map<String, ImageDetails> images) {

    static ObservedState of(ContainerEngine engine, DesiredState desired) {
        Project project = desired.project();
        var containers = containersByService(engine, project);
        var stopped = new HashMap<String, ContainerState>();
        containers
                .values()
                .forEach(ofService -> ofService.stream()
                        .filter(container -> container.status() != ContainerState.Status.RUNNING)
                        .forEach(container -> engine.container(container.id())
                                .ifPresent(details -> stopped.put(container.id(), details.state()))));
        var holders = new HashMap<String, ContainerDetails>();
        var images = new HashMap<String, ImageDetails>();
        for (DesiredState.DesiredService service : desired.services().values()) {
            String image = service.spec().image();
            if (!images.containsKey(image)) {
                engine.image(image).ifPresent(found -> images.put(image, found));
            }
            if (!containers.containsKey(service.name())) {
                engine.container(service.spec().name()).ifPresent(found -> holders.put(found.name(), found));
            }
        }
        var networks = new HashMap<String, NetworkDetails>();
        desired.networks()
                .values()
                .forEach(wanted -> engine.network(wanted.engineName())
                        .ifPresent(found -> networks.put(wanted.engineName(), found)));
        var volumes = new HashMap<String, VolumeDetails>();
        desired.volumes()
                .values()
                .forEach(wanted ->
                        engine.volume(wanted.engineName()).ifPresent(found -> volumes.put(wanted.engineName(), found)));
        return new ObservedState(containers, stopped, holders, networks, volumes, images);
    }

    /** The project's containers without one-off ones. */
    static Map<String, List<ContainerSummary>> containersByService(ContainerEngine engine, Project project) {
        var byService = new LinkedHashMap<String, List<ContainerSummary>>();
        for (ContainerSummary container : engine.containers(Map.of(Labels.PROJECT, project.name()))) {
            String service = container.labels().get(Labels.SERVICE);
            boolean oneOff = "true".equalsIgnoreCase(container.labels().get(Labels.ONE_OFF));
            if (service != null && !oneOff) {
                byService.computeIfAbsent(service, key -> new ArrayList<>()).add(container);
            }
        }
        return byService;
    }

    /** The one that counts among a service's containers: what bears the right name, else the first one that compose numbered. */
    static Optional<ContainerSummary> current(List<ContainerSummary> containers, String name) {
        return containers.stream()
                .filter(container -> container.name().equals(name))
                .findFirst()
                .or(() -> containers.stream()
                        .filter(container -> "1".equals(container.labels().get(Labels.NUMBER)))
                        .findFirst())
                .or(() -> containers.stream().findFirst());
    }
}
