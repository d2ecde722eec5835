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
import me.meeshy.infra.model.Devices;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.Logging;
import me.meeshy.infra.model.Namespaces;
import me.meeshy.infra.model.Naming;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.ProcessOptions;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.Resources;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Security;

/**
 * What a container is made of, every name resolved: volumes and networks as the engine knows them, paths absolute.
 *
 * @param name the container's name
 * @param image the image's reference
 * @param command the command, where it replaces the image's
 * @param entrypoint the entry point, where it replaces the image's; an empty list takes the image's away
 * @param environment variables; never print their values
 * @param labels labels
 * @param annotations notes for the runtime; left out before API 1.43, which does not know them
 * @param exposed ports offered to its networks
 * @param ports ports that the host listens for
 * @param mounts what stands in its file system
 * @param volumesFrom containers whose mounts it sees, by id or name, with {@code :ro} or without
 * @param networks the networks that it is in from its start, by the engine's name, the first one first; the engine's default network if empty and the namespaces say nothing
 * @param links names for other containers, as {@code container:name}
 * @param healthcheck its health check, where it differs from the image's; what the engine's API version does not know is left out, which is the start interval before 1.44
 * @param restart when the engine starts it again
 * @param user the user that it runs as
 * @param workingDirectory the folder that it starts in
 * @param stopGracePeriod how long it may take to stop, in whole seconds, rounded up
 * @param platform the platform that the image is for
 * @param process how its main process is run and stopped
 * @param resources what it may use of its host
 * @param devices which devices of its host it sees
 * @param security what it may do
 * @param namespaces which namespaces it shares; other containers are named by id or name, never as a service
 * @param naming what it is called and how it finds others; its links are not read, those of this specification are
 * @param logging where its output goes
 * @param input whether it has an input that ends where what it is joined with ends
 */
public record ContainerSpec(
        String name,
        String image,
        Optional<List<String>> command,
        Optional<List<String>> entrypoint,
        Map<String, String> environment,
        Map<String, String> labels,
        Map<String, String> annotations,
        Set<ContainerPort> exposed,
        List<PublishedPort> ports,
        List<MountSpec> mounts,
        List<String> volumesFrom,
        Map<String, NetworkAttachment> networks,
        List<String> links,
        Optional<Healthcheck> healthcheck,
        RestartPolicy restart,
        Optional<String> user,
        Optional<String> workingDirectory,
        Optional<Duration> stopGracePeriod,
        Optional<String> platform,
        ProcessOptions process,
        Resources resources,
        Devices devices,
        Security security,
        Namespaces namespaces,
        Naming naming,
        Logging logging,
        boolean input) {

    /**
     * Starts with every default.
     *
     * @param name the container's name
     * @param image the image's reference
     * @return a builder
     */
    public static ContainerSpecBuilder builder(String name, String image) {
        return new ContainerSpecBuilder(name, image);
    }

    /**
     * Starts from this specification.
     *
     * @return a builder that holds what it holds
     */
    public ContainerSpecBuilder toBuilder() {
        var builder = new ContainerSpecBuilder(name, image);
        builder.command = command;
        builder.entrypoint = entrypoint;
        builder.environment = environment;
        builder.labels = labels;
        builder.annotations = annotations;
        builder.exposed = exposed;
        builder.ports = ports;
        builder.mounts = mounts;
        builder.volumesFrom = volumesFrom;
        builder.networks = networks;
        builder.links = links;
        builder.healthcheck = healthcheck;
        builder.restart = restart;
        builder.user = user;
        builder.workingDirectory = workingDirectory;
        builder.stopGracePeriod = stopGracePeriod;
        builder.platform = platform;
        builder.process = process;
        builder.resources = resources;
        builder.devices = devices;
        builder.security = security;
        builder.namespaces = namespaces;
        builder.naming = naming;
        builder.logging = logging;
        builder.input = input;
        return builder;
    }

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
         * @param subpath the folder of the volume that is mounted in its place; all of it if empty
         * @param labels those of a volume that is made with the container
         * @param label {@code z} or {@code Z} for hosts with SELinux, or empty; only for all of a volume that has a name
         */
        record OfVolume(
                Optional<String> name,
                String target,
                boolean readOnly,
                boolean noCopy,
                Optional<String> subpath,
                Map<String, String> labels,
                Optional<String> label)
                implements MountSpec {

            /**
             * Checks that the label goes with the rest.
             *
             * @param name the engine's name for it; empty for an anonymous one
             * @param target where it stands
             * @param readOnly whether the container may only read it
             * @param noCopy whether the image's files are kept out of a new, empty volume
             * @param subpath the folder of the volume that is mounted in its place; all of it if empty
             * @param labels those of a volume that is made with the container
             * @param label {@code z} or {@code Z} for hosts with SELinux, or empty
             * @throws IllegalArgumentException if there is a label, and not all of a volume with a name is mounted
             */
            public OfVolume {
                if (label.isPresent() && (name.isEmpty() || subpath.isPresent() || !labels.isEmpty())) {
                    throw new IllegalArgumentException("the volume at " + target
                            + " has a label for SELinux, which only all of a named volume takes");
                }
            }

            /**
             * Without a label for SELinux.
             *
             * @param name the engine's name for it; empty for an anonymous one
             * @param target where it stands
             * @param readOnly whether the container may only read it
             * @param noCopy whether the image's files are kept out of a new, empty volume
             * @param subpath the folder of the volume that is mounted in its place; all of it if empty
             * @param labels those of a volume that is made with the container
             */
            public OfVolume(
                    Optional<String> name,
                    String target,
                    boolean readOnly,
                    boolean noCopy,
                    Optional<String> subpath,
                    Map<String, String> labels) {
                this(name, target, readOnly, noCopy, subpath, labels, Optional.empty());
            }

            /**
             * All of a volume.
             *
             * @param name the engine's name for it; empty for an anonymous one
             * @param target where it stands
             * @param readOnly whether the container may only read it
             * @param noCopy whether the image's files are kept out of a new, empty volume
             */
            public OfVolume(Optional<String> name, String target, boolean readOnly, boolean noCopy) {
                this(name, target, readOnly, noCopy, Optional.empty(), Map.of());
            }
        }

        /**
         * A file or folder of the engine's host.
         *
         * @param source its absolute path
         * @param target where it stands
         * @param readOnly whether the container may only read it
         * @param createSource whether the engine makes a folder where the source is missing
         * @param propagation how mounts below it are seen on the other side; the engine's default if empty
         * @param label {@code z} or {@code Z} for hosts with SELinux, or empty
         * @param recursive what becomes of mounts below it, in the words of compose files; the engine's default if empty
         */
        record OfHost(
                Path source,
                String target,
                boolean readOnly,
                boolean createSource,
                Optional<String> propagation,
                Optional<String> label,
                Optional<String> recursive)
                implements MountSpec {

            /**
             * With the engine's propagation and without a label.
             *
             * @param source its absolute path
             * @param target where it stands
             * @param readOnly whether the container may only read it
             * @param createSource whether the engine makes a folder where the source is missing
             */
            public OfHost(Path source, String target, boolean readOnly, boolean createSource) {
                this(source, target, readOnly, createSource, Optional.empty(), Optional.empty(), Optional.empty());
            }
        }

        /**
         * What an image holds, which can only be read.
         *
         * @param image its reference
         * @param target where it stands
         * @param subpath the folder of the image that is mounted in its place; all of it if empty
         */
        record OfImage(String image, String target, Optional<String> subpath) implements MountSpec {}

        /**
         * Memory.
         *
         * @param target where it stands
         * @param size bytes at most, or empty
         * @param mode permission bits, or empty
         * @param readOnly whether the container may only read it
         * @param options further options of the file system
         */
        record OfMemory(String target, OptionalLong size, OptionalInt mode, boolean readOnly, List<String> options)
                implements MountSpec {

            /**
             * Writable, without further options.
             *
             * @param target where it stands
             * @param size bytes at most, or empty
             * @param mode permission bits, or empty
             */
            public OfMemory(String target, OptionalLong size, OptionalInt mode) {
                this(target, size, mode, false, List.of());
            }
        }
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
