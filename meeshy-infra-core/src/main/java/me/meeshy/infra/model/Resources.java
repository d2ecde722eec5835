package me.meeshy.infra.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a container may use of its host. Immutable and safe to share between threads.
 *
 * @param cpu processors
 * @param memory memory
 * @param blockIo block devices ({@code blkio_config})
 * @param processes processes at most; -1 is without limit ({@code pids_limit})
 * @param ulimits limits of each process, by their names such as {@code nofile} ({@code ulimits})
 * @param storageOptions options of the storage driver, such as {@code size} ({@code storage_opt})
 */
public record Resources(
        CpuLimits cpu,
        MemoryLimits memory,
        BlockIo blockIo,
        OptionalLong processes,
        Map<String, Ulimit> ulimits,
        Map<String, String> storageOptions) {

    /** No limit, the default. */
    public static final Resources NONE = builder().build();

    /**
     * Copies lists and maps.
     *
     * @param cpu processors
     * @param memory memory
     * @param blockIo block devices ({@code blkio_config})
     * @param processes processes at most; -1 is without limit ({@code pids_limit})
     * @param ulimits limits of each process, by their names such as {@code nofile} ({@code ulimits})
     * @param storageOptions options of the storage driver, such as {@code size} ({@code storage_opt})
     */
    public Resources {
        ulimits = Collections.unmodifiableMap(new LinkedHashMap<>(ulimits));
        storageOptions = Collections.unmodifiableMap(new LinkedHashMap<>(storageOptions));
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
        builder.cpu = cpu;
        builder.memory = memory;
        builder.blockIo = blockIo;
        builder.processes = processes;
        builder.ulimits = ulimits;
        builder.storageOptions = storageOptions;
        return builder;
    }

    /** Builds {@link Resources}; not safe for use by several threads. */
    public static final class Builder {

        private CpuLimits cpu = CpuLimits.NONE;
        private MemoryLimits memory = MemoryLimits.NONE;
        private BlockIo blockIo = BlockIo.NONE;
        private OptionalLong processes = OptionalLong.empty();
        private Map<String, Ulimit> ulimits = Map.of();
        private Map<String, String> storageOptions = Map.of();

        private Builder() {}

        /**
         * Sets the processors.
         *
         * @param value the value
         * @return this builder
         */
        public Builder cpu(CpuLimits value) {
            cpu = value;
            return this;
        }

        /**
         * Sets the memory.
         *
         * @param value the value
         * @return this builder
         */
        public Builder memory(MemoryLimits value) {
            memory = value;
            return this;
        }

        /**
         * Sets the block devices ({@code blkio_config}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder blockIo(BlockIo value) {
            blockIo = value;
            return this;
        }

        /**
         * Sets the processes at most; -1 is without limit ({@code pids_limit}).
         *
         * @param value the value
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder processes(long value) {
            processes = OptionalLong.of(Ranges.checked("pids_limit", value, -1L, Long.MAX_VALUE));
            return this;
        }

        /**
         * Adds to the limits of each process, by their names such as {@code nofile} ({@code ulimits}).
         *
         * @param name its name
         * @param value its value; it replaces an earlier one of that name
         * @return this builder
         */
        public Builder ulimit(String name, Ulimit value) {
            ulimits = with(ulimits, name, value);
            return this;
        }

        /**
         * Adds to the options of the storage driver, such as {@code size} ({@code storage_opt}).
         *
         * @param name its name
         * @param value its value; it replaces an earlier one of that name
         * @return this builder
         */
        public Builder storageOption(String name, String value) {
            storageOptions = with(storageOptions, name, value);
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the value, which later changes of this builder do not touch
         */
        public Resources build() {
            return new Resources(cpu, memory, blockIo, processes, ulimits, storageOptions);
        }

        private static <T> Map<String, T> with(Map<String, T> map, String name, T value) {
            var larger = new LinkedHashMap<>(map);
            larger.put(name, value);
            return larger;
        }
    }
}
