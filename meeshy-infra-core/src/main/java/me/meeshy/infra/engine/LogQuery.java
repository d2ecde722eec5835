package me.meeshy.infra.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which lines of a container's log are wanted.
 *
 * @param tail the last so many lines only; all if empty
 * @param since lines from then on only
 */
public record LogQuery(OptionalInt tail, Optional<Instant> since) {

    /** All lines. */
    public static final LogQuery ALL = new LogQuery(OptionalInt.empty(), Optional.empty());

    /**
     * The last lines.
     *
     * @param lines how many, 0 or more
     * @return the query
     */
    public static LogQuery last(int lines) {
        return new LogQuery(OptionalInt.of(lines), Optional.empty());
    }
}
