package me.meeshy.infra.model;

import java.time.Duration;
import java.util.Optional;

/**
 * When a service's image is fetched from its registry.
 *
 * @param mode when
 * @param every with {@link Mode#EVERY}: how old what the engine has may be
 */
public record PullPolicy(Mode mode, Optional<Duration> every) {

    /** Where the engine does not have it, the default. */
    public static final PullPolicy MISSING = new PullPolicy(Mode.MISSING, Optional.empty());

    /** When an image is fetched. */
    public enum Mode {
        /** Before each start. */
        ALWAYS,
        /** Never: the engine must have it. */
        NEVER,
        /** Where the engine does not have it. */
        MISSING,
        /** Never fetched, always built. */
        BUILD,
        /** When what the engine has was fetched longer ago than that. */
        EVERY
    }

    /**
     * Checks that there is a time where one is needed.
     *
     * @param mode when
     * @param every with {@link Mode#EVERY}: how old what the engine has may be
     * @throws IllegalArgumentException if a time goes with another mode, or is missing, zero or negative
     */
    public PullPolicy {
        if ((mode == Mode.EVERY) != every.isPresent()
                || every.filter(Duration::isNegative).isPresent()) {
            throw new IllegalArgumentException(
                    "pull policy " + mode + " and the time " + every + " do not go together");
        }
    }

    /**
     * When what the engine has was fetched longer ago than that.
     *
     * @param age for instance a day
     * @return the policy
     */
    public static PullPolicy every(Duration age) {
        return new PullPolicy(Mode.EVERY, Optional.of(age));
    }

    /**
     * A policy without a time.
     *
     * @param mode when
     * @return the policy
     */
    public static PullPolicy of(Mode mode) {
        return new PullPolicy(mode, Optional.empty());
    }
}
