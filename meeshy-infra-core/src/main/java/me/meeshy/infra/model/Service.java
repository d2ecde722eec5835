package me.meeshy.infra.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One service of a stack: what its containers are made of. Immutable and safe to share between threads.
 *
 * <pre>{@code
 * Service gateway = Service.builder("gateway", "isopen/meeshy-gateway:latest")
 *     .publish(3000)
 *     .dependsOn("database", Condition.HEALTHY)
 *     .secret("jwt-private.key")
 *     .build();
 * }</pre>
 */
public final class Service {

    private final ServiceBuilder values;

    Service(ServiceBuilder values) {
        this.values = values;
    }

    /**
     * Starts a service.
     *
     * @param name its name in the stack: letters, digits, {@code .}, {@code _} and {@code -}
     * @param image the image's reference, such as {@code mongo:8.0}
     * @return a builder in which everything else has its default
     * @throws IllegalArgumentException if the name has another character or the image is blank
     */
    public static ServiceBuilder builder(String name, String image) {
        return new ServiceBuilder(name, image);
    }

    /**
     * Starts a service whose image is built, and named {@code project-service}.
     *
     * @param name its name in the stack: letters, digits, {@code .}, {@code _} and {@code -}
     * @param build from what
     * @return a builder in which everything else has its default
     * @throws IllegalArgumentException if the name has another character
     */
    public static ServiceBuilder builder(String name, Build build) {
        return new ServiceBuilder(name, build);
    }

    /**
     * Starts from this service.
     *
     * @return a builder that holds what this service holds
     */
    public ServiceBuilder toBuilder() {
        return new ServiceBuilder(values);
    }

    /**
     * Its name in the stack.
     *
     * @return the name
     */
    public String name() {
        return values.name;
    }

    /**
     * What its containers are made from, as the stack says it.
     *
     * @return the image's reference; an empty text where it is built and nobody named it
     */
    public String image() {
        return values.image;
    }

    /**
     * What its containers are made from, by the name that the engine knows.
     *
     * @param project the stack's name
     * @return the image's reference, or {@code project-service} where it is built and nobody named it
     */
    public String imageIn(String project) {
        return values.image.isEmpty() ? project + "-" + values.name : values.image;
    }

    /**
     * From what its image is built.
     *
     * @return the settings, or empty where it is only fetched
     */
    public Optional<Build> build() {
        return values.build;
    }

    /**
     * The command and its arguments, where it replaces the image's.
     *
     * @return the command, or empty for the image's
     */
    public Optional<List<String>> command() {
        return values.command;
    }

    /**
     * The entry point and its arguments, where it replaces the image's.
     *
     * @return the entry point, or empty for the image's; an empty list clears it
     */
    public Optional<List<String>> entrypoint() {
        return values.entrypoint;
    }

    /**
     * The variables of its containers. Their values may be secret: never print them.
     *
     * @return values by name, in the order given
     */
    public Map<String, String> environment() {
        return values.environment;
    }

    /**
     * The ports that the host listens for.
     *
     * @return the published ports, in the order given
     */
    public List<PublishedPort> ports() {
        return values.ports;
    }

    /**
     * The ports that it offers to its networks, beside the published ones.
     *
     * @return the exposed ports
     */
    public Set<ContainerPort> exposed() {
        return values.exposed;
    }

    /**
     * What stands in its containers' file system.
     *
     * @return the mounts, in the order given
     */
    public List<Mount> mounts() {
        return values.mounts;
    }

    /**
     * The networks that it joins.
     *
     * @return how it takes part, by network key; empty joins the default network
     */
    public Map<String, NetworkAttachment> networks() {
        return values.networks;
    }

    /**
     * The services that must be there first.
     *
     * @return dependencies by service name
     */
    public Map<String, Dependency> dependencies() {
        return values.dependencies;
    }

    /**
     * How it is asked whether it is healthy.
     *
     * @return the health check, or empty for the image's
     */
    public Optional<Healthcheck> healthcheck() {
        return values.healthcheck;
    }

    /**
     * When the engine starts it again.
     *
     * @return the policy; never by default
     */
    public RestartPolicy restart() {
        return values.restart;
    }

    /**
     * Labels of the user.
     *
     * @return values by name
     */
    public Map<String, String> labels() {
        return values.labels;
    }

    /**
     * A fixed container name.
     *
     * @return the name, or empty for {@code project-service-1}
     */
    public Optional<String> containerName() {
        return values.containerName;
    }

    /**
     * The secrets that it sees as files.
     *
     * @return the grants
     */
    public List<FileGrant> secrets() {
        return values.secrets;
    }

    /**
     * The configs that it sees as files.
     *
     * @return the grants
     */
    public List<FileGrant> configs() {
        return values.configs;
    }

    /**
     * The user that it runs as.
     *
     * @return name or id, with {@code :group} or without; empty for the image's
     */
    public Optional<String> user() {
        return values.user;
    }

    /**
     * The folder that it starts in.
     *
     * @return an absolute path of the container; empty for the image's
     */
    public Optional<String> workingDirectory() {
        return values.workingDirectory;
    }

    /**
     * How long it may take to stop before it is killed.
     *
     * @return the period; the engine's 10 s if empty
     */
    public Optional<Duration> stopGracePeriod() {
        return values.stopGracePeriod;
    }

    /**
     * Notes for the runtime and for other tools; unlike labels they are no part of what the engine filters by.
     *
     * @return values by name
     */
    public Map<String, String> annotations() {
        return values.annotations;
    }

    /**
     * The platform that its image is for.
     *
     * @return for instance {@code linux/amd64}; the engine's own if empty
     */
    public Optional<String> platform() {
        return values.platform;
    }

    /**
     * When its image is fetched.
     *
     * @return the policy; where the engine does not have it by default
     */
    public PullPolicy pullPolicy() {
        return values.pullPolicy;
    }

    /**
     * How many containers it has, unless the call that brings it up says otherwise.
     *
     * @return the number; 1 by default
     */
    public int replicas() {
        return values.replicas;
    }

    /**
     * Those whose mounts its containers see, too.
     *
     * @return in the order given
     */
    public List<VolumesFrom> volumesFrom() {
        return values.volumesFrom;
    }

    /**
     * How its main process is run and stopped.
     *
     * @return the options
     */
    public ProcessOptions process() {
        return values.process;
    }

    /**
     * What its containers may use of the host: processors, memory, block devices.
     *
     * @return the limits
     */
    public Resources resources() {
        return values.resources;
    }

    /**
     * Which devices of the host its containers see.
     *
     * @return the devices
     */
    public Devices devices() {
        return values.devices;
    }

    /**
     * What its containers may do.
     *
     * @return the settings
     */
    public Security security() {
        return values.security;
    }

    /**
     * Which namespaces its containers share, network mode included.
     *
     * @return the settings
     */
    public Namespaces namespaces() {
        return values.namespaces;
    }

    /**
     * What its containers are called in their networks, and how they find others.
     *
     * @return the settings
     */
    public Naming naming() {
        return values.naming;
    }

    /**
     * Where its containers' output goes.
     *
     * @return the driver and its options
     */
    public Logging logging() {
        return values.logging;
    }

    /**
     * What is run inside a container after its start.
     *
     * @return in the order in which they are run
     */
    public List<Hook> postStart() {
        return values.postStart;
    }

    /**
     * What is run inside a container before it is stopped.
     *
     * @return in the order in which they are run
     */
    public List<Hook> preStop() {
        return values.preStop;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Service that && values.fields().equals(that.values.fields());
    }

    @Override
    public int hashCode() {
        return values.fields().hashCode();
    }

    /**
     * Its name and image; no values of variables, since they may be secret.
     *
     * @return for instance {@code Service[gateway, isopen/meeshy-gateway:latest]}
     */
    @Override
    public String toString() {
        return "Service[" + values.name + ", " + values.image + "]";
    }
}
