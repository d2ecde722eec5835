package me.meeshy.infra.engine;

import java.util.Map;
import java.util.Optional;

/**
 * A container as a listing shows it.
 *
 * @param id the engine's id
 * @param name its name, without a leading slash
 * @param image the reference it was made from
 * @param imageId the image's id
 * @param labels its labels
 * @param status what it is doing
 * @param health the engine's verdict of its health check; empty where the listing does not tell
 */
public record ContainerSummary(
        String id,
        String name,
        String image,
        String imageId,
        Map<String, String> labels,
        ContainerState.Status status,
        Optional<ContainerState.Health> health) {

    /**
     * A container whose health the listing does not tell.
     *
     * @param id the engine's id
     * @param name its name, without a leading slash
     * @param image the reference it was made from
     * @param imageId the image's id
     * @param labels its labels
     * @param status what it is doing
     */
    public ContainerSummary(
            String id,
            String name,
            String image,
            String imageId,
            Map<String, String> labels,
            ContainerState.Status status) {
        this(id, name, image, imageId, labels, status, Optional.empty());
    }
}
