package me.meeshy.infra;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.model.RestartPolicy;
import me.meeshy.infra.model.Service;

/** A service that has a container. Thread-safe. */
public interface RunningService {

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
     * Its container.
     *
     * @return the engine's id
     */
    String containerId();

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
     */
    void restart(Duration deadline);

    /**
     * Stops it, honouring its grace period, ten seconds unless the service says otherwise; it keeps its container and its
     * data.
     *
     * @param deadline how long it may take; where that is less than the grace period, it is killed then
     * @throws me.meeshy.infra.engine.EngineException if the container is gone or the engine does not answer
     */
    void stop(Duration deadline);

    /**
     * Starts it again and waits until it is ready.
     *
     * @param deadline how long it may take
     * @throws me.meeshy.infra.plan.UpFailedException if it does not get ready
     */
    void start(Duration deadline);

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
