package me.meeshy.infra.engine;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a container is doing.
 *
 * @param status the engine's word
 * @param health the engine's verdict of its health check
 * @param exitCode how it ended, where it did or could not even start
 * @param oomKilled whether it was ended for want of memory
 * @param startedAt when it last started
 * @param error the engine's own words where it could not start it; otherwise empty
 * @param processId its main process's number in the process table of the engine's machine, while it runs
 */
public record ContainerState(
        Status status,
        Health health,
        OptionalInt exitCode,
        boolean oomKilled,
        Optional<Instant> startedAt,
        String error,
        OptionalLong processId) {

    /** The engine's words for what a container is doing. */
    public enum Status {
        /** Made, never started. */
        CREATED,
        /** Running. */
        RUNNING,
        /** Frozen. */
        PAUSED,
        /** About to be started again by its restart policy. */
        RESTARTING,
        /** On its way out. */
        REMOVING,
        /** Ended. */
        EXITED,
        /** Could not be removed. */
        DEAD;

        /**
         * As the engine writes it.
         *
         * @return the word in lower case
         */
        public String engineName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The engine's verdict of a health check. */
    public enum Health {
        /** There is no health check. */
        NONE,
        /** No verdict yet. */
        STARTING,
        /** The last test passed. */
        HEALTHY,
        /** As many tests in a row failed as the health check allows. */
        UNHEALTHY
    }

    /**
     * Whether it runs.
     *
     * @return true if its status is running
     */
    public boolean running() {
        return status == Status.RUNNING;
    }
}
