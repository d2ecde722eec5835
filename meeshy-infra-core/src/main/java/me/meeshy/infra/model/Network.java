package me.meeshy.infra.model;

import java.util.Map;
import java.util.Optional;

/**
 * A network of a stack.
 *
 * @param key its key in the stack; {@code default} is the one that services without networks of their own join
 * @param name the engine's name for it where that is fixed; otherwise it is project and key joined by {@code _}
 * @param external whether it must exist already and is never removed by us
 * @param driver the network driver; the engine's default if empty
 * @param driverOptions what the driver is told
 * @param internal whether it has no way out of the host
 * @param attachable whether containers that are not of the project may join it
 * @param ipv4 whether containers get IPv4 addresses; the engine's default if empty
 * @param ipv6 whether containers get IPv6 addresses; the engine's default if empty
 * @param ipam how it gives out addresses
 * @param labels labels of the user
 */
public record Network(
        String key,
        Optional<String> name,
        boolean external,
        Optional<String> driver,
        Map<String, String> driverOptions,
        boolean internal,
        boolean attachable,
        Optional<Boolean> ipv4,
        Optional<Boolean> ipv6,
        Ipam ipam,
        Map<String, String> labels) {

    /** The key of the network that services without networks of their own join. */
    public static final String DEFAULT = "default";

    /**
     * Copies the maps.
     *
     * @param key its key in the stack; {@code default} is the one that services without networks of their own join
     * @param name the engine's name for it where that is fixed; otherwise it is project and key joined by {@code _}
     * @param external whether it must exist already and is never removed by us
     * @param driver the network driver; the engine's default if empty
     * @param driverOptions what the driver is told
     * @param internal whether it has no way out of the host
     * @param attachable whether containers that are not of the project may join it
     * @param ipv4 whether containers get IPv4 addresses; the engine's default if empty
     * @param ipv6 whether containers get IPv6 addresses; the engine's default if empty
     * @param ipam how it gives out addresses
     * @param labels labels of the user
     */
    public Network {
        driverOptions = Map.copyOf(driverOptions);
        labels = Map.copyOf(labels);
    }

    /**
     * A network whose addresses are the engine's choice.
     *
     * @param key its key in the stack
     * @param name the engine's name for it where that is fixed
     * @param external whether it must exist already and is never removed by us
     * @param driver the network driver; the engine's default if empty
     * @param driverOptions what the driver is told
     * @param internal whether it has no way out of the host
     * @param labels labels of the user
     */
    public Network(
            String key,
            Optional<String> name,
            boolean external,
            Optional<String> driver,
            Map<String, String> driverOptions,
            boolean internal,
            Map<String, String> labels) {
        this(
                key,
                name,
                external,
                driver,
                driverOptions,
                internal,
                false,
                Optional.empty(),
                Optional.empty(),
                Ipam.DEFAULT,
                labels);
    }

    /**
     * A network with every default.
     *
     * @param key its key in the stack
     * @return the network
     */
    public static Network of(String key) {
        return new Network(key, Optional.empty(), false, Optional.empty(), Map.of(), false, Map.of());
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
