package me.meeshy.infra.engine;

/**
 * What an engine says of itself.
 *
 * @param version the engine's version, such as {@code 20.10.24}
 * @param apiVersion the API version that is spoken with it, such as {@code 1.41}
 * @param name the host's name
 * @param operatingSystem what it runs on, such as {@code Docker Desktop}
 * @param reach whether this process can connect to containers by their own addresses, and if not, why not
 */
public record EngineInfo(String version, String apiVersion, String name, String operatingSystem, Reach reach) {

    /** How containers can be reached from this process. */
    public enum Reach {
        /** By their own addresses: a local engine on Linux. */
        BY_ADDRESS,
        /** Only by published ports: containers live in a virtual machine. */
        DOCKER_DESKTOP,
        /** Only by published ports: the engine has a network of its own. */
        ROOTLESS,
        /** Only by published ports, and not even by them through a tunnel: the engine is on another host. */
        REMOTE,
        /** Nothing runs in containers: the embedded stand-in. */
        EMBEDDED
    }
}
