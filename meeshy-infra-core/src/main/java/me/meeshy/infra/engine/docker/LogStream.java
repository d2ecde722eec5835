package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.command.LogContainerCmd;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import me.meeshy.infra.engine.LogLine;
import me.meeshy.infra.engine.LogQuery;
import me.meeshy.infra.engine.Subscription;

/** The lines of a container's log. */
final class LogStream extends EngineStream<Frame> {

    private final Lines lines;

    private LogStream(String what, Failures failures, Lines lines) {
        super(what, failures, lines::add);
        this.lines = lines;
    }

    static List<LogLine> read(Connection connection, String container, LogQuery query, Duration deadline) {
        List<LogLine> read = Collections.synchronizedList(new ArrayList<>());
        try (LogStream stream = open(connection, container, query, false, read::add)) {
            if (!stream.await(deadline)) {
                throw connection.requests().failures().timeout(what(container), deadline, null);
            }
        }
        return List.copyOf(read);
    }

    static Subscription follow(Connection connection, String container, LogQuery query, Consumer<LogLine> consumer) {
        return open(connection, container, query, true, consumer);
    }

    private static LogStream open(
            Connection connection, String container, LogQuery query, boolean follow, Consumer<LogLine> consumer) {
        LogContainerCmd command = connection
                .client()
                .logContainerCmd(container)
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(follow);
        query.tail().ifPresent(command::withTail);
        // docker-java asks to the second only; the lines' own times tell the rest.
        query.since().ifPresent(since -> command.withSince(seconds(since)).withTimestamps(true));
        LogStream stream =
                new LogStream(what(container), connection.requests().failures(), new Lines(query.since(), consumer));
        command.exec(stream);
        return stream;
    }

    private static int seconds(Instant instant) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, instant.getEpochSecond()));
    }

    private static String what(String container) {
        return "read the log of container " + container;
    }

    @Override
    void finish() {
        lines.end();
    }

    /** Frames to lines, apart for each stream. */
    private static final class Lines {

        private final Optional<Instant> since;
        private final LineAssembler out;
        private final LineAssembler error;

        Lines(Optional<Instant> since, Consumer<LogLine> consumer) {
            this.since = since;
            this.out = new LineAssembler(line -> consumer.accept(new LogLine(LogLine.Stream.OUT, line)));
            this.error = new LineAssembler(line -> consumer.accept(new LogLine(LogLine.Stream.ERROR, line)));
        }

        void add(Frame frame) {
            byte[] payload = frame.getPayload();
            int start = 0;
            if (since.isPresent()) {
                LogTime time = LogTime.of(payload);
                if (time.before(since.get())) {
                    return;
                }
                start = time.length();
            }
            (frame.getStreamType() == StreamType.STDERR ? error : out).add(payload, start);
        }

        void end() {
            out.end();
            error.end();
        }
    }
}
