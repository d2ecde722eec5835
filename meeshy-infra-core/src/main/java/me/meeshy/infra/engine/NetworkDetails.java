package me.meeshy.infra.engine;

import java.util.Map;

/**
 * A network as the engine shows it.
 *
 * @param id the engine's id
 * @param name its name
 * @param labels its labels
 */
public record NetworkDetails(String id, String name, Map<String, String> labels) {}
