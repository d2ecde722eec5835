package me.meeshy.infra.plan;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Why a service is not ready. Secrets that we know of are masked out of every text in it.
 *
 * @param service its name in the stack
 * @param container its container's name
 * @param kind what is wrong
 * @param words what is wrong, for people; for instance what its health test last said
 * @param exitCode how its container ended, where it did
 * @param lastLines the last lines of its log, oldest first; empty if it never ran
 */
public record ServiceFailure(
        String service, String container, Kind kind, String words, OptionalInt exitCode, List<String> lastLines) {

    /** What is wrong with a service. */
    public enum Kind {
        /** Its container ended. */
        EXITED,
        /** Its container was ended for want of memory. */
        OUT_OF_MEMORY,
        /** The engine's verdict of its health check. */
        UNHEALTHY,
        /** The deadline passed before it was ready. */
        NOT_READY,
        /** It had to wait for another one, and was not started. */
        WAITING,
        /** The engine refused to make or start it. */
        REFUSED_BY_ENGINE,
        /** A command that is run after its start failed. */
        HOOK_FAILED,
        /** Its container was removed by somebody else. */
        GONE;

        /**
         * The kind in words.
         *
         * @return for instance {@code out of memory}
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * Copies the list.
     *
     * @param service its name in the stack
     * @param container its container's name
     * @param kind what is wrong
     * @param words what is wrong, for people; for instance what its health test last said
     * @param exitCode how its container ended, where it did
     * @param lastLines the last lines of its log, oldest first; empty if it never ran
     */
    public ServiceFailure {
        lastLines = List.copyOf(lastLines);
    }
}
