package me.meeshy.infra.orchestration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.engine.ImageDetails;

/**
 * Which images are mounted into a container: it goes on to see the one that it was made with, whatever the image's name means
 * since. The engine does not show which one that is, so a label of ours holds it; of a container without that label it is not
 * known, and nothing is said.
 */
final class MountedImages {

    private MountedImages() {}

    /** The label of a container that is about to be made; empty if no image is mounted into it. */
    static Optional<String> label(ContainerEngine engine, ContainerSpec spec) {
        Map<String, String> ids = new TreeMap<>();
        mounted(spec).forEach(reference -> engine.image(reference).ifPresent(image -> ids.put(reference, image.id())));
        return ids.isEmpty()
                ? Optional.empty()
                : Optional.of(ids.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining(";")));
    }

    /**
     * Why a container that is there is to be made anew.
     *
     * @param spec what is asked for
     * @param labels the container's
     * @param images those that the engine has, by reference
     */
    static List<String> changes(ContainerSpec spec, Map<String, String> labels, Map<String, ImageDetails> images) {
        Map<String, String> seen = new LinkedHashMap<>();
        for (String pair : labels.getOrDefault(Labels.MOUNTED_IMAGES, "").split(";", -1)) {
            int equals = pair.lastIndexOf('=');
            if (equals > 0) {
                seen.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return mounted(spec)
                .filter(seen::containsKey)
                .filter(reference -> {
                    ImageDetails image = images.get(reference);
                    return image != null && !image.id().equals(seen.get(reference));
                })
                .map(reference -> "the mounted image " + reference + " is another one now")
                .toList();
    }

    private static Stream<String> mounted(ContainerSpec spec) {
        return spec.mounts().stream()
                .filter(MountSpec.OfImage.class::isInstance)
                .map(mount -> ((MountSpec.OfImage) mount).image())
                .distinct();
    }
}
