package me.meeshy.infra.model;

/**
 * A port inside a container.
 *
 * @param number 1 to 65535
 * @param protocol its transport
 */
public record ContainerPort(int number, Protocol protocol) implements Comparable<ContainerPort> {

    /**
     * Checks the number.
     *
     * @param number 1 to 65535
     * @param protocol its transport
     * @throws IllegalArgumentException if the number is outside 1 to 65535
     */
    public ContainerPort {
        if (number < 1 || number > 65535) {
            throw new IllegalArgumentException("port " + number + " is outside 1 to 65535");
        }
    }

    /**
     * A TCP port.
     *
     * @param number 1 to 65535
     * @return the port
     */
    public static ContainerPort tcp(int number) {
        return new ContainerPort(number, Protocol.TCP);
    }

    @Override
    public int compareTo(ContainerPort other) {
        int byNumber = Integer.compare(number, other.number);
        return byNumber != 0 ? byNumber : protocol.compareTo(other.protocol);
    }

    /**
     * As the Engine API writes it.
     *
     * @return for instance {@code 27017/tcp}
     */
    @Override
    public String toString() {
        return number + "/" + protocol.engineName();
    }
}
