package me.meeshy.infra.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private final Builder values;

    private Service(Builder values) {
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
    public static Builder builder(String name, String image) {
        return new Builder(name, image);
    }

    /**
     * Starts from this service.
     *
     * @return a builder that holds what this service holds
     */
    public Builder toBuilder() {
        return new Builder(values);
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
     * What its containers are made from.
     *
     * @return the image's reference
     */
    public String image() {
        return values.image;
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

    /** Builds a {@link Service}; not safe for use by several threads. */
    public static final class Builder {

        private final String name;
        private String image;
        private Optional<List<String>> command = Optional.empty();
        private Optional<List<String>> entrypoint = Optional.empty();
        private Map<String, String> environment = new LinkedHashMap<>();
        private List<PublishedPort> ports = new ArrayList<>();
        private Set<ContainerPort> exposed = new LinkedHashSet<>();
        private List<Mount> mounts = new ArrayList<>();
        private Map<String, NetworkAttachment> networks = new LinkedHashMap<>();
        private Map<String, Dependency> dependencies = new LinkedHashMap<>();
        private Optional<Healthcheck> healthcheck = Optional.empty();
        private RestartPolicy restart = RestartPolicy.NO;
        private Map<String, String> labels = new LinkedHashMap<>();
        private Optional<String> containerName = Optional.empty();
        private List<FileGrant> secrets = new ArrayList<>();
        private List<FileGrant> configs = new ArrayList<>();
        private Optional<String> user = Optional.empty();
        private Optional<String> workingDirectory = Optional.empty();
        private Optional<Duration> stopGracePeriod = Optional.empty();

        private Builder(String name, String image) {
            this.name = Names.checked("service", name);
            this.image = checkedImage(name, image);
        }

        private Builder(Builder other) {
            this.name = other.name;
            this.image = other.image;
            this.command = other.command;
            this.entrypoint = other.entrypoint;
            this.environment = new LinkedHashMap<>(other.environment);
            this.ports = new ArrayList<>(other.ports);
            this.exposed = new LinkedHashSet<>(other.exposed);
            this.mounts = new ArrayList<>(other.mounts);
            this.networks = new LinkedHashMap<>(other.networks);
            this.dependencies = new LinkedHashMap<>(other.dependencies);
            this.healthcheck = other.healthcheck;
            this.restart = other.restart;
            this.labels = new LinkedHashMap<>(other.labels);
            this.containerName = other.containerName;
            this.secrets = new ArrayList<>(other.secrets);
            this.configs = new ArrayList<>(other.configs);
            this.user = other.user;
            this.workingDirectory = other.workingDirectory;
            this.stopGracePeriod = other.stopGracePeriod;
        }

        private static String checkedImage(String service, String image) {
            if (image.isBlank()) {
                throw new IllegalArgumentException("service " + service + ": the image's reference is blank");
            }
            return image;
        }

        private List<Object> fields() {
            return List.of(
                    name,
                    image,
                    command,
                    entrypoint,
                    environment,
                    ports,
                    exposed,
                    mounts,
                    networks,
                    dependencies,
                    healthcheck,
                    restart,
                    labels,
                    containerName,
                    secrets,
                    configs,
                    user,
                    workingDirectory,
                    stopGracePeriod);
        }

        private Builder frozen() {
            var copy = new Builder(this);
            copy.environment = Collections.unmodifiableMap(copy.environment);
            copy.ports = Collections.unmodifiableList(copy.ports);
            copy.exposed = Collections.unmodifiableSet(copy.exposed);
            copy.mounts = Collections.unmodifiableList(copy.mounts);
            copy.networks = Collections.unmodifiableMap(copy.networks);
            copy.dependencies = Collections.unmodifiableMap(copy.dependencies);
            copy.labels = Collections.unmodifiableMap(copy.labels);
            copy.secrets = Collections.unmodifiableList(copy.secrets);
            copy.configs = Collections.unmodifiableList(copy.configs);
            return copy;
        }

        /**
         * Replaces the image.
         *
         * @param reference the image's reference
         * @return this builder
         * @throws IllegalArgumentException if it is blank
         */
        public Builder image(String reference) {
            image = checkedImage(name, reference);
            return this;
        }

        /**
         * Replaces the image's command.
         *
         * @param commandAndArguments the command and its arguments
         * @return this builder
         */
        public Builder command(String... commandAndArguments) {
            command = Optional.of(List.of(commandAndArguments));
            return this;
        }

        /**
         * Replaces the image's entry point.
         *
         * @param entrypointAndArguments the entry point and its arguments; none clears the image's
         * @return this builder
         */
        public Builder entrypoint(String... entrypointAndArguments) {
            entrypoint = Optional.of(List.of(entrypointAndArguments));
            return this;
        }

        /**
         * Sets a variable. Secrets belong in {@link #secret(String)}: variables are shown by the engine to all who can reach it.
         *
         * @param variable its name
         * @param value its value
         * @return this builder
         * @throws IllegalArgumentException if the name is empty or has a {@code =}
         */
        public Builder environment(String variable, String value) {
            if (variable.isEmpty() || variable.indexOf('=') >= 0) {
                throw new IllegalArgumentException(
                        "service " + name + ": '" + variable + "' cannot be the name of a variable");
            }
            environment.put(variable, Objects.requireNonNull(value));
            return this;
        }

        /**
         * Publishes a TCP port on a port that the engine chooses.
         *
         * @param containerPort the port inside the container
         * @return this builder
         */
        public Builder publish(int containerPort) {
            return publish(new PublishedPort("", 0, ContainerPort.tcp(containerPort)));
        }

        /**
         * Publishes a TCP port on all addresses of the host.
         *
         * @param hostPort the port on the host
         * @param containerPort the port inside the container
         * @return this builder
         */
        public Builder publish(int hostPort, int containerPort) {
            return publish(new PublishedPort("", hostPort, ContainerPort.tcp(containerPort)));
        }

        /**
         * Publishes a port.
         *
         * @param port where the host listens, and for which port
         * @return this builder
         */
        public Builder publish(PublishedPort port) {
            if (!ports.contains(port)) {
                ports.add(port);
            }
            return this;
        }

        /**
         * Publishes nothing, whatever was said before.
         *
         * @return this builder
         */
        public Builder publishNothing() {
            ports.clear();
            return this;
        }

        /**
         * Offers a TCP port to the service's networks, without publishing it.
         *
         * @param containerPort the port inside the container
         * @return this builder
         */
        public Builder expose(int containerPort) {
            return expose(ContainerPort.tcp(containerPort));
        }

        /**
         * Offers a port to the service's networks, without publishing it.
         *
         * @param containerPort the port inside the container
         * @return this builder
         */
        public Builder expose(ContainerPort containerPort) {
            exposed.add(containerPort);
            return this;
        }

        /**
         * Mounts a named volume, writable; the stack declares it with every default unless it is declared there.
         *
         * @param volume the volume's key
         * @param target an absolute path inside the container
         * @return this builder
         */
        public Builder volume(String volume, String target) {
            return mount(new Mount.Named(volume, target, false, false));
        }

        /**
         * Mounts something.
         *
         * @param mount what, and where; it replaces what was to stand at the same target
         * @return this builder
         * @throws IllegalArgumentException if the target is not an absolute path
         */
        public Builder mount(Mount mount) {
            if (!mount.target().startsWith("/")) {
                throw new IllegalArgumentException("service " + name + ": the mount's target '" + mount.target()
                        + "' must be an absolute path inside the container");
            }
            mounts.removeIf(other -> other.target().equals(mount.target()));
            mounts.add(mount);
            return this;
        }

        /**
         * Joins a network; the stack declares it with every default unless it is declared there.
         *
         * @param network the network's key
         * @param aliases names that others on it find the service by, beside its own
         * @return this builder
         */
        public Builder network(String network, String... aliases) {
            return network(network, new NetworkAttachment(List.of(aliases), Optional.empty()));
        }

        /**
         * Joins a network; the stack declares it with every default unless it is declared there.
         *
         * @param network the network's key
         * @param attachment how it takes part
         * @return this builder
         */
        public Builder network(String network, NetworkAttachment attachment) {
            networks.put(network, attachment);
            return this;
        }

        /**
         * Needs another service, which must be there first; it is required and not followed in restarts.
         *
         * @param service the other service's name
         * @param condition what it must have reached
         * @return this builder
         */
        public Builder dependsOn(String service, Condition condition) {
            return dependsOn(service, Dependency.on(condition));
        }

        /**
         * Needs another service, which must be there first.
         *
         * @param service the other service's name
         * @param dependency how it is needed
         * @return this builder
         * @throws IllegalArgumentException if it is this service itself
         */
        public Builder dependsOn(String service, Dependency dependency) {
            if (service.equals(name)) {
                throw new IllegalArgumentException("service " + name + " cannot depend on itself");
            }
            dependencies.put(service, dependency);
            return this;
        }

        /**
         * Sets how the service is asked whether it is healthy.
         *
         * @param check the health check
         * @return this builder
         */
        public Builder healthcheck(Healthcheck check) {
            healthcheck = Optional.of(check);
            return this;
        }

        /**
         * Sets when the engine starts it again; by default never.
         *
         * @param policy the policy
         * @return this builder
         */
        public Builder restart(RestartPolicy policy) {
            restart = Objects.requireNonNull(policy);
            return this;
        }

        /**
         * Sets a label.
         *
         * @param label its name
         * @param value its value
         * @return this builder
         */
        public Builder label(String label, String value) {
            labels.put(label, value);
            return this;
        }

        /**
         * Fixes the container's name.
         *
         * @param fixedName the name
         * @return this builder
         * @throws IllegalArgumentException if it has a character that no container name may have
         */
        public Builder containerName(String fixedName) {
            containerName = Optional.of(Names.checked("container", fixedName));
            return this;
        }

        /**
         * Shows a secret at {@code /run/secrets/<key>}; the stack declares it as {@link Secret#of(String)} unless it is
         * declared there.
         *
         * @param key the secret's key
         * @return this builder
         */
        public Builder secret(String key) {
            return secret(FileGrant.secret(key));
        }

        /**
         * Shows a secret as a file.
         *
         * @param grant which, and where
         * @return this builder
         */
        public Builder secret(FileGrant grant) {
            secrets.removeIf(other -> other.target().equals(grant.target()));
            secrets.add(grant);
            return this;
        }

        /**
         * Shows a config as a file.
         *
         * @param grant which, and where; the stack must declare the config
         * @return this builder
         */
        public Builder config(FileGrant grant) {
            configs.removeIf(other -> other.target().equals(grant.target()));
            configs.add(grant);
            return this;
        }

        /**
         * Sets the user that it runs as.
         *
         * @param nameOrId name or id, with {@code :group} or without
         * @return this builder
         */
        public Builder user(String nameOrId) {
            user = Optional.of(nameOrId);
            return this;
        }

        /**
         * Sets the folder that it starts in.
         *
         * @param path an absolute path inside the container
         * @return this builder
         */
        public Builder workingDirectory(String path) {
            workingDirectory = Optional.of(path);
            return this;
        }

        /**
         * Sets how long it may take to stop before it is killed.
         *
         * @param period the period; the engine counts in whole seconds
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder stopGracePeriod(Duration period) {
            if (period.isNegative()) {
                throw new IllegalArgumentException(
                        "service " + name + ": stop grace period " + period + " is negative");
            }
            stopGracePeriod = Optional.of(period);
            return this;
        }

        /**
         * Builds the service.
         *
         * @return the service, which later changes of this builder do not touch
         */
        public Service build() {
            return new Service(frozen());
        }
    }
}
