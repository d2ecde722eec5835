package me.meeshy.infra.engine.docker;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import me.meeshy.infra.engine.ApiNeed;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerStats;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineEvent;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineInfo;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.ExecSpec;
import me.meeshy.infra.engine.ExecStreams;
import me.meeshy.infra.engine.ImageBuild;
import me.meeshy.infra.engine.ImageDetails;
import me.meeshy.infra.engine.LimitedOutput;
import me.meeshy.infra.engine.LogLine;
import me.meeshy.infra.engine.LogQuery;
import me.meeshy.infra.engine.NetworkDetails;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.engine.ProcessTable;
import me.meeshy.infra.engine.PullProgress;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.engine.VolumeDetails;
import me.meeshy.infra.engine.VolumeSpec;
import me.meeshy.infra.model.RestartPolicy;

/**
 * A Docker engine from 20.10 (API 1.41) up, over its socket, TCP or ssh. The newest version of the API that both sides know is
 * spoken. Thread-safe.
 */
public final class DockerEngine implements ContainerEngine {

    /** How long an engine may take to accept a connection. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** How long a request may take that has no deadline of its own. */
    private static final Duration DEFAULT_REQUEST_LIMIT = Duration.ofMinutes(1);

    private final Connection connection;
    private final RegistryLogins logins;
    private final ContainerCalls containers;
    private final NetworkCalls networks;
    private final VolumeCalls volumes;
    private final ImageCalls images;
    private final LifeCalls life;
    private final CopyCalls copies;

    private DockerEngine(Connection connection, RegistryLogins logins) {
        this.connection = connection;
        this.logins = logins;
        this.networks = new NetworkCalls(connection);
        this.containers = new ContainerCalls(connection, networks);
        this.volumes = new VolumeCalls(connection);
        this.images = new ImageCalls(connection, logins);
        this.life = new LifeCalls(connection, containers);
        this.copies = new CopyCalls(connection, containers);
    }

    /**
     * Connects to the engine that the docker command would talk to: the one that {@code DOCKER_HOST} names, else that of the
     * docker context which {@code DOCKER_CONTEXT} or {@code docker context use} chose, else {@code /var/run/docker.sock}. It is
     * named as {@code unix:///path/of/the/socket}, {@code tcp://host:port} or {@code ssh://user@host}, the last by the {@code ssh}
     * program with the user's own settings and keys, never asking for a password, and with docker on the other host; over TCP with
     * TLS as {@code DOCKER_TLS_VERIFY} and {@code DOCKER_CERT_PATH}, or the context's certificates, say. The docker command's
     * settings are looked for in {@code DOCKER_CONFIG}, else in {@code ~/.docker}. A request may take a minute unless it has a deadline of its own.
     *
     * @return the engine
     * @throws EngineException with {@link EngineException.Reason#UNREACHABLE} if none answers, with
     *     {@link EngineException.Reason#CONFIGURATION} if what names it cannot be used, or with
     *     {@link EngineException.Reason#UNSUPPORTED} if it is older than Docker 20.10
     */
    public static DockerEngine connect() {
        return connect(EngineHost.ofEnvironment(), DEFAULT_REQUEST_LIMIT);
    }

    /**
     * Connects to an engine. A request may take a minute unless it has a deadline of its own.
     *
     * @param host {@code unix:///path/of/the/socket}, {@code tcp://host:port}, which means TLS if the environment says so, or
     *     {@code ssh://user@host}
     * @return the engine
     * @throws EngineException with {@link EngineException.Reason#UNREACHABLE} if none answers, with
     *     {@link EngineException.Reason#CONFIGURATION} if what names it cannot be used, or with
     *     {@link EngineException.Reason#UNSUPPORTED} if it is older than Docker 20.10
     */
    public static DockerEngine connect(URI host) {
        return connect(host, DEFAULT_REQUEST_LIMIT);
    }

    /**
     * Connects to an engine.
     *
     * @param host {@code unix:///path/of/the/socket}, {@code tcp://host:port}, which means TLS if the environment says so, or
     *     {@code ssh://user@host}
     * @param requestLimit how long a request may take that has no deadline of its own
     * @return the engine
     * @throws EngineException with {@link EngineException.Reason#UNREACHABLE} if none answers, with
     *     {@link EngineException.Reason#CONFIGURATION} if what names it cannot be used, or with
     *     {@link EngineException.Reason#UNSUPPORTED} if it is older than Docker 20.10
     */
    public static DockerEngine connect(URI host, Duration requestLimit) {
        if (requestLimit.isNegative() || requestLimit.isZero()) {
            throw new IllegalArgumentException("a request needs some time, not " + requestLimit);
        }
        return connect(EngineHost.of(host), requestLimit);
    }

    static DockerEngine connect(EngineHost host, Duration requestLimit) {
        return connect(host, DockerSettings.ofThisProcess(), requestLimit);
    }

    static DockerEngine connect(EngineHost host, DockerSettings settings, Duration requestLimit) {
        return new DockerEngine(
                Connection.open(host, settings, CONNECT_TIMEOUT, requestLimit), new RegistryLogins(settings));
    }

    @Override
    public EngineInfo info() {
        return connection.info();
    }

    @Override
    public List<ContainerSummary> containers(Map<String, String> labels) {
        return containers.list(labels);
    }

    @Override
    public Optional<ContainerDetails> container(String container) {
        return containers.find(container);
    }

    @Override
    public List<String> differingKeys(String container, ContainerSpec spec) {
        return containers.differingKeys(container, spec);
    }

    @Override
    public String create(ContainerSpec spec) {
        return containers.create(spec);
    }

    @Override
    public void start(String container) {
        containers.start(container);
    }

    @Override
    public void stop(String container, Duration grace) {
        containers.stop(container, grace);
    }

    @Override
    public void restart(String container, Duration grace) {
        containers.restart(container, grace);
    }

    @Override
    public void remove(String container, boolean withAnonymousVolumes) {
        containers.remove(container, withAnonymousVolumes);
    }

    @Override
    public void rename(String container, String name) {
        containers.rename(container, name);
    }

    @Override
    public void restartPolicy(String container, RestartPolicy policy) {
        containers.restartPolicy(container, policy);
    }

    @Override
    public ExecResult exec(
            String container,
            List<String> command,
            Map<String, String> environment,
            int outputLimit,
            Duration deadline) {
        var out = new LimitedOutput(outputLimit);
        var error = new LimitedOutput(outputLimit);
        var spec = new ExecSpec(command, environment, Optional.empty(), Optional.empty(), false);
        int exitCode = exec(container, spec, new ExecStreams(Optional.empty(), out, error), deadline);
        return new ExecResult(exitCode, out.text(), error.text());
    }

    @Override
    public int exec(String container, ExecSpec spec, ExecStreams streams, Duration deadline) {
        String id = containers.exactly("run a command in container " + container, container);
        return new ExecRun(connection, id, spec, streams, deadline).run();
    }

    @Override
    public int startAndJoin(String container, boolean terminal, ExecStreams streams, Duration deadline) {
        return life.startAndJoin(container, terminal, streams, deadline);
    }

    @Override
    public int awaitEnd(String container, Duration deadline) {
        return life.awaitEnd(container, deadline);
    }

    @Override
    public void pause(String container) {
        life.pause(container);
    }

    @Override
    public void unpause(String container) {
        life.unpause(container);
    }

    @Override
    public void kill(String container, String signal) {
        life.kill(container, signal);
    }

    @Override
    public ProcessTable processes(String container) {
        return life.processes(container);
    }

    @Override
    public ContainerStats stats(String container, Duration deadline) {
        return life.stats(container, deadline);
    }

    @Override
    public Subscription followStats(String container, Consumer<ContainerStats> consumer) {
        return life.followStats(container, consumer);
    }

    @Override
    public void copyIn(String container, String directory, InputStream tar, Duration deadline) {
        copies.in(container, directory, tar, deadline);
    }

    @Override
    public void copyOut(String container, String path, TarReader reader, Duration deadline) {
        copies.out(container, path, reader, deadline);
    }

    @Override
    public Subscription eventsSince(Map<String, String> labels, Instant since, Consumer<EngineEvent> consumer) {
        return EventStream.open(connection, labels, Set.of(), EngineClock.engineText(since), consumer);
    }

    @Override
    public List<LogLine> logs(String container, LogQuery query, Duration deadline) {
        String id = containers.exactly("read the log of container " + container, container);
        return LogStream.read(connection, id, query, deadline);
    }

    @Override
    public Subscription followLogs(String container, LogQuery query, Consumer<LogLine> consumer) {
        String id = containers.exactly("follow the log of container " + container, container);
        return LogStream.follow(connection, id, query, consumer);
    }

    @Override
    public Subscription events(Map<String, String> labels, Set<String> actions, Consumer<EngineEvent> consumer) {
        return EventStream.open(connection, labels, actions, consumer);
    }

    @Override
    public Optional<ImageDetails> image(String reference) {
        return images.find(reference);
    }

    @Override
    public Optional<Instant> imageTagged(String reference) {
        return images.tagged(reference);
    }

    @Override
    public Optional<NetworkSpec> networkSpec(String network) {
        return networks.spec(network);
    }

    @Override
    public List<String> runningIn(String network) {
        return networks.runningIn(network);
    }

    @Override
    public void rejoin(String container, String network) {
        networks.rejoin(container, network);
    }

    @Override
    public List<ApiNeed> unmetNeeds(ContainerSpec spec) {
        return containers.unmetNeeds(spec);
    }

    @Override
    public boolean buildsImages() {
        return true;
    }

    @Override
    public void build(ImageBuild build, InputStream context, Duration deadline, Consumer<String> output) {
        images.build(build, context, deadline, output);
    }

    @Override
    public void pull(String reference, Duration deadline, Consumer<PullProgress> progress) {
        images.pull(reference, deadline, progress);
    }

    @Override
    public List<NetworkDetails> networks(Map<String, String> labels) {
        return networks.list(labels);
    }

    @Override
    public Optional<NetworkDetails> network(String name) {
        return networks.find(name);
    }

    @Override
    public String createNetwork(NetworkSpec spec) {
        return networks.create(spec);
    }

    @Override
    public void removeNetwork(String network) {
        networks.remove(network);
    }

    @Override
    public List<VolumeDetails> volumes(Map<String, String> labels) {
        return volumes.list(labels);
    }

    @Override
    public Optional<VolumeDetails> volume(String name) {
        return volumes.find(name);
    }

    @Override
    public void createVolume(VolumeSpec spec) {
        volumes.create(spec);
    }

    @Override
    public void removeVolume(String name) {
        volumes.remove(name);
    }

    @Override
    public String registryLogins() {
        return logins.all();
    }

    @Override
    public Optional<InetSocketAddress> address(String container, int port) {
        return container(container)
                .flatMap(
                        found -> Reaching.address(found, port, connection.info().reach(), connection.host()));
    }

    @Override
    public ContainerEngine within(Supplier<Duration> remaining) {
        return new DockerEngine(connection.within(remaining), logins);
    }

    @Override
    public void close() {
        connection.close();
    }

    /**
     * Where the engine is.
     *
     * @return for instance {@code DockerEngine[unix:///var/run/docker.sock (DOCKER_HOST is not set)]}
     */
    @Override
    public String toString() {
        return "DockerEngine[" + connection.host() + "]";
    }
}
