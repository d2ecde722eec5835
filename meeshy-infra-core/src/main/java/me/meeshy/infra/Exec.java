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
import me.meeshy.infra.engine.ExecSpec;

/**
 * A command to run inside a service's container. Unless told otherwise it runs as the container's user, in the container's
 * folder, without a terminal; it finds its input empty, and the first megabyte of each output is in the result. Immutable: each
 * setter returns a changed copy.
 *
 * <pre>{@code
 * ExecResult result = running.service("database").exec("mongosh", "--quiet").input(script).run(Duration.ofMinutes(1));
 * running.service("gateway").exec("tail", "-f", "/var/log/app").outputLines(System.out::println).run(Duration.ofHours(1));
 * }</pre>
 */
public final class Exec {

    private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(1);

    private final ContainerEngine engine;
    private final String container;
    private final ExecSpec spec;
    private final Streams streams;

    private Exec(ContainerEngine engine, String container, ExecSpec spec, Streams streams) {
        this.engine = engine;
        this.container = container;
        this.spec = spec;
        this.streams = streams;
    }

    static Exec of(ContainerEngine engine, String container, List<String> command) {
        return new Exec(engine, container, ExecSpec.of(command), Streams.KEPT);
    }

    private Exec with(Map<String, String> environment, Optional<String> user, Optional<String> directory, boolean tty) {
        var changed = new ExecSpec(spec.command(), environment, user, directory, tty);
        return new Exec(engine, container, changed, streams);
    }

    private Exec with(Streams changed) {
        return new Exec(engine, container, spec, changed);
    }

    /**
     * As another user.
     *
     * @param user name or id, with a group after a colon if need be
     * @return the changed copy
     */
    public Exec user(String user) {
        return with(spec.environment(), Optional.of(user), spec.workingDirectory(), spec.terminal());
    }

    /**
     * In another folder.
     *
     * @param directory a path of the container
     * @return the changed copy
     */
    public Exec workingDirectory(String directory) {
        return with(spec.environment(), spec.user(), Optional.of(directory), spec.terminal());
    }

    /**
     * With a further variable.
     *
     * @param name its name
     * @param value its value; never printed
     * @return the changed copy
     */
    public Exec environment(String name, String value) {
        var changed = new LinkedHashMap<>(spec.environment());
        changed.put(name, value);
        return with(changed, spec.user(), spec.workingDirectory(), spec.terminal());
    }

    /**
     * With a terminal: both of its streams come as the output, and lines end with carriage return and line feed.
     *
     * @return the changed copy
     */
    public Exec terminal() {
        return with(spec.environment(), spec.user(), spec.workingDirectory(), true);
    }

    /**
     * With something to read; it finds the end where the stream ends.
     *
     * @param source is read as fast as the command takes it, and not closed
     * @return the changed copy, which can be run once
     */
    public Exec input(InputStream source) {
        return with(streams.withInput(source));
    }

    /**
     * Passes on what it writes, instead of keeping it for the result.
     *
     * @param sink is written to by one thread of ours, and not closed; the command waits for it
     * @return the changed copy
     */
    public Exec output(OutputStream sink) {
        return with(streams.withOutput(Streams.Sink.of(sink)));
    }

    /**
     * Passes on each line that it writes, instead of keeping them for the result. A line of more than a megabyte comes in parts.
     *
     * @param consumer is given each line by one thread of ours; the command waits for it
     * @return the changed copy, which can be run once
     */
    public Exec outputLines(Consumer<String> consumer) {
        return with(streams.withOutput(Streams.Sink.of(consumer)));
    }

    /**
     * Passes on what it writes to its error stream, instead of keeping it for the result.
     *
     * @param sink is written to by one thread of ours, and not closed; the command waits for it
     * @return the changed copy
     */
    public Exec error(OutputStream sink) {
        return with(streams.withError(Streams.Sink.of(sink)));
    }

    /**
     * Passes on each line that it writes to its error stream, instead of keeping them for the result.
     *
     * @param consumer is given each line by one thread of ours; the command waits for it
     * @return the changed copy, which can be run once
     */
    public Exec errorLines(Consumer<String> consumer) {
        return with(streams.withError(Streams.Sink.of(consumer)));
    }

    /**
     * Runs it; a minute at most.
     *
     * @return as {@link #run(Duration)}
     * @throws me.meeshy.infra.engine.EngineException as {@link #run(Duration)}
     */
    public ExecResult run() {
        return run(DEFAULT_DEADLINE);
    }

    /**
     * Runs it and waits for it. If the deadline passes or the thread is interrupted, the command is ended, and what it has
     * started with it; that needs {@code sh}, {@code grep} and {@code sleep} in the container, and where one is missing it
     * goes on.
     *
     * @param deadline how long it may take
     * @return how it ended, whatever its exit code; the text of an output that was passed on is empty
     * @throws me.meeshy.infra.engine.EngineException if the container is gone or does not run, an output fails, the deadline
     *     passes or the thread is interrupted
     */
    public ExecResult run(Duration deadline) {
        return streams.join(joined -> engine.exec(container, spec, joined, deadline));
    }

    /**
     * The program alone: arguments and variables may hold a secret.
     *
     * @return for instance {@code Exec[mongosh]}
     */
    @Override
    public String toString() {
        return "Exec[" + spec.command().get(0) + "]";
    }
}
