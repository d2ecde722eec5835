package me.meeshy.infra.embedded;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSpec;
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
    private final Containers containers = new Containers();
    private final Networks networks = new Networks();
    private final Thread atExit;
    private boolean closed;

    EmbeddedEngine(Path workDirectory, boolean temporary, Optional<Path> mongod) {
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
    public static EmbeddedEngineBuilder builder() {
        return new EmbeddedEngineBuilder();
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
    public List<ContainerSummary> containers(Map<String, String> labels) {
        return containers.all().stream()
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
        return containers.find(container).map(found -> {
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
        containers.requireFree(spec.name(), "cannot create the container " + spec.name());
        for (String network : spec.networks().keySet()) {
            if (networks.named(network).isEmpty()) {
                throw Networks.notFound(network);
            }
        }
        EmbeddedContainer container =
                new ContainerMaking(spec, storage).make(workDirectory, programs, children, events);
        containers.add(container);
        events.tell("create", container, Map.of());
        return container.id();
    }

    @Override
    public void start(String container) {
        requireOpen();
        containers.require(container).start();
    }

    @Override
    public void stop(String container, Duration grace) {
        containers.require(container).stop(grace);
    }

    @Override
    public void restart(String container, Duration grace) {
        EmbeddedContainer found = containers.require(container);
        found.stop(grace);
        found.start();
        events.tell("restart", found, Map.of());
    }

    @Override
    public void remove(String container, boolean withAnonymousVolumes) {
        Optional<EmbeddedContainer> found = containers.find(container);
        if (found.isEmpty()) {
            return;
        }
        EmbeddedContainer leaving = found.get();
        leaving.stop(Duration.ZERO);
        containers.remove(leaving);
        if (withAnonymousVolumes) {
            leaving.anonymousVolumes().forEach(this::deleteVolume);
        }
        Launch.deleteRecursively(leaving.folder());
        events.tell("destroy", leaving, Map.of());
    }

    @Override
    public void rename(String container, String name) {
        EmbeddedContainer found = containers.require(container);
        containers.rename(found, name);
        events.tell("rename", found, Map.of());
    }

    @Override
    public void restartPolicy(String container, RestartPolicy policy) {
        containers.require(container).restart(policy);
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
        EmbeddedContainer found = containers.require(container);
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
        return containers.require(container).log().lines(query);
    }

    @Override
    public Subscription followLogs(String container, LogQuery query, Consumer<LogLine> consumer) {
        return containers.require(container).log().follow(query, consumer);
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
    public List<NetworkDetails> networks(Map<String, String> labels) {
        return networks.all(labels);
    }

    @Override
    public Optional<NetworkDetails> network(String name) {
        return networks.named(name);
    }

    @Override
    public String createNetwork(NetworkSpec spec) {
        return networks.create(spec);
    }

    @Override
    public Optional<NetworkSpec> networkSpec(String network) {
        return networks.named(network)
                .map(found -> new NetworkSpec(found.name(), Optional.empty(), Map.of(), false, found.labels()));
    }

    @Override
    public synchronized void removeNetwork(String network) {
        networks.find(network).ifPresent(found -> {
            // as in Docker, only running containers hold a network
            containers
                    .first(container -> container.spec().networks().containsKey(found.name())
                            && container.state().running())
                    .ifPresent(user -> {
                        throw inUse("network", found.name(), user);
                    });
            networks.remove(found);
        });
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
        containers.first(container -> container.volumes().containsValue(name)).ifPresent(user -> {
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
        return containers.require(container).address(port);
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
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        containers.all().forEach(EmbeddedContainer::abandon);
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
