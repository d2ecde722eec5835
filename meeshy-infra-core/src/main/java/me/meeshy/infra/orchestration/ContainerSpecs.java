package me.meeshy.infra.orchestration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSpec.Endpoint;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.FileGrant;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.orchestration.DesiredState.DesiredService;

/** What the container of each service is made of. */
final class ContainerSpecs {

    private final Project project;
    private final String key;

    /** Digests are made with the key. */
    ContainerSpecs(Project project, String key) {
        this.project = project;
        this.key = key;
    }

    DesiredService of(Service service, boolean runsToCompletion) {
        List<MountSpec> mounts = mounts(service);
        Fingerprint fingerprint = Fingerprint.of(parts(service, mounts), key);
        var spec = new ContainerSpec(
                project.containerName(service),
                service.image(),
                service.command(),
                service.entrypoint(),
                service.environment(),
                Labels.ofContainer(project, service, 1, fingerprint),
                exposed(service),
                service.ports(),
                mounts,
                endpoints(service),
                service.healthcheck(),
                service.restart(),
                service.user(),
                service.workingDirectory(),
                service.stopGracePeriod());
        return new DesiredService(service, spec, fingerprint, runsToCompletion, 1);
    }

    Set<String> networkKeys(Service service) {
        return service.networks().isEmpty()
                ? Set.of(Network.DEFAULT)
                : service.networks().keySet();
    }

    private Map<String, Endpoint> endpoints(Service service) {
        var endpoints = new LinkedHashMap<String, Endpoint>();
        for (String key : networkKeys(service)) {
            NetworkAttachment attachment = service.networks().getOrDefault(key, NetworkAttachment.PLAIN);
            var aliases = new LinkedHashSet<String>();
            aliases.add(project.containerName(service));
            aliases.add(service.name());
            aliases.addAll(attachment.aliases());
            String name = project.networkName(key);
            endpoints.put(name, new Endpoint(List.copyOf(aliases), attachment.ipv4Address()));
        }
        return endpoints;
    }

    private static Set<ContainerPort> exposed(Service service) {
        var exposed = new LinkedHashSet<>(service.exposed());
        service.ports().stream().map(PublishedPort::containerPort).forEach(exposed::add);
        return exposed;
    }

    private List<MountSpec> mounts(Service service) {
        var mounts = new ArrayList<MountSpec>();
        for (Mount mount : service.mounts()) {
            mounts.add(mount(service, mount));
        }
        for (FileGrant grant : service.secrets()) {
            mounts.add(granted(service, "secret", grant, project.secretFile(grant)));
        }
        for (FileGrant grant : service.configs()) {
            mounts.add(granted(service, "config", grant, project.configFile(grant)));
        }
        return mounts;
    }

    private MountSpec mount(Service service, Mount mount) {
        if (mount instanceof Mount.Named named) {
            String name = project.volume(named.volume()).engineName(project.name());
            return new MountSpec.OfVolume(Optional.of(name), named.target(), named.readOnly(), named.noCopy());
        }
        if (mount instanceof Mount.Anonymous anonymous) {
            return new MountSpec.OfVolume(Optional.empty(), anonymous.target(), anonymous.readOnly(), false);
        }
        if (mount instanceof Mount.Memory memory) {
            return new MountSpec.OfMemory(memory.target(), memory.size(), memory.mode());
        }
        if (mount instanceof Mount.Bind bind) {
            Path source = project.resolve(bind.source());
            return new MountSpec.OfHost(source, bind.target(), bind.readOnly(), bind.createSource());
        }
        throw new InfraException("service " + service.name() + ": a mount of "
                + mount.getClass().getSimpleName() + " at " + mount.target() + " is not known here");
    }

    private MountSpec granted(Service service, String what, FileGrant grant, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InfraException("service " + service.name() + " of environment '" + project.environment()
                    + "' uses the " + what + " '" + grant.source() + "', but there is no file " + file
                    + "; create or generate it");
        }
        return new MountSpec.OfHost(file, grant.target(), true, false);
    }

    private Map<String, String> parts(Service service, List<MountSpec> mounts) {
        var parts = new TreeMap<String, String>();
        parts.put("image", service.image());
        service.command().ifPresent(command -> parts.put("command", listed(command)));
        service.entrypoint().ifPresent(entrypoint -> parts.put("entrypoint", listed(entrypoint)));
        service.environment().forEach((name, value) -> parts.put("environment." + name, value));
        service.labels().forEach((name, value) -> parts.put("labels." + name, value));
        parts.put("ports", service.ports().toString());
        parts.put("expose", new TreeSet<>(exposed(service)).toString());
        endpoints(service).forEach((network, endpoint) -> parts.put("networks." + network, endpoint.toString()));
        service.healthcheck().ifPresent(check -> parts.put("healthcheck", check.toString()));
        parts.put("restart", service.restart().toString());
        service.user().ifPresent(user -> parts.put("user", user));
        service.workingDirectory().ifPresent(path -> parts.put("working_dir", path));
        service.stopGracePeriod().ifPresent(period -> parts.put("stop_grace_period", period.toString()));
        for (MountSpec mount : mounts) {
            String key = mountKey(service, mount.target());
            parts.put(key, mount.toString());
            if (mount instanceof MountSpec.OfHost bound) {
                FileContent.digest(bound.source()).ifPresent(digest -> parts.put(key + " content", digest));
            }
        }
        return parts;
    }

    private static String mountKey(Service service, String target) {
        boolean secret =
                service.secrets().stream().anyMatch(grant -> grant.target().equals(target));
        boolean config =
                service.configs().stream().anyMatch(grant -> grant.target().equals(target));
        return (secret ? "secrets." : config ? "configs." : "volumes.") + target;
    }

    /** Unambiguous: ["a", "b"] and ["a, b"] differ. */
    private static String listed(List<String> words) {
        return String.join("\0", words);
    }
}
