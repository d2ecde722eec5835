package me.meeshy.infra.plan;

/**
 * A line that the build of an image writes. Secrets that we know of are masked out of it.
 *
 * @param service whose image it is
 * @param image the image's reference
 * @param text the line
 */
public record BuildLine(String service, String image, String text) {}
