package me.meeshy.infra.orchestration;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.engine.VolumeSpec;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.model.Volume;

/**
 * What an environment asks for, every name resolved. Reads the files that go into containers; asks no engine.
 *
 * @param project whose
 * @param services by name, in the stack's order
 * @param networks those that a service is in, by key
 * @param volumes those that a service mounts, by key
 */
record DesiredState(
        Project project,
        Map<String, DesiredService> services,
        Map<String, DesiredNetwork> networks,
        Map<String, DesiredVolume> volumes) {

    /**
     * A service.
     *
     * @param service as the stack has it
     * @param spec what its container is made of
     * @param fingerprint digests of that
     * @param runsToCompletion whether another service waits for it to end well
     */
    record DesiredService(Service service, ContainerSpec spec, Fingerprint fingerprint, boolean runsToCompletion) {
        String name() {
            return service.name();
        }
    }

    /**
     * A network.
     *
     * @param key its key in the stack
     * @param engineName the engine's name for it
     * @param spec what it is made of; empty if it is external
     */
    record DesiredNetwork(String key, String engineName, Optional<NetworkSpec> spec) {}

    /**
     * A volume.
     *
     * @param key its key in the stack
     * @param engineName the engine's name for it
     * @param spec what it is made of; empty if it is external
     */
    record DesiredVolume(String key, String engineName, Optional<VolumeSpec> spec) {}

    static DesiredState of(Project project) {
        var specs = new ContainerSpecs(project);
        Stack stack = project.stack();
        var services = new LinkedHashMap<String, DesiredService>();
        var networks = new LinkedHashMap<String, DesiredNetwork>();
        var volumes = new LinkedHashMap<String, DesiredVolume>();
        for (Service service : stack.services().values()) {
            services.put(service.name(), specs.of(service, runsToCompletion(stack, service.name())));
            for (String key : specs.networkKeys(service)) {
                networks.computeIfAbsent(key, k -> network(project, project.network(k)));
            }
            for (Mount mount : service.mounts()) {
                if (mount instanceof Mount.Named named) {
                    volumes.computeIfAbsent(named.volume(), k -> volume(project, project.volume(k)));
                }
            }
        }
        return new DesiredState(project, services, networks, volumes);
    }

    static boolean runsToCompletion(Stack stack, String service) {
        return stack.services().values().stream()
                .map(other -> other.dependencies().get(service))
                .anyMatch(dependency -> dependency != null && dependency.condition() == Condition.COMPLETED);
    }

    private static DesiredNetwork network(Project project, Network network) {
        String name = network.engineName(project.name());
        if (network.external()) {
            return new DesiredNetwork(network.key(), name, Optional.empty());
        }
        String hash = Fingerprint.of(Map.of(
                        "driver", network.driver().orElse(""),
                        "options", new TreeMap<>(network.driverOptions()).toString(),
                        "internal", String.valueOf(network.internal())))
                .hash();
        return new DesiredNetwork(
                network.key(),
                name,
                Optional.of(new NetworkSpec(
                        name,
                        network.driver(),
                        network.driverOptions(),
                        network.internal(),
                        Labels.ofNetwork(project, network.key(), network.labels(), hash))));
    }

    private static DesiredVolume volume(Project project, Volume volume) {
        String name = volume.engineName(project.name());
        if (volume.external()) {
            return new DesiredVolume(volume.key(), name, Optional.empty());
        }
        String hash = Fingerprint.of(Map.of(
                        "driver", volume.driver().orElse(""),
                        "options", new TreeMap<>(volume.driverOptions()).toString()))
                .hash();
        return new DesiredVolume(
                volume.key(),
                name,
                Optional.of(new VolumeSpec(
                        name,
                        volume.driver(),
                        volume.driverOptions(),
                        Labels.ofVolume(project, volume.key(), volume.labels(), hash))));
    }
}
