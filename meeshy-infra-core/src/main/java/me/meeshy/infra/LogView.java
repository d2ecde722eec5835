package me.meeshy.infra;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.LogLine;
import me.meeshy.infra.engine.LogQuery;
import me.meeshy.infra.engine.Subscription;
import me.meeshy.infra.secret.SecretMask;

/**
 * The log of one container. What the stack's secret files hold, and what its secret-looking variables hold, is masked.
 * Immutable: each setter returns a changed copy. Thread-safe.
 *
 * <pre>{@code
 * List<String> last = running.service("gateway").logs().tail(50).lines();
 * try (Subscription following = running.service("gateway").logs().tail(50).follow(System.out::println)) { … }
 * }</pre>
 */
public final class LogView {

    private static final int DEFAULT_TAIL = 1000;
    private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

    private final ContainerEngine engine;
    private final String container;
    private final SecretMask mask;
    private final LogQuery query;

    private LogView(ContainerEngine engine, String container, SecretMask mask, LogQuery query) {
        this.engine = engine;
        this.container = container;
        this.mask = mask;
        this.query = query;
    }

    static LogView of(ContainerEngine engine, String container, SecretMask mask) {
        return new LogView(engine, container, mask, LogQuery.last(DEFAULT_TAIL));
    }

    /**
     * With another number of lines to begin with; 1000 unless set.
     *
     * @param lines the last so many, 0 or more
     * @return the changed copy
     * @throws IllegalArgumentException if the number is negative
     */
    public LogView tail(int lines) {
        if (lines < 0) {
            throw new IllegalArgumentException("the last " + lines + " lines are none");
        }
        return new LogView(engine, container, mask, new LogQuery(OptionalInt.of(lines), query.since()));
    }

    /**
     * With all lines, however many there are.
     *
     * @return the changed copy
     */
    public LogView all() {
        return new LogView(engine, container, mask, new LogQuery(OptionalInt.empty(), query.since()));
    }

    /**
     * With lines from then on only.
     *
     * @param moment by the engine's clock
     * @return the changed copy
     */
    public LogView since(Instant moment) {
        return new LogView(engine, container, mask, new LogQuery(query.tail(), Optional.of(moment)));
    }

    /**
     * Reads the lines; 30 seconds at most.
     *
     * @return the lines of both streams, oldest first
     * @throws me.meeshy.infra.engine.EngineException if the container is gone or the engine does not answer
     */
    public List<String> lines() {
        return lines(DEFAULT_DEADLINE);
    }

    /**
     * Reads the lines.
     *
     * @param deadline how long it may take
     * @return the lines of both streams, oldest first
     * @throws me.meeshy.infra.engine.EngineException if the container is gone, the engine does not answer, the deadline passes
     *     or the thread is interrupted
     */
    public List<String> lines(Duration deadline) {
        return engine.logs(container, query, deadline).stream()
                .map(LogLine::text)
                .map(mask::mask)
                .toList();
    }

    /**
     * Follows the log until the container ends or the subscription is closed.
     *
     * @param consumer is given each line, by one thread of ours at a time
     * @return the subscription; close it to end
     * @throws me.meeshy.infra.engine.EngineException if the container is gone or the engine does not answer
     */
    public Subscription follow(Consumer<String> consumer) {
        Objects.requireNonNull(consumer);
        return engine.followLogs(container, query, line -> consumer.accept(mask.mask(line.text())));
    }
}
