package me.meeshy.infra.engine;

/**
 * A line of a container's log.
 *
 * @param stream where it was written
 * @param text the line without its end, as UTF-8
 */
public record LogLine(Stream stream, String text) {

    /** The stream that a line was written to. */
    public enum Stream {
        /** Standard output. */
        OUT,
        /** Standard error. */
        ERROR
    }
}
