package me.meeshy.infra.engine.docker;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.ExecSpec;
import me.meeshy.infra.engine.ExecStreams;
import org.jspecify.annotations.Nullable;

/** A command that runs inside a container: made, started with its streams joined, waited for, asked how it ended. */
final class ExecRun {

    private static final Duration FIRST_POLL = Duration.ofMillis(1);
    private static final Duration LONGEST_POLL = Duration.ofMillis(100);
    /** By which the command and what it starts are found again. */
    private static final String MARK = "MEESHY_INFRA_EXEC";

    private final Connection connection;
    private final JsonRequests json;
    private final String container;
    private final ExecSpec spec;
    private final ExecStreams streams;
    private final String what;
    private final Duration deadline;
    private final long end;
    private final String mark = UUID.randomUUID().toString();

    ExecRun(Connection connection, String container, ExecSpec spec, ExecStreams streams, Duration deadline) {
        this.connection = connection;
        this.json = new JsonRequests(connection);
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
            RuntimeException failure = told(e);
            new ExecEnd(connection, container, spec.user(), MARK + "=" + mark).runAfter(failure);
            throw failure;
        }
    }

    private String create() {
        var environment = new LinkedHashMap<>(spec.environment());
        environment.put(MARK, mark);
        Map<?, ?> made = json.post(
                ContainerCalls.path(container, "/exec"),
                Map.of(),
                new JsonBody()
                        .withList("Cmd", spec.command())
                        .withList("Env", SpecTranslation.environment(environment))
                        .flag("Tty", spec.terminal())
                        .flag("Privileged", spec.privileged())
                        .flag("AttachStdin", streams.input().isPresent())
                        .with("AttachStdout", true)
                        .with("AttachStderr", true)
                        .given("User", spec.user())
                        .given("WorkingDir", spec.workingDirectory()));
        return String.valueOf(made.get("Id"));
    }

    private void join(String id) {
        String body = new JsonBody()
                .with("Detach", false)
                .with("Tty", spec.terminal())
                .text();
        new Dialogue(connection, what, spec.terminal(), streams)
                .run("/exec/" + id + "/start", body, remaining(), () -> {});
    }

    private <T> T send(Callable<T> request) {
        Duration limit = connection.requests().limit();
        Duration remaining = remaining();
        return connection.requests().send(what, remaining.compareTo(limit) < 0 ? remaining : limit, request);
    }

    private Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** The streams end a moment before the engine knows the exit code, and long before if the command closes them itself. */
    private int exitCode(String id) {
        Duration pause = FIRST_POLL;
        while (true) {
            Map<?, ?> state = send(() -> json.get("/exec/" + id + "/json").orElse(Map.of()));
            Optional<Long> exitCode = JsonValues.number(state, "ExitCode");
            if (!JsonValues.isTrue(state, "Running") && exitCode.isPresent()) {
                if (exitCode.get() != 0 && JsonValues.number(state, "Pid").orElse(0L) == 0) {
                    requireRunning();
                }
                return exitCode.get().intValue();
            }
            if (System.nanoTime() >= end) {
                throw timeout(null);
            }
            try {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            } catch (InterruptedException e) {
                throw connection.requests().failures().interrupted(what, e);
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : pause.multipliedBy(2);
        }
    }

    /** Engines tell a container that ended before the command could begin as an exit code of the command's. */
    private void requireRunning() {
        boolean runs = send(() -> json.get(ContainerCalls.path(container, "/json")))
                .flatMap(found -> JsonValues.object(found, "State"))
                .filter(state -> JsonValues.isTrue(state, "Running"))
                .isPresent();
        if (!runs) {
            throw new EngineException(
                    EngineException.Reason.CONFLICT,
                    "Cannot " + what + ": the container does not run any more; it ended before the command began",
                    null);
        }
    }

    /** What was given is told, not what was left of it when the streams were joined. */
    private RuntimeException told(RuntimeException e) {
        boolean late = e instanceof EngineException failure && failure.reason() == EngineException.Reason.TIMEOUT;
        return late ? timeout(e) : e;
    }

    private EngineException timeout(@Nullable Throwable cause) {
        return connection.requests().failures().timeout(what, deadline, cause);
    }
}
