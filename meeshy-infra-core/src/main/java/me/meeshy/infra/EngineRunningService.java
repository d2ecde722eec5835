package me.meeshy.infra;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerStats;
import me.meeshy.infra.engine.EngineInfo;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.ProcessTable;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.orchestration.Project;
import me.meeshy.infra.orchestration.ProjectLock;
import me.meeshy.infra.orchestration.ServiceControl;
import me.meeshy.infra.orchestration.ServiceVerbs;

/** A service whose container is an engine's. */
final class EngineRunningService implements RunningService {

    private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(5);
    private static final Duration STATS_DEADLINE = Duration.ofSeconds(10);
    private static final int EXEC_OUTPUT_LIMIT_BYTES = 1024 * 1024;

    private final ContainerEngine engine;
    private final Environment environment;
    private final Project project;
    private final Service service;
    private final String container;
    private final ServiceControl control;
    private final ServiceVerbs verbs;

    EngineRunningService(ContainerEngine engine, Environment environment, Service service, String container) {
        this.engine = engine;
        this.environment = environment;
        this.project = environment.project();
        this.service = service;
        this.container = container;
        this.control = new ServiceControl(engine, project);
        this.verbs = new ServiceVerbs(engine, project, service.name());
    }

    @Override
    public String name() {
        return service.name();
    }

    @Override
    public Service service() {
        return service;
    }

    @Override
    public Environment environment() {
        return environment;
    }

    @Override
    public String containerId() {
        return container;
    }

    @Override
    public ContainerState state() {
        return details().state();
    }

    private ContainerDetails details() {
        return engine.container(container)
                .orElseThrow(() -> new InfraException(
                        "the container of service " + name() + " in environment '" + environment.name()
                                + "' is gone: it was removed or replaced; attach to the environment anew"));
    }

    @Override
    public InetSocketAddress address(int port) {
        return control.address(name(), container, port);
    }

    @Override
    public URI uri(String scheme, int port) {
        InetSocketAddress address = address(port);
        try {
            return new URI(scheme, null, address.getHostString(), address.getPort(), null, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + scheme + "' makes no URI: " + e.getMessage(), e);
        }
    }

    @Override
    public Exec exec(String program, String... arguments) {
        var command = new ArrayList<String>();
        command.add(program);
        command.addAll(List.of(arguments));
        return Exec.of(engine, container, command);
    }

    @Override
    public ExecResult exec(List<String> command, Duration deadline) {
        return engine.exec(container, command, Map.of(), EXEC_OUTPUT_LIMIT_BYTES, deadline);
    }

    @Override
    public LogView logs() {
        return LogView.of(engine, container, project.mask());
    }

    @Override
    public void restart() {
        restart(DEFAULT_DEADLINE);
    }

    @Override
    public void restart(Duration deadline) {
        alone(deadline, remaining -> {
            for (String one : containerIds()) {
                control.restart(name(), one, remaining.get());
            }
        });
    }

    @Override
    public void stop(Duration deadline) {
        alone(deadline, remaining -> verbs.stop(remaining.get()));
    }

    @Override
    public void start(Duration deadline) {
        alone(deadline, remaining -> {
            for (String one : containerIds()) {
                control.start(name(), one, remaining.get());
            }
        });
    }

    @Override
    public void pause(Duration deadline) {
        alone(deadline, remaining -> verbs(remaining).pause());
    }

    @Override
    public void unpause(Duration deadline) {
        alone(deadline, remaining -> verbs(remaining).unpause());
    }

    @Override
    public void kill(String signal, Duration deadline) {
        alone(deadline, remaining -> verbs(remaining).kill(signal));
    }

    private ServiceVerbs verbs(Supplier<Duration> remaining) {
        return new ServiceVerbs(engine.within(remaining), project, service.name());
    }

    /** While nobody else changes the project. What is given is how much of the time is left, at least some of it. */
    private void alone(Duration allowed, Consumer<Supplier<Duration>> work) {
        long end = System.nanoTime() + allowed.toNanos();
        ProjectLock.holding(engine, project.name(), allowed, () -> {
            work.accept(() -> Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            return true;
        });
    }

    @Override
    public List<ContainerExit> awaitEnd(Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        var exits = new ArrayList<ContainerExit>();
        for (String one : containerIds()) {
            int exitCode = engine.awaitEnd(one, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            Optional<ContainerDetails> found = engine.container(one);
            exits.add(new ContainerExit(
                    found.map(ContainerDetails::name).orElse(one),
                    exitCode,
                    found.map(details -> details.state().oomKilled()).orElse(false)));
        }
        return List.copyOf(exits);
    }

    @Override
    public ProcessTable processes() {
        return engine.processes(container);
    }

    @Override
    public ContainerStats stats() {
        return engine.stats(container, STATS_DEADLINE);
    }

    @Override
    public Subscription followStats(Consumer<ContainerStats> consumer) {
        return engine.followStats(container, consumer);
    }

    @Override
    public ContainerFiles files() {
        return ContainerFiles.of(engine, container);
    }

    @Override
    public Tunnel tunnel(int port) {
        boolean direct = engine.info().reach() == EngineInfo.Reach.BY_ADDRESS
                || engine.address(container, port).isPresent();
        return new Tunnel(TunnelListener.open(
                name() + ":" + port,
                direct ? TunnelWays.direct(() -> address(port)) : TunnelWays.throughCommand(engine, container, port)));
    }

    @Override
    public List<String> containerIds() {
        return verbs.containers();
    }

    @Override
    public RestartPolicy restartPolicy() {
        return details().restart();
    }

    @Override
    public void restartPolicy(RestartPolicy policy) {
        engine.restartPolicy(container, policy);
    }

    @Override
    public String toString() {
        return "RunningService[" + name() + ", " + environment.name() + "]";
    }
}
