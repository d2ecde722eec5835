package me.meeshy.infra.orchestration;

import java.util.List;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.ImageDetails;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.orchestration.DesiredState.DesiredService;
import me.meeshy.infra.plan.Difference;
import org.jspecify.annotations.Nullable;

/**
 * Whether a container may go on while the one that replaces it starts. Two that write the same files at once would be loss of
 * data for most databases: so never where the new one mounts a volume or a path of the host writable, or where it is not known
 * that the old one mounts all of them read-only.
 */
final class Overlap {

    private static final String STOP_FIRST = "stop-first";

    private Overlap() {}

    /**
     * Why not.
     *
     * @param service whose
     * @param spec the new container's
     * @param old the one that is to be replaced
     * @param differences in what they differ
     * @param image the new one's image, or null if the engine does not have it yet
     * @return the reason, or empty if both may run at once
     */
    static Optional<String> whyNot(
            DesiredService service,
            ContainerSpec spec,
            ContainerSummary old,
            List<Difference> differences,
            @Nullable ImageDetails image) {
        if (old.status() != ContainerState.Status.RUNNING) {
            return Optional.of("it does not run");
        }
        if (STOP_FIRST.equals(service.service().labels().get(Labels.REPLACEMENT))) {
            return Optional.of("its label " + Labels.REPLACEMENT + " asks for it");
        }
        if (service.runsToCompletion()) {
            return Optional.of("it runs to completion");
        }
        Optional<String> port = spec.ports().stream()
                .filter(published -> published.hostPort() != 0)
                .map(PublishedPort::toString)
                .findFirst();
        if (port.isPresent()) {
            return Optional.of("both need the host's port " + port.get());
        }
        if (spec.namespaces().network().isPresent()) {
            return Optional.of("both use a network that is not their own");
        }
        if (spec.naming().macAddress().isPresent()
                || spec.networks().values().stream().anyMatch(Overlap::hasFixedAddress)) {
            return Optional.of("both need the same address");
        }
        if (!spec.volumesFrom().isEmpty()) {
            return Optional.of("both would write what they mount of " + spec.volumesFrom());
        }
        Optional<String> written = spec.mounts().stream()
                .filter(Overlap::isWritten)
                .map(MountSpec::target)
                .findFirst();
        if (written.isPresent()) {
            return Optional.of("both would write what is mounted at " + written.get());
        }
        if (differences.stream().anyMatch(Overlap::isOfAMount)) {
            return Optional.of("what they mount differs");
        }
        if (image != null && !image.volumes().isEmpty()) {
            return Optional.of(
                    "both would write the volume at " + image.volumes().get(0));
        }
        return Optional.empty();
    }

    private static boolean hasFixedAddress(NetworkAttachment attachment) {
        return attachment.ipv4Address().isPresent()
                || attachment.ipv6Address().isPresent()
                || attachment.macAddress().isPresent()
                || !attachment.linkLocalAddresses().isEmpty();
    }

    private static boolean isWritten(MountSpec mount) {
        if (mount instanceof MountSpec.OfVolume volume) {
            return !volume.readOnly();
        }
        return mount instanceof MountSpec.OfHost host && !host.readOnly();
    }

    /** That the content of a file differs is no reason. */
    private static boolean isOfAMount(Difference difference) {
        return difference.key().startsWith("volumes.") && !difference.key().endsWith(" content");
    }
}
