package me.meeshy.infra.engine;

import java.util.Map;

/**
 * A volume as the engine shows it.
 *
 * @param name its name
 * @param driver its driver
 * @param labels its labels
 */
public record VolumeDetails(String name, String driver, Map<String, String> labels) {}
