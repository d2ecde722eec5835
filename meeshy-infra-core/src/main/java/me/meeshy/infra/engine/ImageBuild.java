package me.meeshy.infra.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.model.Build;

/**
 * An image that an engine is to build.
 *
 * @param reference what it is to be called
 * @param settings how; its context and its Dockerfile do not count, what is sent does
 * @param dockerfile the Dockerfile's name in what is sent
 * @param bases the images that it builds upon, as far as they are known
 * @param labels all labels of the image
 * @param platform what it is for; the engine's own if empty
 */
public record ImageBuild(
        String reference,
        Build settings,
        String dockerfile,
        List<String> bases,
        Map<String, String> labels,
        Optional<String> platform) {

    /**
     * Copies lists and maps.
     *
     * @param reference what it is to be called
     * @param settings how; its context and its Dockerfile do not count, what is sent does
     * @param dockerfile the Dockerfile's name in what is sent
     * @param bases the images that it builds upon, as far as they are known
     * @param labels all labels of the image
     * @param platform what it is for; the engine's own if empty
     */
    public ImageBuild {
        bases = List.copyOf(bases);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
}
