package me.meeshy.infra.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a network gives out addresses: IP address management.
 *
 * @param driver the driver that gives them out; the engine's default if empty
 * @param options what the driver is told
 * @param pools the ranges that it takes them from; the engine's choice if empty
 */
public record Ipam(Optional<String> driver, Map<String, String> options, List<Pool> pools) {

    /** As the engine has it. */
    public static final Ipam DEFAULT = new Ipam(Optional.empty(), Map.of(), List.of());

    /**
     * Copies the collections.
     *
     * @param driver the driver that gives them out; the engine's default if empty
     * @param options what the driver is told
     * @param pools the ranges that it takes them from; the engine's choice if empty
     */
    public Ipam {
        options = Map.copyOf(options);
        pools = List.copyOf(pools);
    }

    /**
     * A range of addresses.
     *
     * @param subnet the network's addresses, such as {@code 172.28.0.0/16}; the engine's choice if empty
     * @param range those that containers get without asking, such as {@code 172.28.5.0/24}; all of the subnet's if empty
     * @param gateway the address of the host; the engine's choice if empty
     * @param reserved addresses that no container gets, by what has them
     */
    public record Pool(
            Optional<String> subnet, Optional<String> range, Optional<String> gateway, Map<String, String> reserved) {

        /**
         * Copies the map.
         *
         * @param subnet the network's addresses; the engine's choice if empty
         * @param range those that containers get without asking; all of the subnet's if empty
         * @param gateway the address of the host; the engine's choice if empty
         * @param reserved addresses that no container gets, by what has them
         */
        public Pool {
            reserved = Map.copyOf(reserved);
        }
    }
}
