package me.meeshy.infra.engine;

import java.util.Map;
import java.util.Optional;

/**
 * What a network is made of.
 *
 * @param name the engine's name for it
 * @param driver its driver; the engine's default if empty
 * @param driverOptions what the driver is told
 * @param internal whether it has no way out of the host
 * @param labels labels
 */
public record NetworkSpec(
        String name,
        Optional<String> driver,
        Map<String, String> driverOptions,
        boolean internal,
        Map<String, String> labels) {}
