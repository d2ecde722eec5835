package me.meeshy.infra.engine;

import java.time.Duration;

/**
 * What can be done with a container that is there, beyond starting and stopping it. An engine that runs no real containers
 * need not have these verbs: each is refused with {@link EngineException.Reason#UNSUPPORTED} unless it says otherwise.
 */
public interface ContainerAccess {

    /**
     * Runs a command inside a running container, its streams passed on as they come, and waits for it.
     *
     * <p>When the deadline passes, the thread is interrupted or an output fails, the command is ended, and what it has started
     * with it: they are told to terminate, and killed a second later. That needs {@code sh}, {@code grep} and {@code sleep} in
     * the container; where one is missing the command goes on. It finds its own by the variable {@code MEESHY_INFRA_EXEC}, which
     * every command is given.
     *
     * @param container id or name
     * @param spec the command
     * @param streams where its streams lead
     * @param deadline how long it may take
     * @return its exit code
     * @throws EngineException if the container is gone ({@link EngineException.Reason#NOT_FOUND}), does not run
     *     ({@link EngineException.Reason#CONFLICT}), or the command was ended before its time
     */
    default int exec(String container, ExecSpec spec, ExecStreams streams, Duration deadline) {
        throw Unsupported.verb("run a command with streams in container " + container, this);
    }
}
