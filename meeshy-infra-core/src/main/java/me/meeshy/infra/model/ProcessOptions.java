package me.meeshy.infra.model;

import java.util.Optional;

/**
 * How a container's main process is run and stopped. Immutable and safe to share between threads.
 *
 * @param init whether a small init passes on signals and reaps children; the engine's default if empty ({@code init})
 * @param tty whether it has a terminal ({@code tty})
 * @param stdinOpen whether its standard input stays open ({@code stdin_open})
 * @param stopSignal the signal that asks it to stop; the image's if empty ({@code stop_signal})
 */
public record ProcessOptions(Optional<Boolean> init, boolean tty, boolean stdinOpen, Optional<String> stopSignal) {

    /** The engine's defaults. */
    public static final ProcessOptions NONE = builder().build();

    /**
     * Starts with every default.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts from these values.
     *
     * @return a builder that holds them
     */
    public Builder toBuilder() {
        var builder = new Builder();
        builder.init = init;
        builder.tty = tty;
        builder.stdinOpen = stdinOpen;
        builder.stopSignal = stopSignal;
        return builder;
    }

    /** Builds {@link ProcessOptions}; not safe for use by several threads. */
    public static final class Builder {

        private Optional<Boolean> init = Optional.empty();
        private boolean tty;
        private boolean stdinOpen;
        private Optional<String> stopSignal = Optional.empty();

        private Builder() {}

        /**
         * Sets whether a small init passes on signals and reaps children; the engine's default if empty ({@code init}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder init(boolean value) {
            init = Optional.of(value);
            return this;
        }

        /**
         * Sets whether it has a terminal ({@code tty}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder tty(boolean value) {
            tty = value;
            return this;
        }

        /**
         * Sets whether its standard input stays open ({@code stdin_open}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder stdinOpen(boolean value) {
            stdinOpen = value;
            return this;
        }

        /**
         * Sets the signal that asks it to stop; the image's if empty ({@code stop_signal}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder stopSignal(String value) {
            stopSignal = Optional.of(value);
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the value, which later changes of this builder do not touch
         */
        public ProcessOptions build() {
            return new ProcessOptions(init, tty, stdinOpen, stopSignal);
        }
    }
}
