package me.meeshy.infra.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineEvent;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineInfo;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.ImageDetails;
import me.meeshy.infra.engine.LogLine;
import me.meeshy.infra.engine.LogQuery;
import me.meeshy.infra.engine.NetworkDetails;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.engine.PullProgress;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.engine.VolumeDetails;
import me.meeshy.infra.engine.VolumeSpec;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.RestartPolicy;

/**
 * An engine without Docker, for demonstrations and plumbing tests: what orchestrates and migrates on a real engine runs on this
 * one unmodified.
 *
 * <pre>{@code
 * try (Infra infra = Infra.on(EmbeddedEngine.start())) {
 *   RunningEnvironment running = infra.up(environment);
 * }
 * }</pre>
 *
 * <p>Nothing is contained. By its image's name a container is
 * <ul>
 *   <li>{@code mongo}: a real {@code mongod} as a child process, where one is named by the system property
 *       {@code meeshy.mongod} or is on the PATH; else an in-process stand-in, which proves nothing about real data:
 *       {@link #mongoIsReal()} tells,
 *   <li>{@code redis}: a real {@code redis-server} as a child process,
 *   <li>anything else: an HTTP server that answers {@code /health}, on every port that is exposed or published; HTTPS on 443 and
 *       8443.
 * </ul>
 *
 * <p>Entry points, scripts and commands in containers are not run; of a database's command the options are kept. A health test is answered
 * by whether the program does its service. Every port is on the loopback address alone. Volumes are folders of the work directory.
 * What is known of containers, networks and volumes lasts as long as this object, and so do the processes: closing it, or the end of
 * the JVM, ends them. Thread-safe.
 */
public final class EmbeddedEngine implements ContainerEngine {

    /** The system property that names the {@code mongod} to use. */
    public static final String MONGOD_PROPERTY = "meeshy.mongod";

    private static final int NOT_RUN = 126;

    private final Path workDirectory;
    private final boolean temporary;
    private final Optional<Path> mongod;
    private final Programs programs;
    private final Children children = new Children();
    private final Storage storage;
    private final Events events = new Events();
    private final Map<String, EmbeddedContainer> containers = new LinkedHashMap<>();
    private final Map<String, NetworkDetails> networks = new LinkedHashMap<>();
    private final Thread atExit;
    private boolean closed;

    private EmbeddedEngine(Path workDirectory, boolean temporary, Optional<Path> mongod) {
        this.workDirectory = workDirectory;
        this.temporary = temporary;
        this.mongod = mongod;
        this.programs = new Programs(mongod, workDirectory);
        this.storage = new Storage(workDirectory);
        this.atExit = new Thread(this::end, "meeshy-embedded-exit");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Starts an engine in a temporary folder, which is gone when it is closed.
     *
     * @return the engine
     * @throws EngineException if the folder cannot be made, or the property names no program
     */
    public static EmbeddedEngine start() {
        return builder().start();
    }

    /**
     * An engine that is set up otherwise.
     *
     * @return a builder: temporary folder, {@code mongod} of the property or the PATH
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Sets an engine up. Not thread-safe. */
    public static final class Builder {

        private Optional<Path> workDirectory = Optional.empty();
        private Optional<Path> mongod = Optional.empty();
        private boolean standIn;

        private Builder() {}

        /**
         * Where volumes are; what is in them stays when the engine is closed.
         *
         * @param folder a folder that need not be there yet; if this is not called, a temporary one
         * @return this builder
         */
        public Builder workDirectory(Path folder) {
            workDirectory = Optional.of(folder.toAbsolutePath());
            return this;
        }

        /**
         * Which {@code mongod} to use.
         *
         * @param binary the program; if this is not called, the one that the system property {@value #MONGOD_PROPERTY} names, else
         *     the PATH's, else the stand-in
         * @return this builder
         */
        public Builder mongod(Path binary) {
            mongod = Optional.of(binary.toAbsolutePath());
            return this;
        }

        /**
         * Uses the in-process stand-in for MongoDB even if there is a {@code mongod}.
         *
         * @return this builder
         */
        public Builder mongoStandIn() {
            standIn = true;
            return this;
        }

        /**
         * Starts the engine.
         *
         * @return the engine
         * @throws EngineException if its folder cannot be made, or the {@code mongod} that was named is no program
         * @throws IllegalStateException if both a {@code mongod} and the stand-in were asked for
         */
        public EmbeddedEngine start() {
            if (standIn && mongod.isPresent()) {
                throw new IllegalStateException("either a mongod or the stand-in for one, not both");
            }
            Optional<Path> binary =
                    standIn ? Optional.empty() : mongod.or(Builder::named).or(() -> Programs.onPath("mongod"));
            binary.filter(program -> !Files.isExecutable(program)).ifPresent(program -> {
                throw new EngineException(
                        EngineException.Reason.OTHER,
                        "cannot start the embedded engine: " + program
                                + " is not a program; name a mongod by the system property " + MONGOD_PROPERTY
                                + ", or none",
                        null);
            });
            try {
                Path folder = workDirectory.isPresent()
                        ? OwnerOnly.folder(workDirectory.get())
                        : Files.createTempDirectory("meeshy-embedded-");
                return new EmbeddedEngine(folder, workDirectory.isEmpty(), binary);
            } catch (IOException e) {
                throw new EngineException(
                        EngineException.Reason.OTHER, "cannot make the embedded engine's folder: " + e, e);
            }
        }

        private static Optional<Path> named() {
            return Optional.ofNullable(System.getProperty(MONGOD_PROPERTY))
                    .filter(name -> !name.isBlank())
                    .map(name -> Path.of(name).toAbsolutePath());
        }
    }

    /**
     * Whether containers of {@code mongo} are real servers.
     *
     * @return false if they are the in-process stand-in, with which nothing is proved about real data
     */
    public boolean mongoIsReal() {
        return mongod.isPresent();
    }

    @Override
    public EngineInfo info() {
        return new EngineInfo(
                "embedded",
                "none",
                HostPorts.LOOPBACK.getHostName(),
                System.getProperty("os.name", "unknown") + ", without containers",
                EngineInfo.Reach.EMBEDDED);
    }

    @Override
    public synchronized List<ContainerSummary> containers(Map<String, String> labels) {
        return containers.values().stream()
                .filter(container -> Labels.fit(labels, container.spec().labels()))
                .map(container -> new ContainerSummary(
                        container.id(),
                        container.name(),
                        container.spec().image(),
                        imageId(container.spec().image()),
                        container.spec().labels(),
                        container.state().status()))
                .toList();
    }

    @Override
    public Optional<ContainerDetails> container(String container) {
        return find(container).map(found -> {
            ContainerSpec spec = found.spec();
            return new ContainerDetails(
                    found.id(),
                    found.name(),
                    spec.image(),
                    imageId(spec.image()),
                    spec.labels(),
                    found.state(),
                    spec.healthcheck().filter(check -> !check.test().isEmpty()).orElse(Healthcheck.none()),
                    found.published(),
                    spec.exposed().stream().sorted().toList(),
                    spec.networks().keySet().stream()
                            .collect(Collectors.toMap(network -> network, network -> "127.0.0.1")),
                    found.restart(),
                    found.volumes());
        });
    }

    @Override
    public synchronized String create(ContainerSpec spec) {
        requireOpen();
        if (containers.values().stream().anyMatch(other -> other.name().equals(spec.name()))) {
            throw new EngineException(
                    EngineException.Reason.CONFLICT,
                    "cannot create the container " + spec.name() + ": there is one of that name",
                    null);
        }
        for (String network : spec.networks().keySet()) {
            if (!networks.containsKey(network)) {
                throw notFound("network", network);
            }
        }
        Programs.Kind kind = Programs.Kind.of(spec.image());
        String id = (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
        var names = new LinkedHashMap<String, String>();
        var anonymous = new java.util.LinkedHashSet<String>();
        for (MountSpec mount : spec.mounts()) {
            if (mount instanceof MountSpec.OfVolume volume) {
                names.put(volume.target(), named(volume, anonymous));
            } else if (mount instanceof MountSpec.OfHost host) {
                requireSource(spec, host);
            }
        }
        for (String target : kind.volumes()) {
            if (spec.mounts().stream().noneMatch(mount -> mount.target().equals(target))) {
                String name = storage.createAnonymous();
                anonymous.add(name);
                names.put(target, name);
            }
        }
        Path folder = workDirectory.resolve("containers").resolve(id);
        try {
            OwnerOnly.folder(folder);
        } catch (IOException e) {
            throw new EngineException(
                    EngineException.Reason.OTHER,
                    "cannot make the folder of the container " + spec.name() + ": " + e,
                    e);
        }
        var folders = new LinkedHashMap<String, Path>();
        names.forEach((target, name) -> folders.put(target, storage.folder(name)));
        var launch = new Launch(
                spec,
                HostPorts.choose(spec, kind.ports()),
                folders,
                folder,
                new ContainerLog(Clock.systemUTC()),
                children);
        var container = new EmbeddedContainer(id, launch, names, anonymous, programs.of(kind), events);
        containers.put(id, container);
        events.tell("create", container, Map.of());
        return id;
    }

    private String named(MountSpec.OfVolume volume, Set<String> anonymous) {
        if (volume.name().isEmpty()) {
            String name = storage.createAnonymous();
            anonymous.add(name);
            return name;
        }
        storage.create(new VolumeSpec(volume.name().get(), Optional.empty(), Map.of(), Map.of()));
        return volume.name().get();
    }

    private static void requireSource(ContainerSpec spec, MountSpec.OfHost host) {
        try {
            if (host.createSource()) {
                if (!Files.exists(host.source())) {
                    Files.createDirectories(host.source());
                }
            } else if (!Files.exists(host.source())) {
                throw new EngineException(
                        EngineException.Reason.OTHER,
                        "cannot create the container " + spec.name() + ": " + host.source() + ", bound at "
                                + host.target() + ", is not there",
                        null);
            }
        } catch (IOException e) {
            throw new EngineException(
                    EngineException.Reason.OTHER, "cannot make the folder " + host.source() + ": " + e, e);
        }
    }

    @Override
    public void start(String container) {
        requireOpen();
        require(container).start();
    }

    @Override
    public void stop(String container, Duration grace) {
        require(container).stop(grace);
    }

    @Override
    public void restart(String container, Duration grace) {
        EmbeddedContainer found = require(container);
        found.stop(grace);
        found.start();
        events.tell("restart", found, Map.of());
    }

    @Override
    public void remove(String container, boolean withAnonymousVolumes) {
        Optional<EmbeddedContainer> found = find(container);
        if (found.isEmpty()) {
            return;
        }
        EmbeddedContainer leaving = found.get();
        leaving.stop(Duration.ZERO);
        synchronized (this) {
            containers.remove(leaving.id());
        }
        if (withAnonymousVolumes) {
            leaving.anonymousVolumes().forEach(this::deleteVolume);
        }
        Launch.deleteRecursively(leaving.folder());
        events.tell("destroy", leaving, Map.of());
    }

    @Override
    public synchronized void rename(String container, String name) {
        EmbeddedContainer found = require(container);
        if (containers.values().stream().anyMatch(other -> other.name().equals(name))) {
            throw new EngineException(
                    EngineException.Reason.CONFLICT,
                    "cannot rename " + found.name() + " to " + name + ": there is a container of that name",
                    null);
        }
        found.name(name);
        events.tell("rename", found, Map.of());
    }

    @Override
    public void restartPolicy(String container, RestartPolicy policy) {
        require(container).restart(policy);
    }

    /**
     * Answers a health test by whether the program does its service; the command itself is not run.
     *
     * @return exit code 0 or 1 for the container's health test, 126 for every other command, which cannot be run here
     */
    @Override
    public ExecResult exec(
            String container,
            List<String> command,
            Map<String, String> environment,
            int outputLimit,
            Duration deadline) {
        EmbeddedContainer found = require(container);
        if (!found.state().running()) {
            throw new EngineException(
                    EngineException.Reason.CONFLICT,
                    "cannot run a command in " + found.name() + ": it does not run",
                    null);
        }
        if (!found.isHealthTest(command)) {
            return new ExecResult(
                    NOT_RUN,
                    "",
                    "the embedded engine runs no commands in containers; it answers only the health test of "
                            + found.name());
        }
        return found.answers()
                ? new ExecResult(0, "", "")
                : new ExecResult(1, "", "what stands for " + found.spec().image() + " does not answer yet");
    }

    @Override
    public List<LogLine> logs(String container, LogQuery query, Duration deadline) {
        return require(container).log().lines(query);
    }

    @Override
    public Subscription followLogs(String container, LogQuery query, Consumer<LogLine> consumer) {
        return require(container).log().follow(query, consumer);
    }

    @Override
    public Subscription events(Map<String, String> labels, Set<String> actions, Consumer<EngineEvent> consumer) {
        return events.subscribe(labels, actions, consumer);
    }

    @Override
    public Optional<ImageDetails> image(String reference) {
        Programs.Kind kind = Programs.Kind.of(reference);
        return Optional.of(new ImageDetails(
                imageId(reference),
                List.of(reference),
                kind.ports().stream().map(ContainerPort::tcp).collect(Collectors.toSet()),
                kind.volumes(),
                Optional.empty(),
                Map.of()));
    }

    /** Does nothing: there is something that stands for every image. */
    @Override
    public void pull(String reference, Duration deadline, Consumer<PullProgress> progress) {}

    @Override
    public synchronized List<NetworkDetails> networks(Map<String, String> labels) {
        return networks.values().stream()
                .filter(network -> Labels.fit(labels, network.labels()))
                .toList();
    }

    @Override
    public synchronized Optional<NetworkDetails> network(String name) {
        return Optional.ofNullable(networks.get(name));
    }

    @Override
    public synchronized String createNetwork(NetworkSpec spec) {
        if (networks.containsKey(spec.name())) {
            throw new EngineException(
                    EngineException.Reason.CONFLICT,
                    "cannot make the network " + spec.name() + ": there is one of that name",
                    null);
        }
        String id = UUID.randomUUID().toString().replace("-", "");
        networks.put(spec.name(), new NetworkDetails(id, spec.name(), Map.copyOf(spec.labels())));
        return id;
    }

    @Override
    public synchronized Optional<NetworkSpec> networkSpec(String network) {
        return Optional.ofNullable(networks.get(network))
                .map(found -> new NetworkSpec(found.name(), Optional.empty(), Map.of(), false, found.labels()));
    }

    @Override
    public synchronized void removeNetwork(String network) {
        Optional<NetworkDetails> found = networks.values().stream()
                .filter(candidate ->
                        candidate.name().equals(network) || candidate.id().equals(network))
                .findFirst();
        if (found.isEmpty()) {
            return;
        }
        String name = found.get().name();
        // as in Docker, only running containers hold a network
        users(container -> container.spec().networks().containsKey(name)
                        && container.state().running())
                .ifPresent(user -> {
                    throw inUse("network", name, user);
                });
        networks.remove(name);
    }

    @Override
    public List<VolumeDetails> volumes(Map<String, String> labels) {
        return storage.all(labels);
    }

    @Override
    public Optional<VolumeDetails> volume(String name) {
        return storage.volume(name);
    }

    @Override
    public void createVolume(VolumeSpec spec) {
        requireOpen();
        storage.create(spec);
    }

    @Override
    public synchronized void removeVolume(String name) {
        users(container -> container.volumes().containsValue(name)).ifPresent(user -> {
            throw inUse("volume", name, user);
        });
        deleteVolume(name);
    }

    private void deleteVolume(String name) {
        programs.forget(storage.folder(name));
        storage.remove(name);
    }

    @Override
    public Optional<InetSocketAddress> address(String container, int port) {
        return require(container).address(port);
    }

    /** Ends every process that stands for a container and removes a temporary folder. */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the JVM is ending, and the hook does or has done the same as this
            return;
        }
    }

    private void end() {
        List<EmbeddedContainer> left;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            left = List.copyOf(containers.values());
        }
        left.forEach(EmbeddedContainer::abandon);
        children.close();
        events.end();
        if (temporary) {
            Launch.deleteRecursively(workDirectory);
        }
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new EngineException(EngineException.Reason.UNREACHABLE, "the embedded engine is closed", null);
        }
    }

    private EmbeddedContainer require(String container) {
        return find(container).orElseThrow(() -> notFound("container", container));
    }

    private synchronized Optional<EmbeddedContainer> find(String container) {
        return containers.values().stream()
                .filter(candidate -> candidate.name().equals(container)
                        || candidate.id().equals(container)
                        || (container.length() >= 12 && candidate.id().startsWith(container)))
                .findFirst();
    }

    private synchronized Optional<EmbeddedContainer> users(java.util.function.Predicate<EmbeddedContainer> uses) {
        return containers.values().stream().filter(uses).findFirst();
    }

    private static EngineException notFound(String what, String name) {
        return new EngineException(
                EngineException.Reason.NOT_FOUND, "the embedded engine has no " + what + " '" + name + "'", null);
    }

    private static EngineException inUse(String what, String name, EmbeddedContainer user) {
        return new EngineException(
                EngineException.Reason.CONFLICT,
                "cannot remove the " + what + " " + name + ": the container " + user.name() + " uses it",
                null);
    }

    private static String imageId(String reference) {
        return "embedded:" + reference;
    }
}
