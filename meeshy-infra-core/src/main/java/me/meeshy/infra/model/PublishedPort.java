package me.meeshy.infra.model;

/**
 * A container's port that the host listens for.
 *
 * @param hostAddress the address to listen on; empty for all addresses, the default
 * @param hostPort the port to listen on; 0 lets the engine choose a free one
 * @param containerPort the port inside the container
 */
public record PublishedPort(String hostAddress, int hostPort, ContainerPort containerPort) {

    /**
     * Checks the port of the host.
     *
     * @param hostAddress the address to listen on; empty for all addresses, the default
     * @param hostPort the port to listen on; 0 lets the engine choose a free one
     * @param containerPort the port inside the container
     * @throws IllegalArgumentException if it is outside 0 to 65535
     */
    public PublishedPort {
        if (hostPort < 0 || hostPort > 65535) {
            throw new IllegalArgumentException("port " + hostPort + " is outside 0 to 65535");
        }
    }

    /**
     * As compose's short form writes it.
     *
     * @return for instance {@code 127.0.0.1:8080:80/tcp}
     */
    @Override
    public String toString() {
        String published = hostPort == 0 ? "" : hostPort + ":";
        String address = hostAddress.indexOf(':') < 0 ? hostAddress : "[" + hostAddress + "]";
        return (hostAddress.isEmpty() ? "" : address + ":" + (hostPort == 0 ? ":" : "")) + published + containerPort;
    }
}
