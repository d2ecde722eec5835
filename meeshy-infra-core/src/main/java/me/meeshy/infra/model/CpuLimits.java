package me.meeshy.infra.model;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much of the host's processors a container may use. Immutable and safe to share between threads.
 *
 * @param cpus processors at most, as a decimal number ({@code cpus})
 * @param count usable processors, on Windows only ({@code cpu_count})
 * @param percent percentage of the processors at most, on Windows only ({@code cpu_percent})
 * @param shares weight beside other containers when processors are short; the engine's 1024 if empty ({@code cpu_shares})
 * @param period period over which {@code quota} counts, 1 ms to 1 s ({@code cpu_period})
 * @param quota processor time at most within each {@code period}; {@link #WITHOUT_QUOTA} is without limit ({@code cpu_quota})
 * @param realtimePeriod period over which {@code realtimeRuntime} counts ({@code cpu_rt_period})
 * @param realtimeRuntime processor time with real-time priority at most within each {@code realtimePeriod} ({@code cpu_rt_runtime})
 * @param cpuset the processors that may be used, such as {@code 0-2,4} ({@code cpuset})
 */
public record CpuLimits(
        Optional<BigDecimal> cpus,
        OptionalLong count,
        OptionalLong percent,
        OptionalLong shares,
        Optional<Duration> period,
        Optional<Duration> quota,
        Optional<Duration> realtimePeriod,
        Optional<Duration> realtimeRuntime,
        Optional<String> cpuset) {

    /** A quota that is none, whatever the engine's default is: {@code cpu_quota: -1}. */
    public static final Duration WITHOUT_QUOTA = Duration.ofNanos(-1_000);

    /** No limit, the default. */
    public static final CpuLimits NONE = builder().build();

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
        builder.cpus = cpus;
        builder.count = count;
        builder.percent = percent;
        builder.shares = shares;
        builder.period = period;
        builder.quota = quota;
        builder.realtimePeriod = realtimePeriod;
        builder.realtimeRuntime = realtimeRuntime;
        builder.cpuset = cpuset;
        return builder;
    }

    /** Builds {@link CpuLimits}; not safe for use by several threads. */
    public static final class Builder {

        private Optional<BigDecimal> cpus = Optional.empty();
        private OptionalLong count = OptionalLong.empty();
        private OptionalLong percent = OptionalLong.empty();
        private OptionalLong shares = OptionalLong.empty();
        private Optional<Duration> period = Optional.empty();
        private Optional<Duration> quota = Optional.empty();
        private Optional<Duration> realtimePeriod = Optional.empty();
        private Optional<Duration> realtimeRuntime = Optional.empty();
        private Optional<String> cpuset = Optional.empty();

        private Builder() {}

        /**
         * Sets the processors at most, as a decimal number ({@code cpus}).
         *
         * @param value the value
         * @return this builder
         * @throws IllegalArgumentException if it is not above 0
         */
        public Builder cpus(BigDecimal value) {
            // one spelling for each number, so that 0.50 and 0.5 are the same
            BigDecimal shortest = Ranges.positive("cpus", value).stripTrailingZeros();
            cpus = Optional.of(shortest.setScale(Math.max(0, shortest.scale())));
            return this;
        }

        /**
         * Sets the usable processors, on Windows only ({@code cpu_count}).
         *
         * @param value the value
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder count(long value) {
            count = OptionalLong.of(Ranges.checked("cpu_count", value, 0L, Long.MAX_VALUE));
            return this;
        }

        /**
         * Sets the percentage of the processors at most, on Windows only ({@code cpu_percent}).
         *
         * @param value the value
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder percent(long value) {
            percent = OptionalLong.of(Ranges.checked("cpu_percent", value, 0L, 100L));
            return this;
        }

        /**
         * Sets the weight beside other containers when processors are short; the engine's 1024 if empty ({@code cpu_shares}).
         *
         * @param value the value
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder shares(long value) {
            shares = OptionalLong.of(Ranges.checked("cpu_shares", value, 0L, Long.MAX_VALUE));
            return this;
        }

        /**
         * Sets the period over which {@code quota} counts, 1 ms to 1 s ({@code cpu_period}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder period(Duration value) {
            period = Optional.of(value);
            return this;
        }

        /**
         * Sets the processor time at most within each {@code period}; {@link #WITHOUT_QUOTA} is without limit ({@code cpu_quota}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder quota(Duration value) {
            quota = Optional.of(value);
            return this;
        }

        /**
         * Sets the period over which {@code realtimeRuntime} counts ({@code cpu_rt_period}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder realtimePeriod(Duration value) {
            realtimePeriod = Optional.of(value);
            return this;
        }

        /**
         * Sets the processor time with real-time priority at most within each {@code realtimePeriod} ({@code cpu_rt_runtime}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder realtimeRuntime(Duration value) {
            realtimeRuntime = Optional.of(value);
            return this;
        }

        /**
         * Sets the processors that may be used, such as {@code 0-2,4} ({@code cpuset}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder cpuset(String value) {
            cpuset = Optional.of(value);
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the value, which later changes of this builder do not touch
         */
        public CpuLimits build() {
            return new CpuLimits(cpus, count, percent, shares, period, quota, realtimePeriod, realtimeRuntime, cpuset);
        }
    }
}
