package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.TopContainerResponse;
import com.github.dockerjava.api.model.Statistics;
import com.github.dockerjava.api.model.WaitResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerStats;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.ExecStreams;
import me.meeshy.infra.engine.ProcessTable;
import me.meeshy.infra.engine.Subscription;
import org.jspecify.annotations.Nullable;

/** The requests about containers that run: freeze, signal, measure, wait for the end. */
final class LifeCalls {

    private final Connection connection;
    private final DockerClient client;
    private final ContainerCalls containers;

    LifeCalls(Connection connection, ContainerCalls containers) {
        this.connection = connection;
        this.client = connection.client();
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
        var answer = new AtomicReference<@Nullable Integer>();
        var stream = new EngineStream<WaitResponse>(
                what, connection.requests().failures(), response -> answer.set(response.getStatusCode()));
        try (stream) {
            client.waitContainerCmd(id).exec(stream);
            if (!stream.await(deadline)) {
                throw connection.requests().failures().timeout(what, deadline, null);
            }
        }
        @Nullable Integer exitCode = answer.get();
        if (exitCode == null) {
            throw new EngineException(
                    EngineException.Reason.OTHER, "Cannot " + what + ": the engine told no exit code; try again", null);
        }
        return exitCode;
    }

    void pause(String container) {
        inState(
                "pause container " + container,
                container,
                "already paused",
                id -> client.pauseContainerCmd(id).exec());
    }

    void unpause(String container) {
        inState(
                "unpause container " + container,
                container,
                "is not paused",
                id -> client.unpauseContainerCmd(id).exec());
    }

    /** Engines refuse what is done already with one of several status codes, and always with these words. */
    private void inState(String what, String container, String done, Consumer<String> request) {
        String id = containers.exactly(what, container);
        try {
            connection.send(what, () -> request.accept(id));
        } catch (EngineException e) {
            if (!String.valueOf(e.getMessage()).contains(done)) {
                throw e;
            }
        }
    }

    void kill(String container, String signal) {
        String what = "send " + signal + " to container " + container;
        String id = containers.exactly(what, container);
        connection.send(what, () -> {
            client.killContainerCmd(id).withSignal(signal).exec();
        });
    }

    ProcessTable processes(String container) {
        String what = "list the processes of container " + container;
        String id = containers.exactly(what, container);
        TopContainerResponse answer =
                connection.send(what, () -> client.topContainerCmd(id).exec());
        List<List<String>> rows = answer.getProcesses() == null
                ? List.of()
                : Arrays.stream(answer.getProcesses()).map(List::of).toList();
        return new ProcessTable(List.of(answer.getTitles()), rows);
    }

    ContainerStats stats(String container, Duration deadline) {
        String what = "measure container " + container;
        String id = containers.exactly(what, container);
        var answer = new AtomicReference<@Nullable ContainerStats>();
        var stream = new EngineStream<Statistics>(
                what, connection.requests().failures(), measured -> answer.set(StatsTranslation.translate(measured)));
        try (stream) {
            client.statsCmd(id).withNoStream(true).exec(stream);
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
        client.statsCmd(id).exec(stream);
        return stream;
    }
}
