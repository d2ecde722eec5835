package me.meeshy.infra.model;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How much of the host's memory a container may use, and what happens when memory is short. Sizes are in bytes. Immutable and safe to share between threads.
 *
 * @param limit bytes at most ({@code mem_limit})
 * @param reservation bytes that it is held to when the host is short of memory; -1 is without limit ({@code mem_reservation})
 * @param limitWithSwap bytes of memory and swap together at most; -1 is without limit ({@code memswap_limit})
 * @param swappiness how readily its pages are swapped out, 0 to 100 ({@code mem_swappiness})
 * @param sharedMemory size of {@code /dev/shm}; the engine's 64 MiB if empty ({@code shm_size})
 * @param neverKilled whether the kernel leaves it alone when memory runs out ({@code oom_kill_disable})
 * @param killScore how much sooner or later than others it is killed when memory runs out, -1000 to 1000 ({@code oom_score_adj})
 */
public record MemoryLimits(
        OptionalLong limit,
        OptionalLong reservation,
        OptionalLong limitWithSwap,
        OptionalLong swappiness,
        OptionalLong sharedMemory,
        boolean neverKilled,
        OptionalInt killScore) {

    /** No limit, the default. */
    public static final MemoryLimits NONE = builder().build();

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
        builder.limit = limit;
        builder.reservation = reservation;
        builder.limitWithSwap = limitWithSwap;
        builder.swappiness = swappiness;
        builder.sharedMemory = sharedMemory;
        builder.neverKilled = neverKilled;
        builder.killScore = killScore;
        return builder;
    }

    /** Builds {@link MemoryLimits}; not safe for use by several threads. */
    public static final class Builder {

        private OptionalLong limit = OptionalLong.empty();
        private OptionalLong reservation = OptionalLong.empty();
        private OptionalLong limitWithSwap = OptionalLong.empty();
        private OptionalLong swappiness = OptionalLong.empty();
        private OptionalLong sharedMemory = OptionalLong.empty();
        private boolean neverKilled;
        private OptionalInt killScore = OptionalInt.empty();

        private Builder() {}

        /**
         * Sets the bytes at most ({@code mem_limit}).
         *
         * @param value the value
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder limit(long value) {
            limit = OptionalLong.of(Ranges.checked("mem_limit", value, 0L, Long.MAX_VALUE));
            return this;
        }

        /**
         * Sets the bytes that it is held to when the host is short of memory; -1 is without limit ({@code mem_reservation}).
         *
         * @param value the value
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder reservation(long value) {
            reservation = OptionalLong.of(Ranges.checked("mem_reservation", value, -1L, Long.MAX_VALUE));
            return this;
        }

        /**
         * Sets the bytes of memory and swap together at most; -1 is without limit ({@code memswap_limit}).
         *
         * @param value the value
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder limitWithSwap(long value) {
            limitWithSwap = OptionalLong.of(Ranges.checked("memswap_limit", value, -1L, Long.MAX_VALUE));
            return this;
        }

        /**
         * Sets how readily its pages are swapped out, 0 to 100 ({@code mem_swappiness}).
         *
         * @param value the value
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder swappiness(long value) {
            swappiness = OptionalLong.of(Ranges.checked("mem_swappiness", value, 0L, 100L));
            return this;
        }

        /**
         * Sets the size of {@code /dev/shm}; the engine's 64 MiB if empty ({@code shm_size}).
         *
         * @param value the value
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder sharedMemory(long value) {
            sharedMemory = OptionalLong.of(Ranges.checked("shm_size", value, 0L, Long.MAX_VALUE));
            return this;
        }

        /**
         * Sets whether the kernel leaves it alone when memory runs out ({@code oom_kill_disable}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder neverKilled(boolean value) {
            neverKilled = value;
            return this;
        }

        /**
         * Sets how much sooner or later than others it is killed when memory runs out, -1000 to 1000 ({@code oom_score_adj}).
         *
         * @param value the value
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder killScore(int value) {
            killScore = OptionalInt.of(Ranges.checked("oom_score_adj", value, -1000, 1000));
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the value, which later changes of this builder do not touch
         */
        public MemoryLimits build() {
            return new MemoryLimits(
                    limit, reservation, limitWithSwap, swappiness, sharedMemory, neverKilled, killScore);
        }
    }
}
