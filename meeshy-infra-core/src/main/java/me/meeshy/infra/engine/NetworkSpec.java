package me.meeshy.infra.engine;

import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.model.Ipam;

/**
 * What a network is made of.
 *
 * @param name the engine's name for it
 * @param driver its driver; the engine's default if empty
 * @param driverOptions what the driver is told
 * @param internal whether it has no way out of the host
 * @param attachable whether containers that are not of the project may join it
 * @param ipv4 whether containers get IPv4 addresses; the engine's default if empty
 * @param ipv6 whether containers get IPv6 addresses; the engine's default if empty
 * @param ipam how it gives out addresses
 * @param labels labels
 */
public record NetworkSpec(
        String name,
        Optional<String> driver,
        Map<String, String> driverOptions,
        boolean internal,
        boolean attachable,
        Optional<Boolean> ipv4,
        Optional<Boolean> ipv6,
        Ipam ipam,
        Map<String, String> labels) {

    /**
     * A network whose addresses are the engine's choice.
     *
     * @param name the engine's name for it
     * @param driver its driver; the engine's default if empty
     * @param driverOptions what the driver is told
     * @param internal whether it has no way out of the host
     * @param labels labels
     */
    public NetworkSpec(
            String name,
            Optional<String> driver,
            Map<String, String> driverOptions,
            boolean internal,
            Map<String, String> labels) {
        this(name, driver, driverOptions, internal, false, Optional.empty(), Optional.empty(), Ipam.DEFAULT, labels);
    }
}
