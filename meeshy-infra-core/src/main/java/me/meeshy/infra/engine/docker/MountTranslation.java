package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.TmpfsOptions;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.api.model.VolumeOptions;
import java.util.ArrayList;
import java.util.List;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;

/**
 * Mounts, ours to the engine's. The engine makes a missing folder of the host only for {@code Binds}, and refuses the
 * container for {@code Mounts}; so what may be made goes the one way and what must be there the other.
 */
final class MountTranslation {

    private MountTranslation() {}

    static void addTo(HostConfig config, List<MountSpec> specs) {
        List<Mount> mounts = new ArrayList<>();
        List<Bind> binds = new ArrayList<>();
        for (MountSpec spec : specs) {
            if (spec instanceof MountSpec.OfVolume volume) {
                mounts.add(volume(volume));
            } else if (spec instanceof MountSpec.OfMemory memory) {
                mounts.add(memory(memory));
            } else if (spec instanceof MountSpec.OfHost host) {
                if (host.createSource() && expressible(host)) {
                    binds.add(new Bind(
                            host.source().toString(),
                            new Volume(host.target()),
                            host.readOnly() ? AccessMode.ro : AccessMode.rw));
                } else {
                    mounts.add(host(host));
                }
            }
        }
        config.withMounts(mounts).withBinds(binds);
    }

    /** A bind is written with colons between its parts. */
    private static boolean expressible(MountSpec.OfHost host) {
        return !host.source().toString().contains(":") && !host.target().contains(":");
    }

    private static Mount volume(MountSpec.OfVolume spec) {
        Mount mount =
                new Mount().withType(MountType.VOLUME).withTarget(spec.target()).withReadOnly(spec.readOnly());
        spec.name().ifPresent(mount::withSource);
        return spec.noCopy() ? mount.withVolumeOptions(new VolumeOptions().withNoCopy(true)) : mount;
    }

    private static Mount host(MountSpec.OfHost spec) {
        return new Mount()
                .withType(MountType.BIND)
                .withSource(spec.source().toString())
                .withTarget(spec.target())
                .withReadOnly(spec.readOnly());
    }

    private static Mount memory(MountSpec.OfMemory spec) {
        TmpfsOptions options = new TmpfsOptions();
        spec.size().ifPresent(options::withSizeBytes);
        spec.mode().ifPresent(options::withMode);
        return new Mount().withType(MountType.TMPFS).withTarget(spec.target()).withTmpfsOptions(options);
    }
}
