package me.meeshy.infra.migration;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerState.Health;
import me.meeshy.infra.engine.ContainerState.Status;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineEvent;
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
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.orchestration.Labels;

/**
 * Containers in memory: they can be found, stopped, started and restarted, and are ready at once. All that a migration has no
 * business with is refused.
 */
final class FakeContainers implements ContainerEngine {

    private record Container(String project, String service, Status status, RestartPolicy restart) {}

    private final Timeline timeline;
    private final Consumer<String> onStart;
    private final Map<String, Container> containers = new LinkedHashMap<>();
    /** Those that claim a project while a service is stopped or started. */
    private final Map<String, VolumeDetails> volumes = new ConcurrentHashMap<>();

    /** Tells of each start of a container by its id, {@code project-service-1}. */
    FakeContainers(Timeline timeline, Consumer<String> onStart) {
        this.timeline = timeline;
        this.onStart = onStart;
    }

    void add(Stack stack) {
        stack.services()
                .values()
                .forEach(service -> containers.put(
                        stack.name() + "-" + service.name() + "-1",
                        new Container(stack.name(), service.name(), Status.RUNNING, service.restart())));
    }

    /** Ends a container without a word to the migration, as a crash does. */
    void crash(String id) {
        change(id, Status.EXITED);
    }

    void remove(String id) {
        containers.remove(id);
    }

    Status status(String id) {
        return get(id).status();
    }

    RestartPolicy restart(String id) {
        return get(id).restart();
    }

    private Container get(String id) {
        return Objects.requireNonNull(containers.get(id), id);
    }

    private void change(String id, Status status) {
        Container was = get(id);
        containers.put(id, new Container(was.project(), was.service(), status, was.restart()));
    }

    @Override
    public EngineInfo info() {
        return new EngineInfo("1", "1.41", "fake", "none", EngineInfo.Reach.BY_ADDRESS);
    }

    @Override
    public List<ContainerSummary> containers(Map<String, String> labels) {
        return containers.entrySet().stream()
                .filter(entry -> labels(entry.getValue()).entrySet().containsAll(labels.entrySet()))
                .map(entry -> new ContainerSummary(
                        entry.getKey(),
                        entry.getKey(),
                        "image",
                        "image",
                        labels(entry.getValue()),
                        entry.getValue().status()))
                .toList();
    }

    private static Map<String, String> labels(Container container) {
        return Map.of(
                Labels.PROJECT,
                container.project(),
                Labels.SERVICE,
                container.service(),
                "com.docker.compose.container-number",
                "1");
    }

    @Override
    public Optional<ContainerDetails> container(String container) {
        return Optional.ofNullable(containers.get(container))
                .map(found -> new ContainerDetails(
                        container,
                        container,
                        "image",
                        "image",
                        labels(found),
                        new ContainerState(
                                found.status(),
                                found.status() == Status.RUNNING ? Health.HEALTHY : Health.NONE,
                                found.status() == Status.RUNNING ? OptionalInt.empty() : OptionalInt.of(0),
                                false,
                                Optional.of(Instant.EPOCH),
                                "",
                                OptionalLong.empty()),
                        Healthcheck.inherited(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        found.restart(),
                        Map.of()));
    }

    @Override
    public void start(String container) {
        timeline.happens("start " + get(container).service(), () -> {
            change(container, Status.RUNNING);
            onStart.accept(container);
        });
    }

    @Override
    public void stop(String container, Duration grace) {
        timeline.happens("stop " + get(container).service(), () -> change(container, Status.EXITED));
    }

    @Override
    public void restart(String container, Duration grace) {
        timeline.happens("restart " + get(container).service(), () -> {
            change(container, Status.RUNNING);
            onStart.accept(container);
        });
    }

    @Override
    public void restartPolicy(String container, RestartPolicy policy) {
        Container was = get(container);
        timeline.happens(
                "policy " + was.service() + " " + policy.mode().engineName(),
                () -> containers.put(
                        container,
                        new Container(
                                was.project(), was.service(), get(container).status(), policy)));
    }

    @Override
    public Subscription events(Map<String, String> labels, Set<String> actions, Consumer<EngineEvent> consumer) {
        return new Subscription() {
            @Override
            public boolean await(Duration limit) {
                return false;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public List<LogLine> logs(String container, LogQuery query, Duration deadline) {
        return List.of();
    }

    private static UnsupportedOperationException refused() {
        return new UnsupportedOperationException("a migration has no business with this");
    }

    @Override
    public String create(ContainerSpec spec) {
        throw refused();
    }

    @Override
    public void remove(String container, boolean withAnonymousVolumes) {
        throw refused();
    }

    @Override
    public void rename(String container, String name) {
        throw refused();
    }

    @Override
    public ExecResult exec(
            String container,
            List<String> command,
            Map<String, String> environment,
            int outputLimit,
            Duration deadline) {
        throw refused();
    }

    @Override
    public Subscription followLogs(String container, LogQuery query, Consumer<LogLine> consumer) {
        throw refused();
    }

    @Override
    public Optional<ImageDetails> image(String reference) {
        throw refused();
    }

    @Override
    public void pull(String reference, Duration deadline, Consumer<PullProgress> progress) {
        throw refused();
    }

    @Override
    public List<NetworkDetails> networks(Map<String, String> labels) {
        throw refused();
    }

    @Override
    public Optional<NetworkDetails> network(String name) {
        throw refused();
    }

    @Override
    public String createNetwork(NetworkSpec spec) {
        throw refused();
    }

    @Override
    public void removeNetwork(String network) {
        throw refused();
    }

    @Override
    public List<VolumeDetails> volumes(Map<String, String> labels) {
        return volumes.values().stream()
                .filter(volume -> volume.labels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }

    @Override
    public Optional<VolumeDetails> volume(String name) {
        return Optional.ofNullable(volumes.get(name));
    }

    @Override
    public void createVolume(VolumeSpec spec) {
        volumes.put(spec.name(), new VolumeDetails(spec.name(), "local", spec.labels()));
    }

    @Override
    public void removeVolume(String name) {
        volumes.remove(name);
    }

    @Override
    public Optional<InetSocketAddress> address(String container, int port) {
        throw refused();
    }

    @Override
    public void close() {}
}
