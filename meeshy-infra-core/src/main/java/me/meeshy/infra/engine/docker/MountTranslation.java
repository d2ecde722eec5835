package me.meeshy.infra.engine.docker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;

/**
 * Mounts, ours to the engine's. The engine makes a missing folder of the host only for {@code Binds}, and refuses the
 * container for {@code Mounts}; so what may be made goes the one way and what must be there the other. Labels for SELinux can
 * be said in {@code Binds} only, and further options of memory in {@code Tmpfs} only.
 */
final class MountTranslation {

    /** From here on the engine makes the folder for {@code Mounts}, too. */
    private static final ApiVersion CREATE_MOUNTPOINT = new ApiVersion(1, 42);

    private MountTranslation() {}

    static void addTo(JsonBody host, List<MountSpec> specs, ApiVersion version) {
        List<JsonBody> mounts = new ArrayList<>();
        List<String> binds = new ArrayList<>();
        Map<String, String> memory = new LinkedHashMap<>();
        for (MountSpec spec : specs) {
            if (spec instanceof MountSpec.OfVolume volume) {
                if (volume.label().isPresent()) {
                    binds.add(volume.name().orElseThrow() + ":" + volume.target() + ":" + labelled(volume));
                } else {
                    mounts.add(volume(volume));
                }
            } else if (spec instanceof MountSpec.OfMemory inMemory) {
                if (inMemory.options().isEmpty()) {
                    mounts.add(memory(inMemory));
                } else {
                    memory.put(inMemory.target(), options(inMemory));
                }
            } else if (spec instanceof MountSpec.OfHost bound) {
                if ((bound.createSource() || bound.label().isPresent()) && expressible(bound)) {
                    binds.add(bind(bound));
                } else {
                    mounts.add(host(bound, version));
                }
            } else if (spec instanceof MountSpec.OfImage image) {
                mounts.add(image(image));
            }
        }
        host.objects("Mounts", mounts).given("Binds", binds).given("Tmpfs", memory);
    }

    /** A bind is written with colons between its parts. */
    private static boolean expressible(MountSpec.OfHost host) {
        return !host.source().toString().contains(":")
                && !host.target().contains(":")
                && host.recursive().isEmpty();
    }

    private static String bind(MountSpec.OfHost host) {
        List<String> options = new ArrayList<>();
        options.add(host.readOnly() ? "ro" : "rw");
        host.label().ifPresent(options::add);
        host.propagation().ifPresent(options::add);
        return host.source() + ":" + host.target() + ":" + String.join(",", options);
    }

    private static String labelled(MountSpec.OfVolume volume) {
        return (volume.readOnly() ? "ro," : "rw,")
                + (volume.noCopy() ? "nocopy," : "")
                + volume.label().orElseThrow();
    }

    private static JsonBody volume(MountSpec.OfVolume spec) {
        return mount("volume", spec)
                .flag("ReadOnly", spec.readOnly())
                .given("Source", spec.name())
                .with(
                        "VolumeOptions",
                        new JsonBody()
                                .flag("NoCopy", spec.noCopy())
                                .given("Labels", spec.labels())
                                .given("Subpath", spec.subpath()));
    }

    private static JsonBody host(MountSpec.OfHost spec, ApiVersion version) {
        return mount("bind", spec)
                .with("Source", spec.source().toString())
                .flag("ReadOnly", spec.readOnly())
                .with(
                        "BindOptions",
                        new JsonBody()
                                .given("Propagation", spec.propagation())
                                .flag("CreateMountpoint", spec.createSource() && version.atLeast(CREATE_MOUNTPOINT))
                                .flag("NonRecursive", is(spec, "disabled"))
                                .flag("ReadOnlyNonRecursive", is(spec, "writable"))
                                .flag("ReadOnlyForceRecursive", is(spec, "readonly")));
    }

    private static boolean is(MountSpec.OfHost spec, String recursive) {
        return spec.recursive().filter(recursive::equals).isPresent();
    }

    private static JsonBody image(MountSpec.OfImage spec) {
        return mount("image", spec)
                .with("Source", spec.image())
                .with("ReadOnly", true)
                .with("ImageOptions", new JsonBody().given("Subpath", spec.subpath()));
    }

    private static JsonBody memory(MountSpec.OfMemory spec) {
        return mount("tmpfs", spec)
                .flag("ReadOnly", spec.readOnly())
                .with(
                        "TmpfsOptions",
                        new JsonBody().given("SizeBytes", spec.size()).given("Mode", spec.mode()));
    }

    private static String options(MountSpec.OfMemory spec) {
        List<String> options = new ArrayList<>(spec.options());
        if (spec.readOnly()) {
            options.add("ro");
        }
        spec.size().ifPresent(size -> options.add("size=" + size));
        spec.mode().ifPresent(mode -> options.add("mode=" + Integer.toOctalString(mode)));
        return String.join(",", options);
    }

    private static JsonBody mount(String type, MountSpec spec) {
        return new JsonBody().with("Type", type).with("Target", spec.target());
    }
}
