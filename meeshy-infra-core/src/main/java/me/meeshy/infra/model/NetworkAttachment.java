package me.meeshy.infra.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a service takes part in a network. Immutable and safe to share between threads.
 *
 * @param aliases names that others find it by, beside the service's and the container's own ({@code aliases})
 * @param ipv4Address a fixed address; the engine chooses if empty ({@code ipv4_address})
 * @param ipv6Address a fixed address; the engine chooses if empty ({@code ipv6_address})
 * @param linkLocalAddresses further addresses that are valid on the network's link only ({@code link_local_ips})
 * @param macAddress a fixed hardware address; the engine chooses if empty ({@code mac_address})
 * @param priority networks are joined in falling order; 0 if empty ({@code priority})
 * @param gatewayPriority the network with the highest has the default gateway; engines before API 1.48 refuse it ({@code gw_priority})
 * @param driverOptions what the network's driver is told ({@code driver_opts})
 */
public record NetworkAttachment(
        List<String> aliases,
        Optional<String> ipv4Address,
        Optional<String> ipv6Address,
        List<String> linkLocalAddresses,
        Optional<String> macAddress,
        OptionalInt priority,
        OptionalInt gatewayPriority,
        Map<String, String> driverOptions) {

    /** No alias and no fixed address. */
    public static final NetworkAttachment PLAIN = builder().build();

    /**
     * Copies lists and maps.
     *
     * @param aliases names that others find it by, beside the service's and the container's own ({@code aliases})
     * @param ipv4Address a fixed address; the engine chooses if empty ({@code ipv4_address})
     * @param ipv6Address a fixed address; the engine chooses if empty ({@code ipv6_address})
     * @param linkLocalAddresses further addresses that are valid on the network's link only ({@code link_local_ips})
     * @param macAddress a fixed hardware address; the engine chooses if empty ({@code mac_address})
     * @param priority networks are joined in falling order; 0 if empty ({@code priority})
     * @param gatewayPriority the network with the highest has the default gateway; engines before API 1.48 refuse it ({@code gw_priority})
     * @param driverOptions what the network's driver is told ({@code driver_opts})
     */
    public NetworkAttachment {
        aliases = List.copyOf(aliases);
        linkLocalAddresses = List.copyOf(linkLocalAddresses);
        driverOptions = Collections.unmodifiableMap(new LinkedHashMap<>(driverOptions));
    }

    /**
     * With every default but aliases and the address.
     *
     * @param aliases names that others find it by, beside the service's and the container's own
     * @param ipv4Address a fixed address; the engine chooses if empty
     */
    public NetworkAttachment(List<String> aliases, Optional<String> ipv4Address) {
        this(
                aliases,
                ipv4Address,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Map.of());
    }

    /**
     * Starts with every default.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts from these values.
     *
     * @return a builder that holds them
     */
    public Builder toBuilder() {
        var builder = new Builder();
        builder.aliases = aliases;
        builder.ipv4Address = ipv4Address;
        builder.ipv6Address = ipv6Address;
        builder.linkLocalAddresses = linkLocalAddresses;
        builder.macAddress = macAddress;
        builder.priority = priority;
        builder.gatewayPriority = gatewayPriority;
        builder.driverOptions = driverOptions;
        return builder;
    }

    /** Builds {@link NetworkAttachment}; not safe for use by several threads. */
    public static final class Builder {

        private List<String> aliases = List.of();
        private Optional<String> ipv4Address = Optional.empty();
        private Optional<String> ipv6Address = Optional.empty();
        private List<String> linkLocalAddresses = List.of();
        private Optional<String> macAddress = Optional.empty();
        private OptionalInt priority = OptionalInt.empty();
        private OptionalInt gatewayPriority = OptionalInt.empty();
        private Map<String, String> driverOptions = Map.of();

        private Builder() {}

        /**
         * Sets the names that others find it by, beside the service's and the container's own ({@code aliases}).
         *
         * @param values all of them
         * @return this builder
         */
        public Builder aliases(List<String> values) {
            aliases = List.copyOf(values);
            return this;
        }

        /**
         * Adds to the names that others find it by, beside the service's and the container's own ({@code aliases}).
         *
         * @param value one more
         * @return this builder
         */
        public Builder alias(String value) {
            aliases = with(aliases, value);
            return this;
        }

        /**
         * Sets a fixed address; the engine chooses if empty ({@code ipv4_address}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder ipv4Address(String value) {
            ipv4Address = Optional.of(value);
            return this;
        }

        /**
         * Sets a fixed address; the engine chooses if empty ({@code ipv6_address}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder ipv6Address(String value) {
            ipv6Address = Optional.of(value);
            return this;
        }

        /**
         * Adds to the further addresses that are valid on the network's link only ({@code link_local_ips}).
         *
         * @param value one more
         * @return this builder
         */
        public Builder linkLocalAddress(String value) {
            linkLocalAddresses = with(linkLocalAddresses, value);
            return this;
        }

        /**
         * Sets a fixed hardware address; the engine chooses if empty ({@code mac_address}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder macAddress(String value) {
            macAddress = Optional.of(value);
            return this;
        }

        /**
         * Sets the order of joining: networks are joined by falling priority; 0 if empty ({@code priority}).
         *
         * @param value the value
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder priority(int value) {
            priority = OptionalInt.of(Ranges.checked("priority", value, -2147483647, Integer.MAX_VALUE));
            return this;
        }

        /**
         * Sets the priority as the gateway: the network with the highest has the default gateway; engines before API 1.48 refuse it ({@code gw_priority}).
         *
         * @param value the value
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder gatewayPriority(int value) {
            gatewayPriority = OptionalInt.of(Ranges.checked("gw_priority", value, -2147483647, Integer.MAX_VALUE));
            return this;
        }

        /**
         * Adds to what the network's driver is told ({@code driver_opts}).
         *
         * @param name its name
         * @param value its value; it replaces an earlier one of that name
         * @return this builder
         */
        public Builder driverOption(String name, String value) {
            driverOptions = with(driverOptions, name, value);
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the value, which later changes of this builder do not touch
         */
        public NetworkAttachment build() {
            return new NetworkAttachment(
                    aliases,
                    ipv4Address,
                    ipv6Address,
                    linkLocalAddresses,
                    macAddress,
                    priority,
                    gatewayPriority,
                    driverOptions);
        }

        private static <T> List<T> with(List<T> list, T value) {
            var longer = new ArrayList<>(list);
            longer.add(value);
            return longer;
        }

        private static <T> Map<String, T> with(Map<String, T> map, String name, T value) {
            var larger = new LinkedHashMap<>(map);
            larger.put(name, value);
            return larger;
        }
    }
}
