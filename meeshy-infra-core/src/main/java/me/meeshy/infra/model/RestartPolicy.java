package me.meeshy.infra.model;

/**
 * When the engine starts a container again by itself.
 *
 * @param mode when
 * @param maximumRetries how often at most with {@link Mode#ON_FAILURE}; 0 is without limit
 */
public record RestartPolicy(Mode mode, int maximumRetries) {

    /** Never, the default of engine and compose. */
    public static final RestartPolicy NO = new RestartPolicy(Mode.NO, 0);

    /** When a container is started again. */
    public enum Mode {
        /** Never. */
        NO("no"),
        /** Whenever it stops, and when the engine itself starts. */
        ALWAYS("always"),
        /** When it ends with another exit code than 0. */
        ON_FAILURE("on-failure"),
        /** As {@link #ALWAYS}, but not if it was stopped before the engine was. */
        UNLESS_STOPPED("unless-stopped");

        private final String engineName;

        Mode(String engineName) {
            this.engineName = engineName;
        }

        /**
         * The word that the Engine API and compose files use.
         *
         * @return for instance {@code on-failure}
         */
        public String engineName() {
            return engineName;
        }
    }

    /**
     * Checks that retries are limited only where that means something.
     *
     * @param mode when
     * @param maximumRetries how often at most with {@link Mode#ON_FAILURE}; 0 is without limit
     * @throws IllegalArgumentException if a limit is negative or given with another mode than {@link Mode#ON_FAILURE}
     */
    public RestartPolicy {
        if (maximumRetries < 0 || (maximumRetries > 0 && mode != Mode.ON_FAILURE)) {
            throw new IllegalArgumentException("restart: a limit of " + maximumRetries + " retries does not go with "
                    + mode.engineName() + "; it takes on-failure and a number of 1 or more");
        }
    }
}
