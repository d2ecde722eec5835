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

    ContainerSpecs(Project project) {
        this.project = project;
    }

    DesiredService of(Service service, boolean runsToCompletion) {
        List<MountSpec> mounts = mounts(service);
        Fingerprint fingerprint = Fingerprint.of(parts(service, mounts));
        var spec = new ContainerSpec(
                project.containerName(service),
                service.image(),
                service.command(),
                service.entrypoint(),
                service.environment(),
                Labels.ofContainer(project, service, fingerprint),
                exposed(service),
                service.ports(),
                mounts,
                endpoints(service),
                service.healthcheck(),
                service.restart(),
                service.user(),
                service.workingDirectory(),
                service.stopGracePeriod());
        return new DesiredService(service, spec, fingerprint, runsToCompletion);
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
        service.environment().forEach((name, value) -> parts.put("environment " + name, value));
        service.labels().forEach((name, value) -> parts.put("label " + name, value));
        parts.put("ports", service.ports().toString());
        parts.put("exposed ports", new TreeSet<>(exposed(service)).toString());
        parts.put("networks", new TreeMap<>(endpoints(service)).toString());
        service.healthcheck().ifPresent(check -> parts.put("health check", check.toString()));
        parts.put("restart policy", service.restart().toString());
        service.user().ifPresent(user -> parts.put("user", user));
        service.workingDirectory().ifPresent(path -> parts.put("working directory", path));
        service.stopGracePeriod().ifPresent(period -> parts.put("stop grace period", period.toString()));
        mounts.forEach(mount -> parts.put("mount " + mount.target(), mount.toString()));
        for (MountSpec mount : mounts) {
            if (mount instanceof MountSpec.OfHost bound) {
                FileContent.digest(bound.source())
                        .ifPresent(digest -> parts.put("content of " + bound.target(), digest));
            }
        }
        return parts;
    }

    /** Unambiguous: ["a", "b"] and ["a, b"] differ. */
    private static String listed(List<String> words) {
        return String.join("\0", words);
    }
}
