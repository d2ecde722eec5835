package me.meeshy.infra.orchestration;

import me.meeshy.infra.engine.EngineInfo;

/** Why a container's port cannot be reached, and what to do about it. */
final class Reaching {

    private Reaching() {}

    static String whyNot(EngineInfo engine, String service, int port) {
        String publish = "; publish it, for instance with publish(" + port + ") on the service " + service;
        return switch (engine.reach()) {
            case BY_ADDRESS -> "its container has no address in any network" + publish;
            case DOCKER_DESKTOP ->
                "it is not published, and " + engine.operatingSystem()
                        + " keeps containers in a virtual machine, where their addresses cannot be reached" + publish;
            case ROOTLESS ->
                "it is not published, and the engine runs rootless with a network of its own, where"
                        + " containers' addresses cannot be reached" + publish;
            case REMOTE ->
                "it is not published, and the engine is on another host (" + engine.name() + "), where"
                        + " containers' addresses cannot be reached" + publish;
            case EMBEDDED -> "the embedded engine offers no such port";
        };
    }
}
