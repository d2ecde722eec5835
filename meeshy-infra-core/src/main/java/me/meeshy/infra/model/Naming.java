package me.meeshy.infra.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a container is called in its networks, and how it finds others. Immutable and safe to share between threads.
 *
 * @param hostname its host name; the engine takes the container's short id if empty ({@code hostname})
 * @param domainname its domain name ({@code domainname})
 * @param macAddress its hardware address in its first network ({@code mac_address})
 * @param dnsServers addresses of name servers ({@code dns})
 * @param dnsOptions options of the resolver ({@code dns_opt})
 * @param dnsSearch domains that are searched ({@code dns_search})
 * @param extraHosts further entries of {@code /etc/hosts} ({@code extra_hosts})
 * @param links other names for services, the service by the name ({@code links})
 * @param externalLinks names for containers outside the stack, the container by the name ({@code external_links})
 */
public record Naming(
        Optional<String> hostname,
        Optional<String> domainname,
        Optional<String> macAddress,
        List<String> dnsServers,
        List<String> dnsOptions,
        List<String> dnsSearch,
        List<HostAddress> extraHosts,
        Map<String, String> links,
        Map<String, String> externalLinks) {

    /** The engine's defaults. */
    public static final Naming NONE = builder().build();

    /**
     * Copies lists and maps.
     *
     * @param hostname its host name; the engine takes the container's short id if empty ({@code hostname})
     * @param domainname its domain name ({@code domainname})
     * @param macAddress its hardware address in its first network ({@code mac_address})
     * @param dnsServers addresses of name servers ({@code dns})
     * @param dnsOptions options of the resolver ({@code dns_opt})
     * @param dnsSearch domains that are searched ({@code dns_search})
     * @param extraHosts further entries of {@code /etc/hosts} ({@code extra_hosts})
     * @param links other names for services, the service by the name ({@code links})
     * @param externalLinks names for containers outside the stack, the container by the name ({@code external_links})
     */
    public Naming {
        dnsServers = List.copyOf(dnsServers);
        dnsOptions = List.copyOf(dnsOptions);
        dnsSearch = List.copyOf(dnsSearch);
        extraHosts = List.copyOf(extraHosts);
        links = Collections.unmodifiableMap(new LinkedHashMap<>(links));
        externalLinks = Collections.unmodifiableMap(new LinkedHashMap<>(externalLinks));
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
        builder.hostname = hostname;
        builder.domainname = domainname;
        builder.macAddress = macAddress;
        builder.dnsServers = dnsServers;
        builder.dnsOptions = dnsOptions;
        builder.dnsSearch = dnsSearch;
        builder.extraHosts = extraHosts;
        builder.links = links;
        builder.externalLinks = externalLinks;
        return builder;
    }

    /** Builds {@link Naming}; not safe for use by several threads. */
    public static final class Builder {

        private Optional<String> hostname = Optional.empty();
        private Optional<String> domainname = Optional.empty();
        private Optional<String> macAddress = Optional.empty();
        private List<String> dnsServers = List.of();
        private List<String> dnsOptions = List.of();
        private List<String> dnsSearch = List.of();
        private List<HostAddress> extraHosts = List.of();
        private Map<String, String> links = Map.of();
        private Map<String, String> externalLinks = Map.of();

        private Builder() {}

        /**
         * Sets its host name; the engine takes the container's short id if empty ({@code hostname}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder hostname(String value) {
            hostname = Optional.of(value);
            return this;
        }

        /**
         * Sets its domain name ({@code domainname}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder domainname(String value) {
            domainname = Optional.of(value);
            return this;
        }

        /**
         * Sets its hardware address in its first network ({@code mac_address}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder macAddress(String value) {
            macAddress = Optional.of(value);
            return this;
        }

        /**
         * Adds to the addresses of name servers ({@code dns}).
         *
         * @param value one more
         * @return this builder
         */
        public Builder dnsServer(String value) {
            dnsServers = with(dnsServers, value);
            return this;
        }

        /**
         * Adds to the options of the resolver ({@code dns_opt}).
         *
         * @param value one more
         * @return this builder
         */
        public Builder dnsOption(String value) {
            dnsOptions = with(dnsOptions, value);
            return this;
        }

        /**
         * Adds to the domains that are searched ({@code dns_search}).
         *
         * @param value one more
         * @return this builder
         */
        public Builder dnsSearch(String value) {
            dnsSearch = with(dnsSearch, value);
            return this;
        }

        /**
         * Adds to the further entries of {@code /etc/hosts} ({@code extra_hosts}).
         *
         * @param value one more
         * @return this builder
         */
        public Builder extraHost(HostAddress value) {
            extraHosts = with(extraHosts, value);
            return this;
        }

        /**
         * Adds to the other names for services, the service by the name ({@code links}).
         *
         * @param name its name
         * @param value its value; it replaces an earlier one of that name
         * @return this builder
         */
        public Builder link(String name, String value) {
            links = with(links, name, value);
            return this;
        }

        /**
         * Adds to the names for containers outside the stack, the container by the name ({@code external_links}).
         *
         * @param name its name
         * @param value its value; it replaces an earlier one of that name
         * @return this builder
         */
        public Builder externalLink(String name, String value) {
            externalLinks = with(externalLinks, name, value);
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the value, which later changes of this builder do not touch
         */
        public Naming build() {
            return new Naming(
                    hostname,
                    domainname,
                    macAddress,
                    dnsServers,
                    dnsOptions,
                    dnsSearch,
                    extraHosts,
                    links,
                    externalLinks);
        }

        private static <T> List<T> with(List<T> list, T value) {
            // twice says no more than once
            if (list.contains(value)) {
                return list;
            }
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
