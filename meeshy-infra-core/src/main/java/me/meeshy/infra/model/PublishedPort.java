package me.meeshy.infra.model;

/**
 * A container's port that the host listens for.
 *
 * @param hostAddress the address to listen on; empty for all addresses, the default
 * @param hostPort the port to listen on, or the first of a range of which the engine takes a free one; 0 lets the engine choose any
 *     free one
 * @param lastHostPort the last port of the range; the same as {@code hostPort} where there is but one
 * @param containerPort the port inside the container
 */
public record PublishedPort(String hostAddress, int hostPort, int lastHostPort, ContainerPort containerPort) {

    /**
     * Checks the ports of the host.
     *
     * @param hostAddress the address to listen on; empty for all addresses, the default
     * @param hostPort the port to listen on, or the first of a range of which the engine takes a free one; 0 lets the engine choose
     *     any free one
     * @param lastHostPort the last port of the range; the same as {@code hostPort} where there is but one
     * @param containerPort the port inside the container
     * @throws IllegalArgumentException if one is outside 0 to 65535, or the range ends before it begins or begins with 0
     */
    public PublishedPort {
        for (int port : new int[] {hostPort, lastHostPort}) {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("port " + port + " is outside 0 to 65535");
            }
        }
        if (lastHostPort < hostPort) {
            throw new IllegalArgumentException(
                    "the range of host ports " + hostPort + "-" + lastHostPort + " ends before it begins");
        }
        if (hostPort == 0 && lastHostPort > 0) {
            throw new IllegalArgumentException(
                    "a range of host ports begins with 1 at least; 0 alone lets the engine choose any");
        }
    }

    /**
     * One port of the host, or any.
     *
     * @param hostAddress the address to listen on; empty for all addresses, the default
     * @param hostPort the port to listen on; 0 lets the engine choose a free one
     * @param containerPort the port inside the container
     * @throws IllegalArgumentException if it is outside 0 to 65535
     */
    public PublishedPort(String hostAddress, int hostPort, ContainerPort containerPort) {
        this(hostAddress, hostPort, hostPort, containerPort);
    }

    /**
     * How many containers can have it at once on one host.
     *
     * @return one for a single port of the host, as many as there are for a range, and {@link Integer#MAX_VALUE} if it may be any
     */
    public int room() {
        return hostPort == 0 ? Integer.MAX_VALUE : lastHostPort - hostPort + 1;
    }

    /**
     * The host's part.
     *
     * @return for instance {@code 8080} or {@code 8000-8010}; empty if it may be any
     */
    public String hostPorts() {
        return hostPort == 0 ? "" : hostPort == lastHostPort ? "" + hostPort : hostPort + "-" + lastHostPort;
    }

    /**
     * As compose's short form writes it.
     *
     * @return for instance {@code 127.0.0.1:8080:80/tcp}
     */
    @Override
    public String toString() {
        String published = hostPort == 0 ? "" : hostPorts() + ":";
        String address = hostAddress.indexOf(':') < 0 ? hostAddress : "[" + hostAddress + "]";
        return (hostAddress.isEmpty() ? "" : address + ":" + (hostPort == 0 ? ":" : "")) + published + containerPort;
    }
}
