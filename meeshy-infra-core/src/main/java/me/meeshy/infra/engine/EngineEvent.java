package me.meeshy.infra.engine;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened to a container.
 *
 * @param action the engine's word: start, die, oom, destroy, health_status
 * @param containerId the container's id
 * @param attributes the engine's attributes, the container's labels among them; {@code exitCode} with die, {@code health} with
 *     health_status
 * @param at when, by the engine's clock
 */
public record EngineEvent(String action, String containerId, Map<String, String> attributes, Instant at) {

    /**
     * Something that happens now.
     *
     * @param action the engine's word
     * @param containerId the container's id
     * @param attributes the engine's attributes
     */
    public EngineEvent(String action, String containerId, Map<String, String> attributes) {
        this(action, containerId, attributes, Instant.now());
    }
}
