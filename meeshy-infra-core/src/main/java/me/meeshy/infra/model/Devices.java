package me.meeshy.infra.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Which devices of the host a container sees. Immutable and safe to share between threads.
 *
 * @param mapped devices by their paths ({@code devices})
 * @param cgroupRules rules of the devices' control group, such as {@code c 1:3 mr} ({@code device_cgroup_rules})
 * @param requests devices that a driver chooses, such as GPUs ({@code gpus}, {@code deploy.resources.reservations.devices})
 */
public record Devices(List<DeviceMapping> mapped, List<String> cgroupRules, List<DeviceRequest> requests) {

    /** None, the default. */
    public static final Devices NONE = builder().build();

    /**
     * Copies lists and maps.
     *
     * @param mapped devices by their paths ({@code devices})
     * @param cgroupRules rules of the devices' control group, such as {@code c 1:3 mr} ({@code device_cgroup_rules})
     * @param requests devices that a driver chooses, such as GPUs ({@code gpus}, {@code deploy.resources.reservations.devices})
     */
    public Devices {
        mapped = List.copyOf(mapped);
        cgroupRules = List.copyOf(cgroupRules);
        requests = List.copyOf(requests);
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
        builder.mapped = mapped;
        builder.cgroupRules = cgroupRules;
        builder.requests = requests;
        return builder;
    }

    /** Builds {@link Devices}; not safe for use by several threads. */
    public static final class Builder {

        private List<DeviceMapping> mapped = List.of();
        private List<String> cgroupRules = List.of();
        private List<DeviceRequest> requests = List.of();

        private Builder() {}

        /**
         * Adds to the devices by their paths ({@code devices}).
         *
         * @param value one more
         * @return this builder
         */
        public Builder map(DeviceMapping value) {
            mapped = with(mapped, value);
            return this;
        }

        /**
         * Adds to the rules of the devices' control group, such as {@code c 1:3 mr} ({@code device_cgroup_rules}).
         *
         * @param value one more
         * @return this builder
         */
        public Builder cgroupRule(String value) {
            cgroupRules = with(cgroupRules, value);
            return this;
        }

        /**
         * Adds to the devices that a driver chooses, such as GPUs ({@code gpus}, {@code deploy.resources.reservations.devices}).
         *
         * @param value one more
         * @return this builder
         */
        public Builder request(DeviceRequest value) {
            requests = with(requests, value);
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the value, which later changes of this builder do not touch
         */
        public Devices build() {
            return new Devices(mapped, cgroupRules, requests);
        }

        private static <T> List<T> with(List<T> list, T value) {
            var longer = new ArrayList<>(list);
            longer.add(value);
            return longer;
        }
    }
}
