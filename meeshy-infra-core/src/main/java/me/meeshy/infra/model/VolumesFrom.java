package me.meeshy.infra.model;

/**
 * That a service sees all mounts of another one, or of a container outside the stack.
 *
 * @param source the service's or the container's name
 * @param container whether the source is a container outside the stack
 * @param readOnly whether they may only be read
 */
public record VolumesFrom(String source, boolean container, boolean readOnly) {}
