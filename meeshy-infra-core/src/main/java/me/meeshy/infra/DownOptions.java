package me.meeshy.infra;

import java.time.Duration;
import java.util.Optional;

/** How an environment is taken down. Immutable and safe to share between threads. */
public final class DownOptions {

    private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(2);

    private final Volumes volumes;
    private final Optional<Consent> consent;
    private final Duration deadline;
    private final boolean removeOrphans;

    private DownOptions(Builder builder) {
        this.volumes = builder.volumes;
        this.consent = builder.consent;
        this.deadline = builder.deadline;
        this.removeOrphans = builder.removeOrphans;
    }

    /**
     * Starts with every default: volumes and orphans are kept, two minutes at most.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * What becomes of the volumes.
     *
     * @return {@link Volumes#KEEP} unless set
     */
    public Volumes volumes() {
        return volumes;
    }

    /**
     * The consent to destroy data.
     *
     * @return empty unless set
     */
    public Optional<Consent> consent() {
        return consent;
    }

    /**
     * How long it may take.
     *
     * @return two minutes unless set
     */
    public Duration deadline() {
        return deadline;
    }

    /**
     * Whether containers of services that the stack does not have go, too.
     *
     * @return false unless set
     */
    public boolean removeOrphans() {
        return removeOrphans;
    }

    /** Builds {@link DownOptions}; not safe for use by several threads. */
    public static final class Builder {

        private Volumes volumes = Volumes.KEEP;
        private Optional<Consent> consent = Optional.empty();
        private Duration deadline = DEFAULT_DEADLINE;
        private boolean removeOrphans;

        private Builder() {}

        /**
         * Removes the volumes, anonymous ones included; those of a guarded role only with a consent.
         *
         * @return this builder
         */
        public Builder deleteVolumes() {
            volumes = Volumes.DELETE;
            return this;
        }

        /**
         * Removes the volumes, anonymous ones included, also those of a guarded role.
         *
         * @param to destroys data, and names the environment
         * @return this builder
         */
        public Builder deleteVolumes(Consent to) {
            volumes = Volumes.DELETE;
            consent = Optional.of(to);
            return this;
        }

        /**
         * Sets how long it may take; two minutes unless set. Containers are killed where it passes before their grace period.
         *
         * @param value more than nothing
         * @return this builder
         * @throws IllegalArgumentException if it is nothing or less
         */
        public Builder deadline(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("to take an environment down needs some time, not " + value);
            }
            deadline = value;
            return this;
        }

        /**
         * Removes the project's containers whose service the stack does not have, too. Those of a service whose profile is not
         * enabled are none of them.
         *
         * @return this builder
         */
        public Builder removeOrphans() {
            removeOrphans = true;
            return this;
        }

        /**
         * Builds the options.
         *
         * @return the options
         */
        public DownOptions build() {
            return new DownOptions(this);
        }
    }
}
