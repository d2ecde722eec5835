package me.meeshy.infra.engine.docker;

import java.util.List;
import java.util.Map;

/**
 * Compares a container as the engine shows it with the request that would make it, key by key, so that a container which
 * another tool made from the same file is found to be as it should be. What the request leaves out must be as the image or the
 * engine has it by default. Names of keys are those of compose files, as far as there are such.
 */
final class InspectComparison {

    private InspectComparison() {}

    /**
     * The keys that differ.
     *
     * @param request the body that would make the container
     * @param networks all networks that it would be in, with the body of each endpoint
     * @param container its inspection
     * @param image the inspection of its image
     */
    static List<String> differences(
            Map<?, ?> request, Map<String, ? extends Map<?, ?>> networks, Map<?, ?> container, Map<?, ?> image) {
        var differences = new Differences();
        new ProcessComparison(request, container, image, differences).compare();
        new HostComparison(request, container, differences).compare();
        new MountComparison(request, container, image, differences).compare();
        new NetworkComparison(request, container, differences).compare(networks);
        return differences.keys();
    }
}
