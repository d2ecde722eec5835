package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.orchestration.DesiredState.DesiredService;

/** What the container of each service is made of. */
final class ContainerSpecs {

    private final Project project;
    private final String key;
    private final MountSpecs mountSpecs;
    private final CopiedFiles copiedFiles;
    private final SharedContainers shared;

    /** Digests are made with the key. */
    ContainerSpecs(Project project, String key) {
        this.project = project;
        this.key = key;
        this.mountSpecs = new MountSpecs(project);
        this.copiedFiles = new CopiedFiles(project);
        this.shared = new SharedContainers(project);
    }

    DesiredService of(Service service, boolean runsToCompletion) {
        List<MountSpec> mounts = mountSpecs.of(service);
        ContainerSpec unlabelled = ContainerSpec.builder(
                        project.containerName(service), service.imageIn(project.name()))
                .command(service.command())
                .entrypoint(service.entrypoint())
                .environment(ApiSocket.environment(service))
                .annotations(service.annotations())
                .exposed(exposed(service))
                .ports(service.ports())
                .mounts(mounts)
                .volumesFrom(shared.volumesFrom(service))
                .networks(endpoints(service))
                .links(shared.links(service))
                .healthcheck(service.healthcheck())
                .restart(service.restart())
                .user(service.user())
                .workingDirectory(service.workingDirectory())
                .stopGracePeriod(service.stopGracePeriod())
                .platform(service.platform())
                .process(service.process())
                .resources(service.resources())
                .devices(service.devices())
                .security(SecurityProfiles.loaded(service))
                .namespaces(shared.namespaces(service))
                .naming(service.naming())
                .logging(service.logging())
                .build();
        Map<String, String> parts = FingerprintParts.of(service, unlabelled);
        // it keeps what it was made with: where that changes, it must be made anew
        shared.sources(service)
                .forEach(source -> parts.put(
                        "volumes_from." + source.name(), mountSpecs.of(source).toString()));
        List<CopiedFile> copies = copiedFiles.of(service);
        copies.forEach(file -> {
            parts.put(file.key(), file.description());
            file.contentDigest().ifPresent(digest -> parts.put(file.key() + " content", digest));
        });
        Fingerprint fingerprint = Fingerprint.of(parts, key);
        ContainerSpec spec = unlabelled.toBuilder()
                .labels(Labels.ofContainer(project, service, 1, fingerprint))
                .build();
        return new DesiredService(service, spec, copies, fingerprint, runsToCompletion, 1);
    }

    /** In the order in which they are joined: falling priority, and by key among equals, as compose has it. */
    List<String> networkKeys(Service service) {
        if (service.namespaces().network().isPresent()) {
            return List.of();
        }
        if (service.networks().isEmpty()) {
            return List.of(Network.DEFAULT);
        }
        var keys = new ArrayList<>(service.networks().keySet());
        keys.sort(Comparator.comparingInt((String key) -> -priority(service, key))
                .thenComparing(Comparator.naturalOrder()));
        return keys;
    }

    private static int priority(Service service, String key) {
        return service.networks()
                .getOrDefault(key, NetworkAttachment.PLAIN)
                .priority()
                .orElse(0);
    }

    private Map<String, NetworkAttachment> endpoints(Service service) {
        var endpoints = new LinkedHashMap<String, NetworkAttachment>();
        for (String key : networkKeys(service)) {
            NetworkAttachment attachment = service.networks().getOrDefault(key, NetworkAttachment.PLAIN);
            var aliases = new LinkedHashSet<String>();
            aliases.add(project.containerName(service));
            aliases.add(service.name());
            aliases.addAll(attachment.aliases());
            endpoints.put(
                    project.networkName(key),
                    attachment.toBuilder().aliases(List.copyOf(aliases)).build());
        }
        return endpoints;
    }

    private static Set<ContainerPort> exposed(Service service) {
        var exposed = new LinkedHashSet<>(service.exposed());
        service.ports().stream().map(PublishedPort::containerPort).forEach(exposed::add);
        return exposed;
    }
}
