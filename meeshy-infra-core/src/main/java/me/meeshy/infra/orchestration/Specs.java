package me.meeshy.infra.orchestration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Service;

/** Copies of specifications with what is known only when a container is made. */
final class Specs {

    /** Compose's and the engine's default. */
    static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

    private Specs() {}

    /** As the first container of a service, with the name, the alias and the label of another number. */
    static ContainerSpec numbered(ContainerSpec first, String name, int number) {
        if (number == 1) {
            return first;
        }
        var labels = new LinkedHashMap<>(first.labels());
        labels.put(Labels.NUMBER, String.valueOf(number));
        var networks = new LinkedHashMap<String, NetworkAttachment>();
        first.networks().forEach((network, attachment) -> {
            List<String> aliases = attachment.aliases().stream()
                    .map(alias -> alias.equals(first.name()) ? name : alias)
                    .toList();
            networks.put(network, attachment.toBuilder().aliases(aliases).build());
        });
        return first.toBuilder().name(name).labels(labels).networks(networks).build();
    }

    static ContainerSpec with(ContainerSpec spec, String name, Map<String, String> labels, List<MountSpec> mounts) {
        return spec.toBuilder().name(name).labels(labels).mounts(mounts).build();
    }

    /**
     * Who a container is.
     *
     * @param name its name
     * @param labels its labels
     * @param networks how it takes part in its networks
     */
    record Identity(String name, Map<String, String> labels, Map<String, NetworkAttachment> networks) {}

    /** For one job: as the service's, with what was ordered instead, and never started again. */
    static ContainerSpec oneOff(
            ContainerSpec spec, OneOffRun.Order order, Identity identity, Map<String, String> environment) {
        return spec.toBuilder()
                .name(identity.name())
                .command(order.command().or(() -> order.entrypoint().isPresent() ? Optional.empty() : spec.command()))
                .entrypoint(order.entrypoint().or(spec::entrypoint))
                .environment(environment)
                .labels(identity.labels())
                .ports(order.ports() ? spec.ports() : List.of())
                .networks(identity.networks())
                .restart(RestartPolicy.NO)
                .user(order.user().or(spec::user))
                .workingDirectory(order.workingDirectory().or(spec::workingDirectory))
                .build();
    }

    /**
     * Anonymous volumes, those that the image declares included, get the names that they had: their data is the service's.
     *
     * @param mounts the new container's
     * @param declared the paths that the image declares as volumes
     * @param namesByTarget the old container's volumes
     */
    static List<MountSpec> withInherited(
            List<MountSpec> mounts, List<String> declared, Map<String, String> namesByTarget) {
        var inherited = new ArrayList<MountSpec>();
        var taken = new HashSet<String>();
        for (MountSpec mount : mounts) {
            taken.add(mount.target());
            if (mount instanceof MountSpec.OfVolume volume && volume.name().isEmpty()) {
                Optional<String> name = Optional.ofNullable(namesByTarget.get(volume.target()));
                inherited.add(new MountSpec.OfVolume(
                        name, volume.target(), volume.readOnly(), volume.noCopy(), volume.subpath(), volume.labels()));
            } else {
                inherited.add(mount);
            }
        }
        for (String target : declared) {
            String name = namesByTarget.get(target);
            if (name != null && AnonymousVolume.isOne(name) && taken.add(target)) {
                inherited.add(new MountSpec.OfVolume(Optional.of(name), target, false, false));
            }
        }
        return inherited;
    }

    /** What a container is made from, and what is mounted into it. */
    static Stream<String> images(ContainerSpec spec) {
        return Stream.concat(
                Stream.of(spec.image()),
                spec.mounts().stream()
                        .filter(MountSpec.OfImage.class::isInstance)
                        .map(mount -> ((MountSpec.OfImage) mount).image()));
    }

    static Duration grace(Service service) {
        return service.stopGracePeriod().orElse(DEFAULT_GRACE);
    }
}
