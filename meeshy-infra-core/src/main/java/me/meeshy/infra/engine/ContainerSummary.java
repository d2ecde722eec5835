package me.meeshy.infra.engine;

import java.util.Map;

/**
 * A container as a listing shows it.
 *
 * @param id the engine's id
 * @param name its name, without a leading slash
 * @param image the reference it was made from
 * @param imageId the image's id
 * @param labels its labels
 * @param status what it is doing
 */
public record ContainerSummary(
        String id,
        String name,
        String image,
        String imageId,
        Map<String, String> labels,
        ContainerState.Status status) {}
