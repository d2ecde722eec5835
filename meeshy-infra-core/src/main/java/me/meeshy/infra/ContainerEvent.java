package me.meeshy.infra;

import java.time.Instant;
import me.meeshy.infra.engine.ContainerState;

/** Something that happened to a container of an environment. */
public sealed interface ContainerEvent {

    /**
     * To which container, and when.
     *
     * @return where it comes from
     */
    Origin origin();

    /**
     * Where an event comes from.
     *
     * @param service the service that the container is of; empty where it is of none
     * @param container its name
     * @param containerId the engine's id
     * @param oneOff whether it was made for one job
     * @param at when, by the engine's clock
     */
    record Origin(String service, String container, String containerId, boolean oneOff, Instant at) {}

    /**
     * It was made.
     *
     * @param origin to which, and when
     */
    record Created(Origin origin) implements ContainerEvent {}

    /**
     * It was started.
     *
     * @param origin to which, and when
     */
    record Started(Origin origin) implements ContainerEvent {}

    /**
     * It ended, for whatever reason.
     *
     * @param origin to which, and when
     * @param exitCode its exit code
     */
    record Ended(Origin origin, int exitCode) implements ContainerEvent {}

    /**
     * A process in it was ended for want of memory.
     *
     * @param origin to which, and when
     */
    record OutOfMemory(Origin origin) implements ContainerEvent {}

    /**
     * A signal was sent to it.
     *
     * @param origin to which, and when
     * @param signal its number, or its name where that was given
     */
    record Signalled(Origin origin, String signal) implements ContainerEvent {}

    /**
     * It was frozen.
     *
     * @param origin to which, and when
     */
    record Paused(Origin origin) implements ContainerEvent {}

    /**
     * It goes on after it was frozen.
     *
     * @param origin to which, and when
     */
    record Unpaused(Origin origin) implements ContainerEvent {}

    /**
     * The verdict of its health check changed.
     *
     * @param origin to which, and when
     * @param health the verdict
     */
    record HealthChanged(Origin origin, ContainerState.Health health) implements ContainerEvent {}

    /**
     * It was removed.
     *
     * @param origin to which, and when
     */
    record Removed(Origin origin) implements ContainerEvent {}

    /**
     * Something else.
     *
     * @param origin to which, and when
     * @param action the engine's word, such as {@code rename}
     */
    record Other(Origin origin, String action) implements ContainerEvent {}
}
