package me.meeshy.infra.orchestration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.model.FileGrant;
import me.meeshy.infra.model.GrantedContent;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Service;

/** What stands in the containers' file systems, every name resolved. */
final class MountSpecs {

    private final Project project;

    MountSpecs(Project project) {
        this.project = project;
    }

    List<MountSpec> of(Service service) {
        var mounts = new ArrayList<MountSpec>();
        for (Mount mount : service.mounts()) {
            mounts.add(mount(service, mount));
        }
        for (FileGrant grant : service.secrets()) {
            granted(service, "secret", grant, project.secret(grant)).ifPresent(mounts::add);
        }
        for (FileGrant grant : service.configs()) {
            granted(service, "config", grant, project.config(grant)).ifPresent(mounts::add);
        }
        ApiSocket.mount(service).ifPresent(mounts::add);
        return mounts;
    }

    private MountSpec mount(Service service, Mount mount) {
        if (mount instanceof Mount.Named named) {
            String name = project.volume(named.volume()).engineName(project.name());
            return new MountSpec.OfVolume(
                    Optional.of(name),
                    named.target(),
                    named.readOnly(),
                    named.noCopy(),
                    named.subpath(),
                    Map.of(),
                    named.label());
        }
        if (mount instanceof Mount.Anonymous anonymous) {
            return new MountSpec.OfVolume(
                    Optional.empty(),
                    anonymous.target(),
                    anonymous.readOnly(),
                    anonymous.noCopy(),
                    Optional.empty(),
                    anonymous.labels());
        }
        if (mount instanceof Mount.Image image) {
            return new MountSpec.OfImage(image.image(), image.target(), image.subpath());
        }
        if (mount instanceof Mount.Memory memory) {
            return new MountSpec.OfMemory(
                    memory.target(), memory.size(), memory.mode(), memory.readOnly(), memory.options());
        }
        if (mount instanceof Mount.Bind bind) {
            return new MountSpec.OfHost(
                    project.resolve(bind.source()),
                    bind.target(),
                    bind.readOnly(),
                    bind.createSource(),
                    bind.propagation(),
                    bind.label(),
                    bind.recursive());
        }
        throw new InfraException("service " + service.name() + ": a mount of "
                + mount.getClass().getSimpleName() + " at " + mount.target() + " is not known here");
    }

    /** Empty for what is copied: {@link CopiedFiles} has it. */
    private Optional<MountSpec> granted(Service service, String what, FileGrant grant, GrantedContent content) {
        if (content instanceof GrantedContent.External) {
            throw new InfraException("service " + service.name() + " of environment '" + project.environment()
                    + "' uses the " + what + " '" + grant.source()
                    + "', which is in no file: it is external, and such exist only in a swarm; give it a file");
        }
        if (!(content instanceof GrantedContent.OfFile there)) {
            return Optional.empty();
        }
        if (grant.user().isPresent()
                || grant.group().isPresent()
                || grant.mode().isPresent()) {
            throw new InfraException("service " + service.name() + " of environment '" + project.environment()
                    + "' gives the " + what + " '" + grant.source() + "' an owner or permissions, but it is a file,"
                    + " which the container sees as it is on the host; change the file's own, or take them away");
        }
        Path file = project.resolve(there.file());
        if (!Files.isRegularFile(file)) {
            throw new InfraException("service " + service.name() + " of environment '" + project.environment()
                    + "' uses the " + what + " '" + grant.source() + "', but there is no file " + file
                    + "; create or generate it");
        }
        return Optional.of(new MountSpec.OfHost(file, grant.target(), true, false));
    }
}
