package me.meeshy.infra;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ExecResult;
import me.meeshy.infra.engine.PullProgress;
import me.meeshy.infra.orchestration.OneOffRun;
import me.meeshy.infra.orchestration.Project;

/**
 * A container of a service that is made for one job and removed when that has ended, as {@code docker compose run --rm} makes
 * it: with the service's image, variables, volumes, secrets and networks, but without its ports, its names in the networks and
 * its restart policy. What the service depends on is started first, where it does not run, and what of it runs is left as it
 * is. The job finds its input empty. Immutable: each setter returns a changed copy.
 *
 * <pre>{@code
 * ExecResult result = running.run("gateway", "npm", "run", "seed").environment("COUNT", "10").run(Duration.ofMinutes(5));
 * }</pre>
 *
 * <p>If the deadline passes or the thread is interrupted, the container is ended and removed. If this process ends before it is
 * removed, the next {@code up} or {@code down} of the project removes it.
 */
public final class OneOff {

    private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(5);

    private final ContainerEngine engine;
    private final Project project;
    private final OneOffRun.Order order;
    private final Streams streams;
    private final Consumer<PullProgress> onPull;

    private OneOff(
            ContainerEngine engine,
            Project project,
            OneOffRun.Order order,
            Streams streams,
            Consumer<PullProgress> onPull) {
        this.onPull = onPull;
        this.engine = engine;
        this.project = project;
        this.order = order;
        this.streams = streams;
    }

    static OneOff of(ContainerEngine engine, Project project, String service, List<String> command) {
        Optional<List<String>> instead = command.isEmpty() ? Optional.empty() : Optional.of(command);
        return new OneOff(engine, project, OneOffRun.Order.of(service, instead), Streams.KEPT, progress -> {});
    }

    private OneOff with(OneOffRun.Order changed) {
        return new OneOff(engine, project, changed, streams, onPull);
    }

    /**
     * With something to read; it finds the end where the stream ends. Its input is empty unless called.
     *
     * @param source is read as fast as the job takes it, and not closed
     * @return the changed copy, which can be run once
     */
    public OneOff input(InputStream source) {
        return with(streams.withInput(source));
    }

    /**
     * Who is told how the pull of its image goes, where it has to be fetched; nobody unless called.
     *
     * @param listener is told by several threads
     * @return the changed copy
     */
    public OneOff onPull(Consumer<PullProgress> listener) {
        return new OneOff(engine, project, order, streams, listener);
    }

    private OneOff with(Streams changed) {
        return new OneOff(engine, project, order, changed, onPull);
    }

    /**
     * With another entry point than the service's.
     *
     * @param words program and arguments; none take the image's away
     * @return the changed copy
     */
    public OneOff entrypoint(String... words) {
        return with(order.withEntrypoint(List.of(words)));
    }

    /**
     * As another user.
     *
     * @param user name or id, with a group after a colon if need be
     * @return the changed copy
     */
    public OneOff user(String user) {
        return with(order.withUser(user));
    }

    /**
     * In another folder.
     *
     * @param directory an absolute path of the container
     * @return the changed copy
     */
    public OneOff workingDirectory(String directory) {
        return with(order.withWorkingDirectory(directory));
    }

    /**
     * With a further variable, or another value of one that the service has.
     *
     * @param name its name
     * @param value its value; never printed
     * @return the changed copy
     */
    public OneOff environment(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(order.environment());
        changed.put(name, value);
        return with(order.withEnvironment(changed));
    }

    /**
     * With the service's ports published; none are unless asked for, since the service itself may have them.
     *
     * @return the changed copy
     */
    public OneOff publishPorts() {
        return with(order.withPorts());
    }

    /**
     * Without starting what the service depends on.
     *
     * @return the changed copy
     */
    public OneOff withoutDependencies() {
        return with(order.withoutDependencies());
    }

    /**
     * Passes on what it writes, instead of keeping it for the result.
     *
     * @param sink is written to by one thread of ours, and not closed; the job waits for it
     * @return the changed copy
     */
    public OneOff output(OutputStream sink) {
        return with(streams.withOutput(Streams.Sink.of(sink)));
    }

    /**
     * Passes on each line that it writes, instead of keeping them for the result.
     *
     * @param consumer is given each line by one thread of ours; the job waits for it
     * @return the changed copy, which can be run once
     */
    public OneOff outputLines(Consumer<String> consumer) {
        return with(streams.withOutput(Streams.Sink.of(consumer)));
    }

    /**
     * Passes on what it writes to its error stream, instead of keeping it for the result.
     *
     * @param sink is written to by one thread of ours, and not closed; the job waits for it
     * @return the changed copy
     */
    public OneOff error(OutputStream sink) {
        return with(streams.withError(Streams.Sink.of(sink)));
    }

    /**
     * Passes on each line that it writes to its error stream, instead of keeping them for the result.
     *
     * @param consumer is given each line by one thread of ours; the job waits for it
     * @return the changed copy, which can be run once
     */
    public OneOff errorLines(Consumer<String> consumer) {
        return with(streams.withError(Streams.Sink.of(consumer)));
    }

    /**
     * Runs it; five minutes at most.
     *
     * @return as {@link #run(Duration)}
     * @throws me.meeshy.infra.model.InfraException as {@link #run(Duration)}
     */
    public ExecResult run() {
        return run(DEFAULT_DEADLINE);
    }

    /**
     * Runs it, waits for its end, and removes it with its anonymous volumes.
     *
     * @param deadline how long it may take, from the start of what it depends on
     * @return how it ended, whatever its exit code; the text of an output that was passed on is empty
     * @throws me.meeshy.infra.plan.UpFailedException if what it depends on does not get ready
     * @throws me.meeshy.infra.engine.EngineException if the engine refuses, an output fails, the deadline passes or the thread
     *     is interrupted
     * @throws me.meeshy.infra.model.InfraException if the stack has no such service; the message lists those that it has
     */
    public ExecResult run(Duration deadline) {
        return streams.join(joined -> OneOffRun.run(engine, project, order, joined, onPull, deadline));
    }

    /**
     * The service and the project; no command, since it may hold a secret.
     *
     * @return for instance {@code OneOff[gateway, meeshy-staging]}
     */
    @Override
    public String toString() {
        return "OneOff[" + order.service() + ", " + project.name() + "]";
    }
}
