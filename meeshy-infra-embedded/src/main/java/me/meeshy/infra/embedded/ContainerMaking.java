package me.meeshy.infra.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.VolumeSpec;

/** Makes one container: its volumes, its folder and its ports. */
final class ContainerMaking {

    private final ContainerSpec spec;
    private final Storage storage;
    private final Programs.Kind kind;
    private final Map<String, String> volumes = new LinkedHashMap<>();
    private final Set<String> anonymous = new LinkedHashSet<>();

    ContainerMaking(ContainerSpec spec, Storage storage) {
        this.spec = spec;
        this.storage = storage;
        this.kind = Programs.Kind.of(spec.image());
    }

    EmbeddedContainer make(Path workDirectory, Programs programs, Children children, Events events) {
        for (MountSpec mount : spec.mounts()) {
            if (mount instanceof MountSpec.OfVolume volume) {
                volumes.put(volume.target(), named(volume));
            } else if (mount instanceof MountSpec.OfHost host) {
                requireSource(host);
            }
        }
        for (String target : kind.volumes()) {
            if (spec.mounts().stream().noneMatch(mount -> mount.target().equals(target))) {
                volumes.put(target, anonymous());
            }
        }
        String id = (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
        var folders = new LinkedHashMap<String, Path>();
        volumes.forEach((target, name) -> folders.put(target, storage.folder(name)));
        var launch = new Launch(
                spec,
                HostPorts.choose(spec, kind.ports()),
                folders,
                folder(workDirectory.resolve("containers").resolve(id)),
                new ContainerLog(Clock.systemUTC()),
                children);
        return new EmbeddedContainer(id, launch, volumes, anonymous, programs.of(kind), events);
    }

    private String named(MountSpec.OfVolume volume) {
        if (volume.name().isEmpty()) {
            return anonymous();
        }
        storage.create(new VolumeSpec(volume.name().get(), Optional.empty(), Map.of(), Map.of()));
        return volume.name().get();
    }

    private String anonymous() {
        String name = storage.createAnonymous();
        anonymous.add(name);
        return name;
    }

    private void requireSource(MountSpec.OfHost host) {
        if (Files.exists(host.source())) {
            return;
        }
        if (!host.createSource()) {
            throw new EngineException(
                    EngineException.Reason.OTHER,
                    "cannot create the container " + spec.name() + ": " + host.source() + ", bound at " + host.target()
                            + ", is not there",
                    null);
        }
        try {
            Files.createDirectories(host.source());
        } catch (IOException e) {
            throw new EngineException(
                    EngineException.Reason.OTHER, "cannot make the folder " + host.source() + ": " + e, e);
        }
    }

    private Path folder(Path own) {
        try {
            return OwnerOnly.folder(own);
        } catch (IOException e) {
            throw new EngineException(
                    EngineException.Reason.OTHER,
                    "cannot make the folder of the container " + spec.name() + ": " + e,
                    e);
        }
    }
}
