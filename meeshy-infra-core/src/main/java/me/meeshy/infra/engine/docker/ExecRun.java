package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.engine.ExecSpec;
import me.meeshy.infra.engine.ExecStreams;

/** A command that runs inside a container: made, started with its streams joined, waited for, asked how it ended. */
final class ExecRun {

    private static final Duration FIRST_POLL = Duration.ofMillis(1);
    private static final Duration LONGEST_POLL = Duration.ofMillis(100);
    /** By which the command and what it starts are found again. */
    private static final String MARK = "MEESHY_INFRA_EXEC";

    private final Connection connection;
    private final DockerClient client;
    private final String container;
    private final ExecSpec spec;
    private final ExecStreams streams;
    private final String what;
    private final Duration deadline;
    private final long end;
    private final String mark = UUID.randomUUID().toString();

    ExecRun(Connection connection, String container, ExecSpec spec, ExecStreams streams, Duration deadline) {
        this.connection = connection;
        this.client = connection.client();
        this.container = container;
        this.spec = spec;
        this.streams = streams;
        // The arguments may hold a secret: the program alone is named.
        this.what = "run " + spec.command().get(0) + " in container " + container;
        this.deadline = deadline;
        this.end = System.nanoTime() + deadline.toNanos();
    }

    int run() {
        String id = send(this::create);
        try {
            join(id);
            return exitCode(id);
        } catch (RuntimeException e) {
            new ExecEnd(connection, container, spec.user(), MARK + "=" + mark).runAfter(e);
            throw e;
        }
    }

    private String create() {
        var environment = new LinkedHashMap<>(spec.environment());
        environment.put(MARK, mark);
        var create = client.execCreateCmd(container)
                .withCmd(spec.command().toArray(String[]::new))
                .withEnv(SpecTranslation.environment(environment))
                .withTty(spec.terminal())
                .withPrivileged(spec.privileged())
                .withAttachStdin(streams.input().isPresent())
                .withAttachStdout(true)
                .withAttachStderr(true);
        spec.user().ifPresent(create::withUser);
        spec.workingDirectory().ifPresent(create::withWorkingDir);
        return create.exec().getId();
    }

    private void join(String id) {
        if (streams.input().isPresent()) {
            new Dialogue(connection, what, spec.terminal(), streams)
                    .run(
                            "/exec/" + id + "/start",
                            "{\"Detach\":false,\"Tty\":" + spec.terminal() + "}",
                            remaining(),
                            () -> {});
            return;
        }
        EngineStream<Frame> stream =
                new EngineStream<>(what, connection.requests().failures(), this::pass);
        try (stream) {
            client.execStartCmd(id).withTty(spec.terminal()).exec(stream);
            if (!stream.await(remaining())) {
                throw timeout();
            }
        }
    }

    private <T> T send(Callable<T> request) {
        Duration limit = connection.requests().limit();
        Duration remaining = remaining();
        return connection.requests().send(what, remaining.compareTo(limit) < 0 ? remaining : limit, request);
    }

    private Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    private void pass(Frame frame) {
        OutputStream sink = frame.getStreamType() == StreamType.STDERR ? streams.error() : streams.output();
        try {
            sink.write(frame.getPayload());
            sink.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("what the command wrote could not be passed on: " + e.getMessage(), e);
        }
    }

    /** The streams end a moment before the engine knows the exit code, and long before if the command closes them itself. */
    private int exitCode(String id) {
        Duration pause = FIRST_POLL;
        while (true) {
            InspectExecResponse state = send(() -> client.inspectExecCmd(id).exec());
            Long exitCode = state.getExitCodeLong();
            if (!Boolean.TRUE.equals(state.isRunning()) && exitCode != null) {
                return exitCode.intValue();
            }
            if (System.nanoTime() >= end) {
                throw timeout();
            }
            try {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            } catch (InterruptedException e) {
                throw connection.requests().failures().interrupted(what, e);
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : pause.multipliedBy(2);
        }
    }

    private RuntimeException timeout() {
        return connection.requests().failures().timeout(what, deadline, null);
    }
}
