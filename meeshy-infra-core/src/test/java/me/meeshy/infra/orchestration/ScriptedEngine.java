package me.meeshy.infra.orchestration;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerState;
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
import me.meeshy.infra.model.RestartPolicy;

/** One container whose inspections and probes are told beforehand; for the plumbing of readiness only. */
final class ScriptedEngine implements ContainerEngine {

    private final Supplier<Optional<ContainerDetails>> inspection;
    private final Supplier<ExecResult> probe;
    private final List<Consumer<EngineEvent>> listeners = new CopyOnWriteArrayList<>();
    final List<List<String>> commands = new CopyOnWriteArrayList<>();

    ScriptedEngine(Supplier<Optional<ContainerDetails>> inspection, Supplier<ExecResult> probe) {
        this.inspection = inspection;
        this.probe = probe;
    }

    void happen(EngineEvent event) {
        listeners.forEach(listener -> listener.accept(event));
    }

    @Override
    public Optional<ContainerDetails> container(String container) {
        return inspection.get();
    }

    @Override
    public ExecResult exec(
            String container,
            List<String> command,
            Map<String, String> environment,
            int outputLimit,
            Duration deadline) {
        commands.add(command);
        return probe.get();
    }

    @Override
    public Subscription events(Map<String, String> labels, Set<String> actions, Consumer<EngineEvent> consumer) {
        listeners.add(consumer);
        return new Subscription() {
            @Override
            public boolean await(Duration deadline) {
                return true;
            }

            @Override
            public void close() {
                listeners.remove(consumer);
            }
        };
    }

    @Override
    public EngineInfo info() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ContainerSummary> containers(Map<String, String> labels) {
        return new ArrayList<>();
    }

    @Override
    public String create(ContainerSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void start(String container) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void stop(String container, Duration grace) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void restart(String container, Duration grace) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void remove(String container, boolean withAnonymousVolumes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rename(String container, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void restartPolicy(String container, RestartPolicy policy) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<LogLine> logs(String container, LogQuery query, Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subscription followLogs(String container, LogQuery query, Consumer<LogLine> consumer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ImageDetails> image(String reference) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void pull(String reference, Duration deadline, Consumer<PullProgress> progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<NetworkDetails> networks(Map<String, String> labels) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<NetworkDetails> network(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String createNetwork(NetworkSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeNetwork(String network) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<VolumeDetails> volumes(Map<String, String> labels) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<VolumeDetails> volume(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void createVolume(VolumeSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeVolume(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<InetSocketAddress> address(String container, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    static ContainerDetails details(
            ContainerState state, me.meeshy.infra.model.Healthcheck check, RestartPolicy restart) {
        return new ContainerDetails(
                "id", "name", "image", "sha", Map.of(), state, check, List.of(), List.of(), Map.of(), restart,
                Map.of());
    }
}
