package me.meeshy.infra;

import me.meeshy.infra.engine.LogLine;

/**
 * A line of a service's log, secrets that we know of masked.
 *
 * @param service its name
 * @param container its container's name
 * @param stream which of its outputs
 * @param text the line, without its end
 */
public record ServiceLine(String service, String container, LogLine.Stream stream, String text) {

    /**
     * The line behind its container's name.
     *
     * @return for instance {@code meeshy-gateway-1 | ready}
     */
    @Override
    public String toString() {
        return container + " | " + text;
    }
}
