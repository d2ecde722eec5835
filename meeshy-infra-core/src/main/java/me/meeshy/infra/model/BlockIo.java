package me.meeshy.infra.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How much a container may read from and write to block devices ({@code blkio_config}). Immutable and safe to share between threads.
 *
 * @param weight share beside other containers, 10 to 1000 ({@code weight})
 * @param deviceWeights share by device path ({@code weight_device})
 * @param readBytes bytes read a second at most, by device path ({@code device_read_bps})
 * @param readOperations reads a second at most, by device path ({@code device_read_iops})
 * @param writtenBytes bytes written a second at most, by device path ({@code device_write_bps})
 * @param writeOperations writes a second at most, by device path ({@code device_write_iops})
 */
public record BlockIo(
        OptionalInt weight,
        Map<String, Integer> deviceWeights,
        Map<String, Long> readBytes,
        Map<String, Long> readOperations,
        Map<String, Long> writtenBytes,
        Map<String, Long> writeOperations) {

    /** No limit, the default. */
    public static final BlockIo NONE = builder().build();

    /**
     * Copies lists and maps.
     *
     * @param weight share beside other containers, 10 to 1000 ({@code weight})
     * @param deviceWeights share by device path ({@code weight_device})
     * @param readBytes bytes read a second at most, by device path ({@code device_read_bps})
     * @param readOperations reads a second at most, by device path ({@code device_read_iops})
     * @param writtenBytes bytes written a second at most, by device path ({@code device_write_bps})
     * @param writeOperations writes a second at most, by device path ({@code device_write_iops})
     */
    public BlockIo {
        deviceWeights = Collections.unmodifiableMap(new LinkedHashMap<>(deviceWeights));
        readBytes = Collections.unmodifiableMap(new LinkedHashMap<>(readBytes));
        readOperations = Collections.unmodifiableMap(new LinkedHashMap<>(readOperations));
        writtenBytes = Collections.unmodifiableMap(new LinkedHashMap<>(writtenBytes));
        writeOperations = Collections.unmodifiableMap(new LinkedHashMap<>(writeOperations));
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
        builder.weight = weight;
        builder.deviceWeights = deviceWeights;
        builder.readBytes = readBytes;
        builder.readOperations = readOperations;
        builder.writtenBytes = writtenBytes;
        builder.writeOperations = writeOperations;
        return builder;
    }

    /** Builds {@link BlockIo}; not safe for use by several threads. */
    public static final class Builder {

        private OptionalInt weight = OptionalInt.empty();
        private Map<String, Integer> deviceWeights = Map.of();
        private Map<String, Long> readBytes = Map.of();
        private Map<String, Long> readOperations = Map.of();
        private Map<String, Long> writtenBytes = Map.of();
        private Map<String, Long> writeOperations = Map.of();

        private Builder() {}

        /**
         * Sets the share beside other containers, 10 to 1000 ({@code weight}).
         *
         * @param value the value
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder weight(int value) {
            weight = OptionalInt.of(Ranges.checked("weight", value, 0, 1000));
            return this;
        }

        /**
         * Adds to the share by device path ({@code weight_device}).
         *
         * @param name its name
         * @param value its value; it replaces an earlier one of that name
         * @return this builder
         */
        public Builder deviceWeight(String name, Integer value) {
            deviceWeights = with(deviceWeights, name, value);
            return this;
        }

        /**
         * Adds to the bytes read a second at most, by device path ({@code device_read_bps}).
         *
         * @param name its name
         * @param value its value; it replaces an earlier one of that name
         * @return this builder
         */
        public Builder readBytes(String name, Long value) {
            readBytes = with(readBytes, name, value);
            return this;
        }

        /**
         * Adds to the reads a second at most, by device path ({@code device_read_iops}).
         *
         * @param name its name
         * @param value its value; it replaces an earlier one of that name
         * @return this builder
         */
        public Builder readOperations(String name, Long value) {
            readOperations = with(readOperations, name, value);
            return this;
        }

        /**
         * Adds to the bytes written a second at most, by device path ({@code device_write_bps}).
         *
         * @param name its name
         * @param value its value; it replaces an earlier one of that name
         * @return this builder
         */
        public Builder writtenBytes(String name, Long value) {
            writtenBytes = with(writtenBytes, name, value);
            return this;
        }

        /**
         * Adds to the writes a second at most, by device path ({@code device_write_iops}).
         *
         * @param name its name
         * @param value its value; it replaces an earlier one of that name
         * @return this builder
         */
        public Builder writeOperations(String name, Long value) {
            writeOperations = with(writeOperations, name, value);
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the value, which later changes of this builder do not touch
         */
        public BlockIo build() {
            return new BlockIo(weight, deviceWeights, readBytes, readOperations, writtenBytes, writeOperations);
        }

        private static <T> Map<String, T> with(Map<String, T> map, String name, T value) {
            var larger = new LinkedHashMap<>(map);
            larger.put(name, value);
            return larger;
        }
    }
}
