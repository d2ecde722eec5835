package me.meeshy.infra.engine.docker;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * The time before each entry of a log that was asked for with times.
 *
 * @param instant the time, or empty where there is none
 * @param length how many bytes it takes, with the space behind it
 */
record LogTime(Optional<Instant> instant, int length) {

    /** For instance {@code 2026-11-24T06:24:21.123456789Z }. */
    private static final int LONGEST = 40;

    private static final LogTime NONE = new LogTime(Optional.empty(), 0);

    static LogTime of(byte[] entry) {
        int space = 0;
        while (space < entry.length && space < LONGEST && entry[space] != ' ') {
            space++;
        }
        if (space == entry.length || space == LONGEST) {
            return NONE;
        }
        try {
            Instant instant = Instant.parse(new String(entry, 0, space, StandardCharsets.US_ASCII));
            return new LogTime(Optional.of(instant), space + 1);
        } catch (DateTimeException e) {
            return NONE;
        }
    }

    boolean before(Instant other) {
        return instant.isPresent() && instant.get().isBefore(other);
    }
}
