package me.meeshy.infra.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.RestartPolicy;

/**
 * What a container is made of, every name resolved: volumes and networks as the engine knows them, paths absolute.
 *
 * @param name the container's name
 * @param image the image's reference
 * @param command the command, where it replaces the image's
 * @param entrypoint the entry point, where it replaces the image's; an empty list takes the image's away
 * @param environment variables; never print their values
 * @param labels labels
 * @param exposed ports offered to its networks
 * @param ports ports that the host listens for
 * @param mounts what stands in its file system
 * @param networks the networks that it is in from its start, by the engine's name; the engine's default network if empty
 * @param healthcheck its health check, where it differs from the image's; what the engine's API version does not know is left
 *     out, which is the start interval before 1.44
 * @param restart when the engine starts it again
 * @param user the user that it runs as
 * @param workingDirectory the folder that it starts in
 * @param stopGracePeriod how long it may take to stop, in whole seconds, rounded up
 */
public record ContainerSpec(
        String name,
        String image,
        Optional<List<String>> command,
        Optional<List<String>> entrypoint,
        Map<String, String> environment,
        Map<String, String> labels,
        Set<ContainerPort> exposed,
        List<PublishedPort> ports,
        List<MountSpec> mounts,
        Map<String, Endpoint> networks,
        Optional<Healthcheck> healthcheck,
        RestartPolicy restart,
        Optional<String> user,
        Optional<String> workingDirectory,
        Optional<Duration> stopGracePeriod) {

    /**
     * How a container takes part in a network.
     *
     * @param aliases names that others on the network find it by
     * @param ipv4Address a fixed address, or empty
     */
    public record Endpoint(List<String> aliases, Optional<String> ipv4Address) {}

    /** Something that stands at a path inside the container. */
    public sealed interface MountSpec {

        /**
         * Where it stands.
         *
         * @return an absolute path of the container
         */
        String target();

        /**
         * A volume.
         *
         * @param name the engine's name for it; empty for an anonymous one
         * @param target where it stands
         * @param readOnly whether the container may only read it
         * @param noCopy whether the image's files are kept out of a new, empty volume
         */
        record OfVolume(Optional<String> name, String target, boolean readOnly, boolean noCopy) implements MountSpec {}

        /**
         * A file or folder of the engine's host.
         *
         * @param source its absolute path
         * @param target where it stands
         * @param readOnly whether the container may only read it
         * @param createSource whether the engine makes a folder where the source is missing
         */
        record OfHost(Path source, String target, boolean readOnly, boolean createSource) implements MountSpec {}

        /**
         * Memory.
         *
         * @param target where it stands
         * @param size bytes at most, or empty
         * @param mode permission bits, or empty
         */
        record OfMemory(String target, OptionalLong size, OptionalInt mode) implements MountSpec {}
    }

    /**
     * The name and the image; no values of variables, since they may be secret.
     *
     * @return for instance {@code ContainerSpec[meeshy-redis, redis:8-alpine]}
     */
    @Override
    public String toString() {
        return "ContainerSpec[" + name + ", " + image + "]";
    }
}
