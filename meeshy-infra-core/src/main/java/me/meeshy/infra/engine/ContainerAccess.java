package me.meeshy.infra.engine;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

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

    /**
     * Joins a container's outputs, starts it, passes them on as they come, and waits for its end. When the deadline passes, the
     * thread is interrupted or an output fails, the container goes on: remove it.
     *
     * @param container id or name of one that was made and not started
     * @param terminal whether it was made with a terminal
     * @param streams where its streams lead
     * @param deadline how long it may take
     * @return its exit code
     */
    default int startAndJoin(String container, boolean terminal, ExecStreams streams, Duration deadline) {
        throw Unsupported.verb("join container " + container, this);
    }

    /**
     * Waits until a container does not run.
     *
     * @param container id or name
     * @param deadline how long to wait
     * @return its exit code
     */
    default int awaitEnd(String container, Duration deadline) {
        throw Unsupported.verb("wait for the end of container " + container, this);
    }

    /**
     * Freezes a container's processes; does nothing if they are frozen.
     *
     * @param container id or name
     */
    default void pause(String container) {
        throw Unsupported.verb("pause container " + container, this);
    }

    /**
     * Lets a container's frozen processes go on; does nothing if they are not frozen.
     *
     * @param container id or name
     */
    default void unpause(String container) {
        throw Unsupported.verb("unpause container " + container, this);
    }

    /**
     * Sends a signal to a container's first process.
     *
     * @param container id or name
     * @param signal such as {@code SIGHUP}
     */
    default void kill(String container, String signal) {
        throw Unsupported.verb("send " + signal + " to container " + container, this);
    }

    /**
     * What runs in a container.
     *
     * @param container id or name
     * @return its processes
     */
    default ProcessTable processes(String container) {
        throw Unsupported.verb("list the processes of container " + container, this);
    }

    /**
     * What a container uses now; measured twice, a second apart, for the share of the processor.
     *
     * @param container id or name
     * @param deadline how long it may take
     * @return what it uses
     */
    default ContainerStats stats(String container, Duration deadline) {
        throw Unsupported.verb("measure container " + container, this);
    }

    /**
     * What a container uses, about once a second until it is removed or the subscription is closed. A slow consumer gets fewer.
     *
     * @param container id or name
     * @param consumer is given each measurement, by one thread at a time
     * @return the subscription
     */
    default Subscription followStats(String container, Consumer<ContainerStats> consumer) {
        throw Unsupported.verb("measure container " + container, this);
    }

    /**
     * Extracts a tar stream into a folder of a container, which may be stopped. Owners and permissions are those of the
     * entries. Files become visible one after the other, each while it is still being written.
     *
     * @param container id or name
     * @param directory an absolute path of the container, which must be there
     * @param tar is read to its end, not closed
     * @param deadline how long it may take
     */
    default void copyIn(String container, String directory, InputStream tar, Duration deadline) {
        throw Unsupported.verb("copy into container " + container, this);
    }

    /**
     * A file or folder of a container, which may be stopped, as a tar stream; its entries start with its own name.
     *
     * @param container id or name
     * @param path an absolute path of the container
     * @param reader reads the stream, which ends when it returns
     * @param deadline how long it may take
     */
    default void copyOut(String container, String path, TarReader reader, Duration deadline) {
        throw Unsupported.verb("copy from container " + container, this);
    }

    /** Reads a tar stream. */
    @FunctionalInterface
    interface TarReader {

        /**
         * Reads the stream as far as it likes.
         *
         * @param tar the stream
         * @throws IOException if it cannot be read, or what is made of it cannot be written
         */
        void read(InputStream tar) throws IOException;
    }

    /**
     * Follows what happens to containers, also what has happened since a moment that the engine remembers; otherwise as
     * {@link ContainerEngine#events}.
     *
     * @param labels only containers that carry all of these
     * @param since the first moment, by the engine's clock
     * @param consumer is given each event, by one thread at a time
     * @return the subscription
     */
    default Subscription eventsSince(Map<String, String> labels, Instant since, Consumer<EngineEvent> consumer) {
        throw Unsupported.verb("follow events from " + since + " on", this);
    }
}
