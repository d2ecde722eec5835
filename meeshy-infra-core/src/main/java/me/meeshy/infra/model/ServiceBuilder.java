package me.meeshy.infra.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Builds a {@link Service}; not safe for use by several threads. */
public final class ServiceBuilder {

    final String name;
    String image;
    Optional<List<String>> command = Optional.empty();
    Optional<List<String>> entrypoint = Optional.empty();
    Map<String, String> environment = new LinkedHashMap<>();
    List<PublishedPort> ports = new ArrayList<>();
    /** The same: to look each of thousands up in a list would take time without end. */
    private final Set<PublishedPort> published = new HashSet<>();

    Set<ContainerPort> exposed = new LinkedHashSet<>();
    List<Mount> mounts = new ArrayList<>();
    Map<String, NetworkAttachment> networks = new LinkedHashMap<>();
    Map<String, Dependency> dependencies = new LinkedHashMap<>();
    Optional<Healthcheck> healthcheck = Optional.empty();
    RestartPolicy restart = RestartPolicy.NO;
    Map<String, String> labels = new LinkedHashMap<>();
    Optional<String> containerName = Optional.empty();
    List<FileGrant> secrets = new ArrayList<>();
    List<FileGrant> configs = new ArrayList<>();
    Optional<String> user = Optional.empty();
    Optional<String> workingDirectory = Optional.empty();
    Optional<Duration> stopGracePeriod = Optional.empty();
    Map<String, String> annotations = new LinkedHashMap<>();
    Optional<String> platform = Optional.empty();
    PullPolicy pullPolicy = PullPolicy.MISSING;
    Optional<Build> build = Optional.empty();
    int replicas = 1;
    List<VolumesFrom> volumesFrom = new ArrayList<>();
    ProcessOptions process = ProcessOptions.NONE;
    Resources resources = Resources.NONE;
    Devices devices = Devices.NONE;
    Security security = Security.NONE;
    Namespaces namespaces = Namespaces.NONE;
    Naming naming = Naming.NONE;
    Logging logging = Logging.NONE;
    List<Hook> postStart = new ArrayList<>();
    List<Hook> preStop = new ArrayList<>();

    ServiceBuilder(String name, String image) {
        this.name = Names.checked("service", name);
        this.image = checkedImage(name, image);
    }

    ServiceBuilder(String name, Build build) {
        this.name = Names.checked("service", name);
        this.image = "";
        this.build = Optional.of(build);
    }

    ServiceBuilder(ServiceBuilder other) {
        this.name = other.name;
        this.image = other.image;
        this.command = other.command;
        this.entrypoint = other.entrypoint;
        this.environment = new LinkedHashMap<>(other.environment);
        this.ports = new ArrayList<>(other.ports);
        this.published.addAll(other.ports);
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
        this.annotations = new LinkedHashMap<>(other.annotations);
        this.platform = other.platform;
        this.pullPolicy = other.pullPolicy;
        this.build = other.build;
        this.replicas = other.replicas;
        this.volumesFrom = new ArrayList<>(other.volumesFrom);
        this.process = other.process;
        this.resources = other.resources;
        this.devices = other.devices;
        this.security = other.security;
        this.namespaces = other.namespaces;
        this.naming = other.naming;
        this.logging = other.logging;
        this.postStart = new ArrayList<>(other.postStart);
        this.preStop = new ArrayList<>(other.preStop);
    }

    private static String checkedImage(String service, String image) {
        if (image.isBlank()) {
            throw new IllegalArgumentException("service " + service + ": the image's reference is blank");
        }
        return image;
    }

    List<Object> fields() {
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
                stopGracePeriod,
                annotations,
                platform,
                pullPolicy,
                build,
                replicas,
                volumesFrom,
                process,
                resources,
                devices,
                security,
                namespaces,
                naming,
                logging,
                postStart,
                preStop);
    }

    ServiceBuilder frozen() {
        var copy = new ServiceBuilder(this);
        copy.environment = Collections.unmodifiableMap(copy.environment);
        copy.ports = Collections.unmodifiableList(copy.ports);
        copy.exposed = Collections.unmodifiableSet(copy.exposed);
        copy.mounts = Collections.unmodifiableList(copy.mounts);
        copy.networks = Collections.unmodifiableMap(copy.networks);
        copy.dependencies = Collections.unmodifiableMap(copy.dependencies);
        copy.labels = Collections.unmodifiableMap(copy.labels);
        copy.secrets = Collections.unmodifiableList(copy.secrets);
        copy.configs = Collections.unmodifiableList(copy.configs);
        copy.annotations = Collections.unmodifiableMap(copy.annotations);
        copy.volumesFrom = Collections.unmodifiableList(copy.volumesFrom);
        copy.postStart = Collections.unmodifiableList(copy.postStart);
        copy.preStop = Collections.unmodifiableList(copy.preStop);
        return copy;
    }

    /**
     * Replaces the image.
     *
     * @param reference the image's reference
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     */
    public ServiceBuilder image(String reference) {
        image = checkedImage(name, reference);
        return this;
    }

    /**
     * Replaces the image's command.
     *
     * @param commandAndArguments the command and its arguments
     * @return this builder
     */
    public ServiceBuilder command(String... commandAndArguments) {
        command = Optional.of(List.of(commandAndArguments));
        return this;
    }

    /**
     * Replaces the image's entry point.
     *
     * @param entrypointAndArguments the entry point and its arguments; none clears the image's
     * @return this builder
     */
    public ServiceBuilder entrypoint(String... entrypointAndArguments) {
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
    public ServiceBuilder environment(String variable, String value) {
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
    public ServiceBuilder publish(int containerPort) {
        return publish(new PublishedPort("", 0, ContainerPort.tcp(containerPort)));
    }

    /**
     * Publishes a TCP port on all addresses of the host.
     *
     * @param hostPort the port on the host
     * @param containerPort the port inside the container
     * @return this builder
     */
    public ServiceBuilder publish(int hostPort, int containerPort) {
        return publish(new PublishedPort("", hostPort, ContainerPort.tcp(containerPort)));
    }

    /**
     * Publishes a port.
     *
     * @param port where the host listens, and for which port
     * @return this builder
     */
    public ServiceBuilder publish(PublishedPort port) {
        if (published.add(port)) {
            ports.add(port);
        }
        return this;
    }

    /**
     * Publishes nothing, whatever was said before.
     *
     * @return this builder
     */
    public ServiceBuilder publishNothing() {
        ports.clear();
        published.clear();
        return this;
    }

    /**
     * Offers a TCP port to the service's networks, without publishing it.
     *
     * @param containerPort the port inside the container
     * @return this builder
     */
    public ServiceBuilder expose(int containerPort) {
        return expose(ContainerPort.tcp(containerPort));
    }

    /**
     * Offers a port to the service's networks, without publishing it.
     *
     * @param containerPort the port inside the container
     * @return this builder
     */
    public ServiceBuilder expose(ContainerPort containerPort) {
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
    public ServiceBuilder volume(String volume, String target) {
        return mount(new Mount.Named(volume, target, false, false));
    }

    /**
     * Mounts something.
     *
     * @param mount what, and where; it replaces what was to stand at the same target
     * @return this builder
     * @throws IllegalArgumentException if the target is not an absolute path
     */
    public ServiceBuilder mount(Mount mount) {
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
    public ServiceBuilder network(String network, String... aliases) {
        return network(network, new NetworkAttachment(List.of(aliases), Optional.empty()));
    }

    /**
     * Joins a network; the stack declares it with every default unless it is declared there.
     *
     * @param network the network's key
     * @param attachment how it takes part
     * @return this builder
     */
    public ServiceBuilder network(String network, NetworkAttachment attachment) {
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
    public ServiceBuilder dependsOn(String service, Condition condition) {
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
    public ServiceBuilder dependsOn(String service, Dependency dependency) {
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
    public ServiceBuilder healthcheck(Healthcheck check) {
        healthcheck = Optional.of(check);
        return this;
    }

    /**
     * Sets when the engine starts it again; by default never.
     *
     * @param policy the policy
     * @return this builder
     */
    public ServiceBuilder restart(RestartPolicy policy) {
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
    public ServiceBuilder label(String label, String value) {
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
    public ServiceBuilder containerName(String fixedName) {
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
    public ServiceBuilder secret(String key) {
        return secret(FileGrant.secret(key));
    }

    /**
     * Shows a secret as a file.
     *
     * @param grant which, and where
     * @return this builder
     */
    public ServiceBuilder secret(FileGrant grant) {
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
    public ServiceBuilder config(FileGrant grant) {
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
    public ServiceBuilder user(String nameOrId) {
        user = Optional.of(nameOrId);
        return this;
    }

    /**
     * Sets the folder that it starts in.
     *
     * @param path an absolute path inside the container
     * @return this builder
     */
    public ServiceBuilder workingDirectory(String path) {
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
    public ServiceBuilder stopGracePeriod(Duration period) {
        if (period.isNegative()) {
            throw new IllegalArgumentException("service " + name + ": stop grace period " + period + " is negative");
        }
        stopGracePeriod = Optional.of(period);
        return this;
    }

    /**
     * Adds a note for the runtime and for other tools.
     *
     * @param annotation its name
     * @param value its value
     * @return this builder
     */
    public ServiceBuilder annotation(String annotation, String value) {
        annotations.put(annotation, value);
        return this;
    }

    /**
     * Sets the platform that the image is for.
     *
     * @param osAndArchitecture for instance {@code linux/amd64}
     * @return this builder
     */
    public ServiceBuilder platform(String osAndArchitecture) {
        platform = Optional.of(osAndArchitecture);
        return this;
    }

    /**
     * Sets when the image is fetched; by default where the engine does not have it.
     *
     * @param policy the policy
     * @return this builder
     */
    public ServiceBuilder pullPolicy(PullPolicy policy) {
        pullPolicy = Objects.requireNonNull(policy);
        return this;
    }

    /**
     * Sets how many containers the service has; 1 by default.
     *
     * @param number the number, 0 for none
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public ServiceBuilder replicas(int number) {
        replicas = Ranges.checked("service " + name + ": replicas", number, 0, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Shows the mounts of another service or container, too.
     *
     * @param source whose
     * @return this builder
     */
    public ServiceBuilder volumesFrom(VolumesFrom source) {
        volumesFrom.add(source);
        return this;
    }

    /**
     * Sets how the main process is run and stopped.
     *
     * @param value the settings; they replace earlier ones
     * @return this builder
     */
    public ServiceBuilder process(ProcessOptions value) {
        process = Objects.requireNonNull(value);
        return this;
    }

    /**
     * Sets what the containers may use of the host.
     *
     * @param value the settings; they replace earlier ones
     * @return this builder
     */
    public ServiceBuilder resources(Resources value) {
        resources = Objects.requireNonNull(value);
        return this;
    }

    /**
     * Sets which devices of the host the containers see.
     *
     * @param value the settings; they replace earlier ones
     * @return this builder
     */
    public ServiceBuilder devices(Devices value) {
        devices = Objects.requireNonNull(value);
        return this;
    }

    /**
     * Sets what the containers may do.
     *
     * @param value the settings; they replace earlier ones
     * @return this builder
     */
    public ServiceBuilder security(Security value) {
        security = Objects.requireNonNull(value);
        return this;
    }

    /**
     * Sets which namespaces the containers share.
     *
     * @param value the settings; they replace earlier ones
     * @return this builder
     */
    public ServiceBuilder namespaces(Namespaces value) {
        namespaces = Objects.requireNonNull(value);
        return this;
    }

    /**
     * Sets what the containers are called in their networks, and how they find others.
     *
     * @param value the settings; they replace earlier ones
     * @return this builder
     */
    public ServiceBuilder naming(Naming value) {
        naming = Objects.requireNonNull(value);
        return this;
    }

    /**
     * Sets where the containers' output goes.
     *
     * @param value the settings; they replace earlier ones
     * @return this builder
     */
    public ServiceBuilder logging(Logging value) {
        logging = Objects.requireNonNull(value);
        return this;
    }

    /**
     * Adds a command that is run inside a container after its start.
     *
     * @param hook the command
     * @return this builder
     */
    public ServiceBuilder postStart(Hook hook) {
        postStart.add(hook);
        return this;
    }

    /**
     * Adds a command that is run inside a container before it is stopped.
     *
     * @param hook the command
     * @return this builder
     */
    public ServiceBuilder preStop(Hook hook) {
        preStop.add(hook);
        return this;
    }

    /**
     * Sets from what the image is built where the engine does not have it, or where that is asked for.
     *
     * @param value the settings; they replace earlier ones
     * @return this builder
     */
    public ServiceBuilder builtFrom(Build value) {
        build = Optional.of(value);
        return this;
    }

    /**
     * Builds the service. It depends on the services that it shares namespaces or mounts with or links to, unless it was said
     * how, and is restarted with them.
     *
     * @return the service, which later changes of this builder do not touch
     * @throws IllegalArgumentException if there are settings that contradict each other: a fixed container name for several
     *     containers, networks beside another container's or the host's, or an image that is to be built from nothing
     */
    public Service build() {
        if (containerName.isPresent() && replicas > 1) {
            throw new IllegalArgumentException("service " + name + ": " + replicas + " containers cannot all be named '"
                    + containerName.get() + "'; take the name away");
        }
        if (pullPolicy.mode() == PullPolicy.Mode.BUILD && build.isEmpty()) {
            throw new IllegalArgumentException("service " + name
                    + ": its image is to be built (pull_policy: build), and nothing says from what; say build");
        }
        if (namespaces.network().isPresent() && !networks.isEmpty()) {
            throw new IllegalArgumentException("service " + name + ": network_mode '"
                    + namespaces.network().get() + "' does not go with networks; take one of them away");
        }
        var copy = new ServiceBuilder(this);
        copy.dependOnWhatIsShared();
        return new Service(copy.frozen());
    }

    /** What a container shares with another must be there first, and be found anew when the other is replaced. */
    private void dependOnWhatIsShared() {
        List<String> others = new ArrayList<>(naming.links().values());
        volumesFrom.stream().filter(from -> !from.container()).forEach(from -> others.add(from.source()));
        for (Optional<String> mode : List.of(namespaces.network(), namespaces.ipc(), namespaces.pid())) {
            mode.filter(text -> text.startsWith(Namespaces.SERVICE))
                    .ifPresent(text -> others.add(text.substring(Namespaces.SERVICE.length())));
        }
        for (String other : others) {
            if (!dependencies.containsKey(other)) {
                dependsOn(other, new Dependency(Condition.STARTED, true, true));
            }
        }
    }
}
