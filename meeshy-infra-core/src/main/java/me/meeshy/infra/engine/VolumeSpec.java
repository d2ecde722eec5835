package me.meeshy.infra.engine;

import java.util.Map;
import java.util.Optional;

/**
 * What a volume is made of.
 *
 * @param name the engine's name for it
 * @param driver its driver; the engine's default if empty
 * @param driverOptions what the driver is told
 * @param labels labels
 */
public record VolumeSpec(
        String name, Optional<String> driver, Map<String, String> driverOptions, Map<String, String> labels) {}
