package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.model.Statistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerStats;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.ExecStreams;
import me.meeshy.infra.engine.ProcessTable;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.internal.Json;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests about containers that run: freeze, signal, measure, wait for the end. */
final class LifeCalls {

    private static final Logger LOG = LoggerFactory.getLogger(LifeCalls.class);

    private final Connection connection;
    private final JsonRequests requests;
    private final ContainerCalls containers;

    LifeCalls(Connection connection, ContainerCalls containers) {
        this.connection = connection;
        this.requests = new JsonRequests(connection);
        this.containers = containers;
    }

    int startAndJoin(String container, boolean terminal, ExecStreams streams, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        String what = "run container " + container;
        String id = containers.exactly(what, container);
        String stdin = streams.input().isPresent() ? "&stdin=1" : "";
        new Dialogue(connection, what, terminal, streams)
                .run(
                        "/containers/" + id + "/attach?stream=1&stdout=1&stderr=1" + stdin,
                        "",
                        deadline,
                        () -> containers.start(id));
        return awaitEnd(id, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    }

    int awaitEnd(String container, Duration deadline) {
        String what = "wait for the end of container " + container;
        String id = containers.exactly(what, container);
        var told = new AtomicReference<@Nullable Long>();
        OpenAnswer answer = OpenAnswer.to(connection, what, "POST", ContainerCalls.path(id, "/wait"));
        try (answer) {
            connection.requests().sendInterruptibly(what, deadline, () -> told.set(exitCode(answer)));
        } catch (IOException e) {
            LOG.debug("Closing the connection of \"{}\" failed", what, e);
        }
        @Nullable Long exitCode = told.get();
        if (exitCode == null) {
            throw new EngineException(
                    EngineException.Reason.OTHER, "Cannot " + what + ": the engine told no exit code; try again", null);
        }
        return exitCode.intValue();
    }

    private static @Nullable Long exitCode(OpenAnswer answer) {
        try {
            String text = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
            return JsonValues.object(Json.parse(text))
                    .flatMap(end -> JsonValues.number(end, "StatusCode"))
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void pause(String container) {
        inState("pause", container, "already paused");
    }

    void unpause(String container) {
        inState("unpause", container, "is not paused");
    }

    /** Engines refuse what is done already with one of several status codes, and always with these words. */
    private void inState(String verb, String container, String done) {
        String what = verb + " container " + container;
        String id = containers.exactly(what, container);
        try {
            connection.send(what, () -> requests.post(ContainerCalls.path(id, "/" + verb), Map.of()));
        } catch (EngineException e) {
            if (!String.valueOf(e.getMessage()).contains(done)) {
                throw e;
            }
        }
    }

    void kill(String container, String signal) {
        String what = "send " + signal + " to container " + container;
        String id = containers.exactly(what, container);
        connection.send(what, () -> requests.post(ContainerCalls.path(id, "/kill"), Map.of("signal", signal)));
    }

    ProcessTable processes(String container) {
        String what = "list the processes of container " + container;
        String id = containers.exactly(what, container);
        Map<?, ?> answer = connection.<Map<?, ?>>send(
                what, () -> requests.get(ContainerCalls.path(id, "/top")).orElse(Map.of()));
        List<List<String>> rows = JsonValues.list(answer, "Processes").stream()
                .map(row -> row instanceof List<?> cells ? texts(cells) : List.<String>of())
                .toList();
        return new ProcessTable(texts(JsonValues.list(answer, "Titles")), rows);
    }

    private static List<String> texts(List<?> values) {
        return values.stream().map(String::valueOf).toList();
    }

    ContainerStats stats(String container, Duration deadline) {
        String what = "measure container " + container;
        String id = containers.exactly(what, container);
        var answer = new AtomicReference<@Nullable ContainerStats>();
        var stream = new EngineStream<Statistics>(
                what, connection.requests().failures(), measured -> answer.set(StatsTranslation.translate(measured)));
        try (stream) {
            connection.client().statsCmd(id).withNoStream(true).exec(stream);
            if (!stream.await(deadline)) {
                throw connection.requests().failures().timeout(what, deadline, null);
            }
        }
        @Nullable ContainerStats measured = answer.get();
        if (measured == null) {
            throw new EngineException(
                    EngineException.Reason.OTHER, "Cannot " + what + ": the engine told no figures; try again", null);
        }
        return measured;
    }

    Subscription followStats(String container, Consumer<ContainerStats> consumer) {
        String what = "measure container " + container;
        String id = containers.exactly(what, container);
        var stream = new EngineStream<Statistics>(
                what,
                connection.requests().failures(),
                measured -> consumer.accept(StatsTranslation.translate(measured)));
        connection.client().statsCmd(id).exec(stream);
        return stream;
    }
}
