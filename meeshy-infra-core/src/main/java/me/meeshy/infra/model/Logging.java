package me.meeshy.infra.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a container's output goes. Immutable and safe to share between threads.
 *
 * @param driver the log driver; the engine's default if empty ({@code logging.driver})
 * @param options what the driver is told ({@code logging.options})
 */
public record Logging(Optional<String> driver, Map<String, String> options) {

    /** The engine's default driver. */
    public static final Logging NONE = builder().build();

    /**
     * Copies lists and maps.
     *
     * @param driver the log driver; the engine's default if empty ({@code logging.driver})
     * @param options what the driver is told ({@code logging.options})
     */
    public Logging {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

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
        builder.driver = driver;
        builder.options = options;
        return builder;
    }

    /** Builds {@link Logging}; not safe for use by several threads. */
    public static final class Builder {

        private Optional<String> driver = Optional.empty();
        private Map<String, String> options = Map.of();

        private Builder() {}

        /**
         * Sets the log driver; the engine's default if empty ({@code logging.driver}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder driver(String value) {
            driver = Optional.of(value);
            return this;
        }

        /**
         * Adds to what the driver is told ({@code logging.options}).
         *
         * @param name its name
         * @param value its value; it replaces an earlier one of that name
         * @return this builder
         */
        public Builder option(String name, String value) {
            options = with(options, name, value);
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the value, which later changes of this builder do not touch
         */
        public Logging build() {
            return new Logging(driver, options);
        }

        private static <T> Map<String, T> with(Map<String, T> map, String name, T value) {
            var larger = new LinkedHashMap<>(map);
            larger.put(name, value);
            return larger;
        }
    }
}
