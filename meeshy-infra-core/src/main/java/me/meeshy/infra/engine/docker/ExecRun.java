package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.engine.ExecResult;

/** A command that runs inside a container: made, started with both streams drained, waited for, asked how it ended. */
final class ExecRun {

    private static final Duration FIRST_POLL = Duration.ofMillis(1);
    private static final Duration LONGEST_POLL = Duration.ofMillis(100);

    private final Connection connection;
    private final DockerClient client;
    private final String what;
    private final Duration deadline;
    private final long end;
    private final LimitedOutput out;
    private final LimitedOutput error;

    private ExecRun(Connection connection, String what, int outputLimit, Duration deadline) {
        this.connection = connection;
        this.client = connection.client();
        this.what = what;
        this.deadline = deadline;
        this.end = System.nanoTime() + deadline.toNanos();
        this.out = new LimitedOutput(outputLimit);
        this.error = new LimitedOutput(outputLimit);
    }

    static ExecResult run(
            Connection connection,
            String container,
            List<String> command,
            Map<String, String> environment,
            int outputLimit,
            Duration deadline) {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        // The arguments may hold a secret: the program alone is named.
        String what = "run " + command.get(0) + " in container " + container;
        return new ExecRun(connection, what, outputLimit, deadline).run(container, command, environment);
    }

    private ExecResult run(String container, List<String> command, Map<String, String> environment) {
        String id = send(() -> {
            var create = client.execCreateCmd(container)
                    .withCmd(command.toArray(String[]::new))
                    .withAttachStdout(true)
                    .withAttachStderr(true);
            if (!environment.isEmpty()) {
                create.withEnv(SpecTranslation.environment(environment));
            }
            return create.exec().getId();
        });
        EngineStream<Frame> stream =
                new EngineStream<>(what, connection.requests().failures(), this::add);
        try (stream) {
            client.execStartCmd(id).exec(stream);
            if (!stream.await(remaining())) {
                throw timeout();
            }
        }
        return new ExecResult(exitCode(id), out.text(), error.text());
    }

    private <T> T send(Callable<T> request) {
        Duration limit = connection.requests().limit();
        Duration remaining = remaining();
        return connection.requests().send(what, remaining.compareTo(limit) < 0 ? remaining : limit, request);
    }

    private Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    private void add(Frame frame) {
        (frame.getStreamType() == StreamType.STDERR ? error : out).add(frame.getPayload());
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

    /** Keeps the beginning of what is written, drops the rest. */
    private static final class LimitedOutput {

        private final int limit;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        LimitedOutput(int limit) {
            this.limit = limit;
        }

        synchronized void add(byte[] bytes) {
            kept.write(bytes, 0, Math.min(bytes.length, limit - kept.size()));
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
