package me.meeshy.infra.model;

/**
 * An entry of {@code /etc/hosts}.
 *
 * @param host the name
 * @param address the address, or {@code host-gateway} for the engine's host
 */
public record HostAddress(String host, String address) {}
