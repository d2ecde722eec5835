package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.NetworkDetails;
import me.meeshy.infra.engine.VolumeDetails;

/**
 * All that bears a project's label.
 *
 * @param containers its containers
 * @param networks its networks
 * @param volumes its volumes
 * @param key what digests are made with, found among the networks or volumes, or new
 */
record Observation(
        List<ContainerSummary> containers,
        List<NetworkDetails> networks,
        List<VolumeDetails> volumes,
        FingerprintKey key) {

    static Observation of(ContainerEngine engine, Project project) {
        Map<String, String> ours = Map.of(Labels.PROJECT, project.name());
        var containers = new ArrayList<ContainerSummary>();
        var networks = new ArrayList<NetworkDetails>();
        var volumes = new ArrayList<VolumeDetails>();
        try (var asking = new Concurrently("observe")) {
            asking.run(List.of(
                    () -> containers.addAll(engine.containers(ours)),
                    () -> networks.addAll(engine.networks(ours)),
                    () -> volumes.addAll(engine.volumes(ours))));
        }
        return new Observation(containers, networks, volumes, FingerprintKey.of(networks, volumes));
    }
}
