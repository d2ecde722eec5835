package me.meeshy.infra.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
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

/** Builds a {@link ContainerSpec}; each value replaces the one before. Not safe for use by several threads. */
public final class ContainerSpecBuilder {

    private String name;
    private final String image;
    Optional<List<String>> command = Optional.empty();
    Optional<List<String>> entrypoint = Optional.empty();
    Map<String, String> environment = Map.of();
    Map<String, String> labels = Map.of();
    Map<String, String> annotations = Map.of();
    Set<ContainerPort> exposed = Set.of();
    List<PublishedPort> ports = List.of();
    List<MountSpec> mounts = List.of();
    List<String> volumesFrom = List.of();
    Map<String, NetworkAttachment> networks = Map.of();
    List<String> links = List.of();
    Optional<Healthcheck> healthcheck = Optional.empty();
    RestartPolicy restart = RestartPolicy.NO;
    Optional<String> user = Optional.empty();
    Optional<String> workingDirectory = Optional.empty();
    Optional<Duration> stopGracePeriod = Optional.empty();
    Optional<String> platform = Optional.empty();
    ProcessOptions process = ProcessOptions.NONE;
    Resources resources = Resources.NONE;
    Devices devices = Devices.NONE;
    Security security = Security.NONE;
    Namespaces namespaces = Namespaces.NONE;
    Naming naming = Naming.NONE;
    Logging logging = Logging.NONE;
    boolean input;

    ContainerSpecBuilder(String name, String image) {
        this.name = name;
        this.image = image;
    }

    /**
     * Sets another name.
     *
     * @param value the container's name
     * @return this builder
     */
    public ContainerSpecBuilder name(String value) {
        name = value;
        return this;
    }

    /**
     * Sets the command.
     *
     * @param value the command, where it replaces the image's
     * @return this builder
     */
    public ContainerSpecBuilder command(Optional<List<String>> value) {
        command = value;
        return this;
    }

    /**
     * Sets the entry point.
     *
     * @param value the entry point, where it replaces the image's; an empty list takes the image's away
     * @return this builder
     */
    public ContainerSpecBuilder entrypoint(Optional<List<String>> value) {
        entrypoint = value;
        return this;
    }

    /**
     * Sets variables.
     *
     * @param value variables; never print their values
     * @return this builder
     */
    public ContainerSpecBuilder environment(Map<String, String> value) {
        environment = value;
        return this;
    }

    /**
     * Sets labels.
     *
     * @param value labels
     * @return this builder
     */
    public ContainerSpecBuilder labels(Map<String, String> value) {
        labels = value;
        return this;
    }

    /**
     * Sets notes for the runtime.
     *
     * @param value notes for the runtime; left out before API 1.43, which does not know them
     * @return this builder
     */
    public ContainerSpecBuilder annotations(Map<String, String> value) {
        annotations = value;
        return this;
    }

    /**
     * Sets ports offered to its networks.
     *
     * @param value ports offered to its networks
     * @return this builder
     */
    public ContainerSpecBuilder exposed(Set<ContainerPort> value) {
        exposed = value;
        return this;
    }

    /**
     * Sets ports that the host listens for.
     *
     * @param value ports that the host listens for
     * @return this builder
     */
    public ContainerSpecBuilder ports(List<PublishedPort> value) {
        ports = value;
        return this;
    }

    /**
     * Sets what stands in its file system.
     *
     * @param value what stands in its file system
     * @return this builder
     */
    public ContainerSpecBuilder mounts(List<MountSpec> value) {
        mounts = value;
        return this;
    }

    /**
     * Sets containers whose mounts it sees, by id or name, with {@code :ro} or without.
     *
     * @param value containers whose mounts it sees, by id or name, with {@code :ro} or without
     * @return this builder
     */
    public ContainerSpecBuilder volumesFrom(List<String> value) {
        volumesFrom = value;
        return this;
    }

    /**
     * Sets the networks that it is in from its start, by the engine's name, the first one first.
     *
     * @param value the networks that it is in from its start, by the engine's name, the first one first; the engine's default network if empty and the namespaces say nothing
     * @return this builder
     */
    public ContainerSpecBuilder networks(Map<String, NetworkAttachment> value) {
        networks = value;
        return this;
    }

    /**
     * Sets names for other containers, as {@code container:name}.
     *
     * @param value names for other containers, as {@code container:name}
     * @return this builder
     */
    public ContainerSpecBuilder links(List<String> value) {
        links = value;
        return this;
    }

    /**
     * Sets the health check.
     *
     * @param value its health check, where it differs from the image's; what the engine's API version does not know is left out, which is the start interval before 1.44
     * @return this builder
     */
    public ContainerSpecBuilder healthcheck(Optional<Healthcheck> value) {
        healthcheck = value;
        return this;
    }

    /**
     * Sets when the engine starts it again.
     *
     * @param value when the engine starts it again
     * @return this builder
     */
    public ContainerSpecBuilder restart(RestartPolicy value) {
        restart = value;
        return this;
    }

    /**
     * Sets the user that it runs as.
     *
     * @param value the user that it runs as
     * @return this builder
     */
    public ContainerSpecBuilder user(Optional<String> value) {
        user = value;
        return this;
    }

    /**
     * Sets the folder that it starts in.
     *
     * @param value the folder that it starts in
     * @return this builder
     */
    public ContainerSpecBuilder workingDirectory(Optional<String> value) {
        workingDirectory = value;
        return this;
    }

    /**
     * Sets how long it may take to stop, in whole seconds, rounded up.
     *
     * @param value how long it may take to stop, in whole seconds, rounded up
     * @return this builder
     */
    public ContainerSpecBuilder stopGracePeriod(Optional<Duration> value) {
        stopGracePeriod = value;
        return this;
    }

    /**
     * Sets the platform that the image is for.
     *
     * @param value the platform that the image is for
     * @return this builder
     */
    public ContainerSpecBuilder platform(Optional<String> value) {
        platform = value;
        return this;
    }

    /**
     * Sets how its main process is run and stopped.
     *
     * @param value how its main process is run and stopped
     * @return this builder
     */
    public ContainerSpecBuilder process(ProcessOptions value) {
        process = value;
        return this;
    }

    /**
     * Sets what it may use of its host.
     *
     * @param value what it may use of its host
     * @return this builder
     */
    public ContainerSpecBuilder resources(Resources value) {
        resources = value;
        return this;
    }

    /**
     * Sets which devices of its host it sees.
     *
     * @param value which devices of its host it sees
     * @return this builder
     */
    public ContainerSpecBuilder devices(Devices value) {
        devices = value;
        return this;
    }

    /**
     * Sets what it may do.
     *
     * @param value what it may do
     * @return this builder
     */
    public ContainerSpecBuilder security(Security value) {
        security = value;
        return this;
    }

    /**
     * Sets which namespaces it shares.
     *
     * @param value which namespaces it shares; other containers are named by id or name, never as a service
     * @return this builder
     */
    public ContainerSpecBuilder namespaces(Namespaces value) {
        namespaces = value;
        return this;
    }

    /**
     * Sets what it is called and how it finds others.
     *
     * @param value what it is called and how it finds others; its links are not read, those of this specification are
     * @return this builder
     */
    public ContainerSpecBuilder naming(Naming value) {
        naming = value;
        return this;
    }

    /**
     * Sets where its output goes.
     *
     * @param value where its output goes
     * @return this builder
     */
    public ContainerSpecBuilder logging(Logging value) {
        logging = value;
        return this;
    }

    /**
     * With an input that ends where what it is joined with ends; without one unless called.
     *
     * @return this builder
     */
    public ContainerSpecBuilder withInput() {
        input = true;
        return this;
    }

    /**
     * Builds the specification.
     *
     * @return the specification
     */
    public ContainerSpec build() {
        return new ContainerSpec(
                name,
                image,
                command,
                entrypoint,
                environment,
                labels,
                annotations,
                exposed,
                ports,
                mounts,
                volumesFrom,
                networks,
                links,
                healthcheck,
                restart,
                user,
                workingDirectory,
                stopGracePeriod,
                platform,
                process,
                resources,
                devices,
                security,
                namespaces,
                naming,
                logging,
                input);
    }
}
