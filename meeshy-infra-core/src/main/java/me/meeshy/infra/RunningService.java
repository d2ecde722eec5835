package me.meeshy.infra;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerStats;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.ProcessTable;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Service;

/** A service that has a container. Thread-safe. */
public interface RunningService {

    /** How long the engine may take for what it answers at once, where nobody says otherwise. */
    Duration VERB_DEADLINE = Duration.ofSeconds(30);

    /**
     * Its name in the stack.
     *
     * @return the name
     */
    String name();

    /**
     * What it is made of, as the environment has it.
     *
     * @return the service
     */
    Service service();

    /**
     * The environment that it belongs to.
     *
     * @return the environment
     */
    Environment environment();

    /**
     * Its container; the one with the lowest number where it has several.
     *
     * @return the engine's id
     */
    String containerId();

    /**
     * Its containers; asks the engine.
     *
     * @return the engine's ids, by the containers' numbers
     */
    List<String> containerIds();

    /**
     * What its container is doing now; asks the engine.
     *
     * @return status, health, exit code
     */
    ContainerState state();

    /**
     * Where this process reaches one of its TCP ports, published or not.
     *
     * @param port the port inside the container
     * @return the address
     * @throws me.meeshy.infra.model.InfraException if there is no way to it; the message says why and what to do
     */
    InetSocketAddress address(int port);

    /**
     * The same as a URI.
     *
     * @param scheme such as {@code http}
     * @param port the port inside the container
     * @return for instance {@code http://127.0.0.1:32768}
     * @throws me.meeshy.infra.model.InfraException if there is no way to it; the message says why and what to do
     */
    URI uri(String scheme, int port);

    /**
     * A command to run inside its container, with streams, user, folder and variables as they are set on it.
     *
     * @param program the program
     * @param arguments its arguments
     * @return the command, not yet run
     */
    Exec exec(String program, String... arguments);

    /**
     * Runs a command inside its container: the short form of {@link #exec(String, String...)}.
     *
     * @param command program and arguments
     * @param deadline how long it may take; then the command is ended
     * @return how it ended
     */
    ExecResult exec(List<String> command, Duration deadline);

    /**
     * What its container wrote.
     *
     * @return the log, of which the last 1000 lines are shown unless it is told otherwise
     */
    LogView logs();

    /**
     * Restarts it and waits until it is ready again; five minutes at most.
     *
     * @throws me.meeshy.infra.plan.UpFailedException if it does not get ready
     */
    void restart();

    /**
     * Restarts it, then the services that ask to be restarted with it, and waits until they are ready again. Configuration
     * that has changed is not applied: {@link Infra#up(Environment)} does that.
     *
     * @param deadline how long it may take
     * @throws me.meeshy.infra.plan.UpFailedException if one does not get ready
     * @throws me.meeshy.infra.plan.ProjectBusyException if another process works on the project until the deadline
     */
    void restart(Duration deadline);

    /**
     * Stops it, honouring its grace period, ten seconds unless the service says otherwise; it keeps its container and its
     * data.
     *
     * @param deadline how long it may take; where that is less than the grace period, it is killed then
     * @throws me.meeshy.infra.engine.EngineException if the container is gone or the engine does not answer
     * @throws me.meeshy.infra.plan.ProjectBusyException if another process works on the project until the deadline
     */
    void stop(Duration deadline);

    /**
     * Starts it again and waits until it is ready.
     *
     * @param deadline how long it may take
     * @throws me.meeshy.infra.plan.UpFailedException if it does not get ready
     * @throws me.meeshy.infra.plan.ProjectBusyException if another process works on the project until the deadline
     */
    void start(Duration deadline);

    /**
     * The short form of {@link #pause(Duration)}, within half a minute.
     *
     * @throws me.meeshy.infra.engine.EngineException if a container is gone or does not run, or the engine does not answer
     */
    default void pause() {
        pause(VERB_DEADLINE);
    }

    /**
     * Freezes the processes of all its containers, which keep their memory and connections; answered at once.
     *
     * @param deadline how long the engine may take
     * @throws me.meeshy.infra.engine.EngineException if a container is gone or does not run, or the engine does not answer
     * @throws me.meeshy.infra.plan.ProjectBusyException if another process works on the project until the deadline
     */
    void pause(Duration deadline);

    /**
     * The short form of {@link #unpause(Duration)}, within half a minute.
     *
     * @throws me.meeshy.infra.engine.EngineException if a container is gone, or the engine does not answer
     */
    default void unpause() {
        unpause(VERB_DEADLINE);
    }

    /**
     * Lets what was frozen go on; answered at once.
     *
     * @param deadline how long the engine may take
     * @throws me.meeshy.infra.engine.EngineException if a container is gone, or the engine does not answer
     * @throws me.meeshy.infra.plan.ProjectBusyException if another process works on the project until the deadline
     */
    void unpause(Duration deadline);

    /**
     * The short form of {@link #kill(String, Duration)}, within half a minute.
     *
     * @param signal such as {@code SIGHUP}
     * @throws me.meeshy.infra.engine.EngineException if a container is gone or does not run, there is no such signal, or the
     *     engine does not answer
     */
    default void kill(String signal) {
        kill(signal, VERB_DEADLINE);
    }

    /**
     * Sends a signal to the first process of all its containers; answered at once, before the process has done anything about
     * it.
     *
     * @param signal such as {@code SIGHUP}
     * @param deadline how long the engine may take
     * @throws me.meeshy.infra.engine.EngineException if a container is gone or does not run, there is no such signal, or the
     *     engine does not answer
     * @throws me.meeshy.infra.plan.ProjectBusyException if another process works on the project until the deadline
     */
    void kill(String signal, Duration deadline);

    /**
     * Waits until none of its containers runs. A container that its restart policy starts again has ended, too, for a moment.
     *
     * @param deadline how long to wait
     * @return how they ended, by their numbers
     * @throws me.meeshy.infra.engine.EngineException if a container is gone, the deadline passes or the thread is interrupted
     */
    List<ContainerExit> awaitEnd(Duration deadline);

    /**
     * What runs in its container.
     *
     * @return the processes
     * @throws me.meeshy.infra.engine.EngineException if the container is gone or does not run
     */
    ProcessTable processes();

    /**
     * What its container uses now; takes a second or two, ten at most.
     *
     * @return what it uses
     * @throws me.meeshy.infra.engine.EngineException if the container is gone, or the thread is interrupted
     */
    ContainerStats stats();

    /**
     * What its container uses, about once a second until it is removed or the subscription is closed.
     *
     * @param consumer is given each measurement by one thread of ours; one that is slow gets fewer
     * @return the subscription
     * @throws me.meeshy.infra.engine.EngineException if the container is gone
     */
    Subscription followStats(Consumer<ContainerStats> consumer);

    /**
     * Files into and out of its container.
     *
     * @return the way to them
     */
    ContainerFiles files();

    /**
     * Makes one of its TCP ports reachable on this machine's loopback device, published or not: by the container's address
     * where that can be reached, else through a command inside the container, for which the image needs {@code sh} and one of
     * {@code socat}, {@code nc} and {@code bash}, and which reaches what listens on the container's loopback device, too.
     * Where the image has none of these, a connection is accepted and ends at once, and the reason is logged.
     *
     * @param port the port inside the container; that something listens there shows only when it is connected to
     * @return the tunnel; close it to end it
     * @throws me.meeshy.infra.model.InfraException if no port of this machine is free
     */
    Tunnel tunnel(int port);

    /**
     * When the engine starts it again by itself; asks the engine.
     *
     * @return the policy
     */
    RestartPolicy restartPolicy();

    /**
     * Changes when the engine starts it again by itself.
     *
     * @param policy the new policy
     */
    void restartPolicy(RestartPolicy policy);
}
