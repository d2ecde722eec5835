package me.meeshy.infra.orchestration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.engine.VolumeSpec;
import me.meeshy.infra.model.Condition;
import me.meeshy.infra.model.Ipam;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.model.Volume;
import me.meeshy.infra.plan.UpOptions;

/**
 * What an environment asks for, every name resolved. Reads the files that go into containers; asks no engine.
 *
 * @param project whose
 * @param selection which services are asked for
 * @param services by name, in the stack's order
 * @param networks those that a service is in, by key
 * @param volumes those that a service mounts, by key
 * @param key what digests are made with
 */
record DesiredState(
        Project project,
        Selection selection,
        Map<String, DesiredService> services,
        Map<String, DesiredNetwork> networks,
        Map<String, DesiredVolume> volumes,
        FingerprintKey key) {

    /**
     * A service.
     *
     * @param service as the stack has it
     * @param spec what its first container is made of
     * @param copies what is copied into its containers before they start
     * @param fingerprint digests of that
     * @param runsToCompletion whether another service waits for it to end well
     * @param replicas how many containers it is to have
     */
    record DesiredService(
            Service service,
            ContainerSpec spec,
            List<CopiedFile> copies,
            Fingerprint fingerprint,
            boolean runsToCompletion,
            int replicas) {
        String name() {
            return service.name();
        }

        DesiredService withReplicas(int number) {
            return new DesiredService(service, spec, copies, fingerprint, runsToCompletion, number);
        }
    }

    /**
     * A network.
     *
     * @param key its key in the stack
     * @param engineName the engine's name for it
     * @param spec what it is made of; empty if it is external
     * @param fingerprint digests of that
     */
    record DesiredNetwork(String key, String engineName, Optional<NetworkSpec> spec, Fingerprint fingerprint) {}

    /**
     * A volume.
     *
     * @param key its key in the stack
     * @param engineName the engine's name for it
     * @param spec what it is made of; empty if it is external
     * @param fingerprint digests of that
     */
    record DesiredVolume(String key, String engineName, Optional<VolumeSpec> spec, Fingerprint fingerprint) {}

    /** Of the services that are asked for, with all that they depend on and all that may have to follow them. */
    static DesiredState of(Project project, UpOptions options, FingerprintKey key) {
        var specs = new ContainerSpecs(project, key.value());
        Stack stack = project.stack();
        Selection selection = Selection.of(project, options);
        var services = new LinkedHashMap<String, DesiredService>();
        var networks = new LinkedHashMap<String, DesiredNetwork>();
        var volumes = new LinkedHashMap<String, DesiredVolume>();
        for (Service service : stack.services().values()) {
            if (!selection.selected().contains(service.name())
                    && !selection.followers().contains(service.name())) {
                continue;
            }
            int replicas = options.replicas().getOrDefault(service.name(), service.replicas());
            services.put(
                    service.name(),
                    specs.of(service, runsToCompletion(stack, service.name())).withReplicas(replicas));
            for (String network : specs.networkKeys(service)) {
                networks.computeIfAbsent(network, k -> network(project, project.network(k), key));
            }
            for (Mount mount : service.mounts()) {
                if (mount instanceof Mount.Named named) {
                    volumes.computeIfAbsent(named.volume(), k -> volume(project, project.volume(k)));
                }
            }
        }
        return new DesiredState(project, selection, services, networks, volumes, key);
    }

    static boolean runsToCompletion(Stack stack, String service) {
        return stack.services().values().stream()
                .map(other -> other.dependencies().get(service))
                .anyMatch(dependency -> dependency != null && dependency.condition() == Condition.COMPLETED);
    }

    private static DesiredNetwork network(Project project, Network network, FingerprintKey key) {
        String name = network.engineName(project.name());
        if (network.external()) {
            return new DesiredNetwork(network.key(), name, Optional.empty(), Fingerprint.of(Map.of()));
        }
        var parts = new TreeMap<String, String>();
        parts.put("driver", network.driver().orElse(""));
        parts.put("internal", String.valueOf(network.internal()));
        network.driverOptions().forEach((option, value) -> parts.put("driver_opts." + option, value));
        // what has its default is left out, so that networks of earlier versions stay as they are
        if (network.attachable()) {
            parts.put("attachable", "true");
        }
        network.ipv4().ifPresent(on -> parts.put("enable_ipv4", String.valueOf(on)));
        network.ipv6().ifPresent(on -> parts.put("enable_ipv6", String.valueOf(on)));
        ipam(network.ipam(), parts);
        network.labels().forEach((label, value) -> parts.put("labels." + label, value));
        Fingerprint fingerprint = Fingerprint.of(parts);
        return new DesiredNetwork(
                network.key(),
                name,
                Optional.of(new NetworkSpec(
                        name,
                        network.driver(),
                        network.driverOptions(),
                        network.internal(),
                        network.attachable(),
                        network.ipv4(),
                        network.ipv6(),
                        network.ipam(),
                        Labels.ofNetwork(project, network.key(), network.labels(), fingerprint, key))),
                fingerprint);
    }

    private static void ipam(Ipam ipam, Map<String, String> parts) {
        ipam.driver().ifPresent(driver -> parts.put("ipam.driver", driver));
        ipam.options().forEach((option, value) -> parts.put("ipam.options." + option, value));
        int number = 0;
        for (Ipam.Pool pool : ipam.pools()) {
            String key = "ipam.config[" + number++ + "].";
            pool.subnet().ifPresent(subnet -> parts.put(key + "subnet", subnet));
            pool.range().ifPresent(range -> parts.put(key + "ip_range", range));
            pool.gateway().ifPresent(gateway -> parts.put(key + "gateway", gateway));
            pool.reserved().forEach((name, address) -> parts.put(key + "aux_addresses." + name, address));
        }
    }

    private static DesiredVolume volume(Project project, Volume volume) {
        String name = volume.engineName(project.name());
        if (volume.external()) {
            return new DesiredVolume(volume.key(), name, Optional.empty(), Fingerprint.of(Map.of()));
        }
        var parts = new TreeMap<String, String>();
        parts.put("driver", volume.driver().orElse(""));
        volume.driverOptions().forEach((option, value) -> parts.put("driver_opts." + option, value));
        Fingerprint fingerprint = Fingerprint.of(parts);
        return new DesiredVolume(
                volume.key(),
                name,
                Optional.of(new VolumeSpec(
                        name,
                        volume.driver(),
                        volume.driverOptions(),
                        Labels.ofVolume(project, volume.key(), volume.labels(), fingerprint))),
                fingerprint);
    }
}
