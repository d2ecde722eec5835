package me.meeshy.infra.model;

import java.util.Map;
import java.util.Optional;

/**
 * A named volume of a stack.
 *
 * @param key its key in the stack
 * @param name the engine's name for it where that is fixed; otherwise it is project and key joined by {@code _}
 * @param external whether it must exist already and is never removed by us
 * @param driver the volume driver; the engine's default if empty
 * @param driverOptions what the driver is told
 * @param labels labels of the user
 */
public record Volume(
        String key,
        Optional<String> name,
        boolean external,
        Optional<String> driver,
        Map<String, String> driverOptions,
        Map<String, String> labels) {

    /**
     * Copies the maps.
     *
     * @param key its key in the stack
     * @param name the engine's name for it where that is fixed; otherwise it is project and key joined by {@code _}
     * @param external whether it must exist already and is never removed by us
     * @param driver the volume driver; the engine's default if empty
     * @param driverOptions what the driver is told
     * @param labels labels of the user
     */
    public Volume {
        driverOptions = Map.copyOf(driverOptions);
        labels = Map.copyOf(labels);
    }

    /**
     * A volume with every default.
     *
     * @param key its key in the stack
     * @return the volume
     */
    public static Volume of(String key) {
        return new Volume(key, Optional.empty(), false, Optional.empty(), Map.of(), Map.of());
    }

    /**
     * The name that the engine knows it by.
     *
     * @param project the project's name
     * @return the fixed name, the key if external, or project and key joined by {@code _}
     */
    public String engineName(String project) {
        return name.orElse(external ? key : project + "_" + key);
    }
}
