package me.meeshy.infra.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerState.Health;
import me.meeshy.infra.engine.ContainerState.Status;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.RestartPolicy;

/** A container that is none: its state, and the program that stands for its main process. */
final class EmbeddedContainer {

    private static final Duration FIRST_RESTART_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_RESTART_PAUSE = Duration.ofSeconds(10);

    private final String id;
    private final ContainerSpec spec;
    private final Function<Launch, Program> programs;
    private final Launch launch;
    private final Map<String, String> volumes;
    private final Set<String> anonymousVolumes;
    private final Events events;

    private String name;
    private RestartPolicy restart;
    private Status status = Status.CREATED;
    private OptionalInt exitCode = OptionalInt.empty();
    private Optional<Instant> startedAt = Optional.empty();
    private String error = "";
    private Optional<Program> program = Optional.empty();
    private Optional<HealthMonitor> health = Optional.empty();
    private boolean stopRequested;

    EmbeddedContainer(
            String id,
            Launch launch,
            Map<String, String> volumes,
            Set<String> anonymousVolumes,
            Function<Launch, Program> programs,
            Events events) {
        this.id = id;
        this.launch = launch;
        this.volumes = Map.copyOf(volumes);
        this.anonymousVolumes = Set.copyOf(anonymousVolumes);
        this.spec = launch.spec();
        this.programs = programs;
        this.events = events;
        this.name = spec.name();
        this.restart = spec.restart();
    }

    String id() {
        return id;
    }

    ContainerSpec spec() {
        return spec;
    }

    ContainerLog log() {
        return launch.log();
    }

    Path folder() {
        return launch.folder();
    }

    /** The volumes' names by the path where they stand. */
    Map<String, String> volumes() {
        return volumes;
    }

    Set<String> anonymousVolumes() {
        return anonymousVolumes;
    }

    /** Whether a command is the container's health test, with or without the shell that runs it. */
    boolean isHealthTest(List<String> command) {
        List<String> test = spec.healthcheck().map(Healthcheck::test).orElse(List.of());
        if (test.size() < 2 || command.isEmpty()) {
            return false;
        }
        List<String> words = test.subList(1, test.size());
        return test.get(0).equals("CMD-SHELL")
                ? command.get(command.size() - 1).equals(words.get(0))
                : command.equals(words);
    }

    synchronized String name() {
        return name;
    }

    synchronized void name(String newName) {
        name = newName;
    }

    synchronized RestartPolicy restart() {
        return restart;
    }

    synchronized void restart(RestartPolicy policy) {
        restart = policy;
    }

    synchronized ContainerState state() {
        Health verdict = health.map(HealthMonitor::verdict).orElse(Health.NONE);
        return new ContainerState(status, verdict, exitCode, false, startedAt, error, OptionalLong.empty());
    }

    synchronized List<PublishedPort> published() {
        return status == Status.RUNNING ? HostPorts.published(spec, launch.ports()) : List.of();
    }

    synchronized Optional<InetSocketAddress> address(int port) {
        Integer host = status == Status.RUNNING ? launch.ports().get(port) : null;
        return host == null ? Optional.empty() : Optional.of(new InetSocketAddress(HostPorts.LOOPBACK, host));
    }

    /** Whether what a health test asks for would be answered now. */
    boolean answers() {
        Optional<Program> running;
        synchronized (this) {
            running = status == Status.RUNNING ? program : Optional.empty();
        }
        return running.filter(Program::answers).isPresent();
    }

    synchronized void start() {
        if (status == Status.RUNNING || status == Status.RESTARTING) {
            return;
        }
        stopRequested = false;
        Program first = opened();
        var thread = new Thread(() -> live(first), "meeshy-embedded-" + spec.name());
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized Program opened() {
        Program next = programs.apply(launch);
        try {
            next.open();
        } catch (BindException e) {
            throw failedToStart(EngineException.Reason.PORT_TAKEN, e);
        } catch (IOException e) {
            throw failedToStart(EngineException.Reason.OTHER, e);
        }
        program = Optional.of(next);
        status = Status.RUNNING;
        exitCode = OptionalInt.empty();
        error = "";
        startedAt = Optional.of(Instant.now());
        launch.log().opened();
        health = spec.healthcheck()
                .filter(check -> !check.disabled() && !check.test().isEmpty())
                .map(this::watch);
        events.tell("start", this, Map.of());
        return next;
    }

    private HealthMonitor watch(Healthcheck check) {
        return new HealthMonitor(
                check,
                this::answers,
                verdict -> events.tell(
                        "health_status", this, Map.of("health", verdict.name().toLowerCase(java.util.Locale.ROOT))));
    }

    private EngineException failedToStart(EngineException.Reason reason, IOException cause) {
        error = String.valueOf(cause.getMessage());
        exitCode = OptionalInt.of(128);
        return new EngineException(reason, "cannot start " + spec.name() + ": " + error, cause);
    }

    private void live(Program first) {
        Duration pause = FIRST_RESTART_PAUSE;
        Program current = first;
        int restarts = 0;
        while (true) {
            int code = runToItsEnd(current);
            if (!ended(code, mayRestart(code, restarts))) {
                return;
            }
            restarts++;
            try {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                Optional<Program> next = reopened();
                if (next.isEmpty()) {
                    return;
                }
                current = next.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (EngineException e) {
                launch.log().error("embedded: " + e.getMessage());
                ended(128, false);
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_RESTART_PAUSE) > 0
                    ? LONGEST_RESTART_PAUSE
                    : pause.multipliedBy(2);
        }
    }

    private int runToItsEnd(Program current) {
        try {
            return current.run();
        } catch (IOException | RuntimeException e) {
            launch.log().error("embedded: " + e.getMessage());
            current.stop(Duration.ZERO);
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            current.stop(Duration.ZERO);
            return ChildProgram.TERMINATED;
        }
    }

    private synchronized boolean mayRestart(int code, int restarts) {
        if (stopRequested) {
            return false;
        }
        return switch (restart.mode()) {
            case NO -> false;
            case ALWAYS, UNLESS_STOPPED -> true;
            case ON_FAILURE -> code != 0 && (restart.maximumRetries() == 0 || restarts < restart.maximumRetries());
        };
    }

    /** Notes the end; tells whether it is to be started again. */
    private synchronized boolean ended(int code, boolean again) {
        health.ifPresent(HealthMonitor::stop);
        status = again ? Status.RESTARTING : Status.EXITED;
        exitCode = OptionalInt.of(code);
        program = Optional.empty();
        events.tell("die", this, Map.of("exitCode", String.valueOf(code)));
        if (!again) {
            launch.log().ended();
            notifyAll();
        }
        return again;
    }

    private synchronized Optional<Program> reopened() {
        if (stopRequested || restart.mode() == RestartPolicy.Mode.NO) {
            status = Status.EXITED;
            launch.log().ended();
            notifyAll();
            return Optional.empty();
        }
        return Optional.of(opened());
    }

    /** Stops it and waits until it is at rest. */
    void stop(Duration grace) {
        Optional<Program> toStop;
        synchronized (this) {
            if (status != Status.RUNNING && status != Status.RESTARTING) {
                return;
            }
            stopRequested = true;
            toStop = program;
        }
        toStop.ifPresent(running -> running.stop(grace));
        synchronized (this) {
            try {
                while (status == Status.RUNNING || status == Status.RESTARTING) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EngineException(EngineException.Reason.INTERRUPTED, "interrupted while stopping " + name, e);
            }
        }
        events.tell("stop", this, Map.of());
    }

    /** Stops it without waiting: the engine closes. */
    void abandon() {
        Optional<Program> toStop;
        synchronized (this) {
            stopRequested = true;
            toStop = program;
        }
        toStop.filter(running -> !(running instanceof ChildProgram)).ifPresent(running -> running.stop(Duration.ZERO));
    }
}
