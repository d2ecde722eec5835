package me.meeshy.infra.model;

import java.util.List;
import java.util.Optional;

/**
 * How a service takes part in a network.
 *
 * @param aliases names that others find it by, beside the service's and the container's own
 * @param ipv4Address a fixed address; the engine chooses if empty
 */
public record NetworkAttachment(List<String> aliases, Optional<String> ipv4Address) {

    /**
     * Copies the list.
     *
     * @param aliases names that others find it by, beside the service's and the container's own
     * @param ipv4Address a fixed address; the engine chooses if empty
     */
    public NetworkAttachment {
        aliases = List.copyOf(aliases);
    }

    /** No alias and no fixed address. */
    public static final NetworkAttachment PLAIN = new NetworkAttachment(List.of(), Optional.empty());
}
