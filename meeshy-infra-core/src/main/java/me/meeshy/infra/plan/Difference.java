package me.meeshy.infra.plan;

import java.util.Locale;

/**
 * A key in which what runs differs from what is asked for. Values are never in it.
 *
 * @param key the key as a compose file has it, for instance {@code environment.LOG_LEVEL}; with {@code content} behind it
 *     where a file's content differs
 * @param how how it differs
 */
public record Difference(String key, How how) {

    /** How a key differs. */
    public enum How {
        /** It is asked for and was not. */
        ADDED,
        /** It was asked for and is no more. */
        REMOVED,
        /** Its value is another one. */
        CHANGED;

        /**
         * The word that a plan prints.
         *
         * @return the name in lower case
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The difference for people.
     *
     * @return for instance {@code environment.LOG_LEVEL changed; value hidden}
     */
    @Override
    public String toString() {
        boolean hidden = key.startsWith("environment.") && how == How.CHANGED;
        return key + " " + how.word() + (hidden ? "; value hidden" : "");
    }
}
