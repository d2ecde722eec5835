package me.meeshy.infra.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which of the kernel's namespaces a container shares with the host or with others, and what runs it. Immutable and safe to share between threads.
 *
 * @param network {@code none}, {@code host}, {@code bridge}, {@code service:<name>} or {@code container:<name>}; excludes networks ({@code network_mode})
 * @param ipc {@code private}, {@code shareable}, {@code host}, {@code service:<name>} or {@code container:<name>} ({@code ipc})
 * @param pid {@code host}, {@code service:<name>} or {@code container:<name>} ({@code pid})
 * @param uts {@code host} for the host's name ({@code uts})
 * @param user {@code host} where the engine maps users ({@code userns_mode})
 * @param cgroup {@code host} or {@code private} ({@code cgroup})
 * @param cgroupParent the control group above its own ({@code cgroup_parent})
 * @param isolation how it is isolated, {@code default} on Linux ({@code isolation})
 * @param runtime the program that runs it, one of those that the engine is set up with ({@code runtime})
 * @param sysctls kernel parameters within its namespaces ({@code sysctls})
 */
public record Namespaces(
        Optional<String> network,
        Optional<String> ipc,
        Optional<String> pid,
        Optional<String> uts,
        Optional<String> user,
        Optional<String> cgroup,
        Optional<String> cgroupParent,
        Optional<String> isolation,
        Optional<String> runtime,
        Map<String, String> sysctls) {

    static final String SERVICE = "service:";

    /** Namespaces of its own and the engine's default runtime. */
    public static final Namespaces NONE = builder().build();

    /**
     * Copies lists and maps.
     *
     * @param network {@code none}, {@code host}, {@code bridge}, {@code service:<name>} or {@code container:<name>}; excludes networks ({@code network_mode})
     * @param ipc {@code private}, {@code shareable}, {@code host}, {@code service:<name>} or {@code container:<name>} ({@code ipc})
     * @param pid {@code host}, {@code service:<name>} or {@code container:<name>} ({@code pid})
     * @param uts {@code host} for the host's name ({@code uts})
     * @param user {@code host} where the engine maps users ({@code userns_mode})
     * @param cgroup {@code host} or {@code private} ({@code cgroup})
     * @param cgroupParent the control group above its own ({@code cgroup_parent})
     * @param isolation how it is isolated, {@code default} on Linux ({@code isolation})
     * @param runtime the program that runs it, one of those that the engine is set up with ({@code runtime})
     * @param sysctls kernel parameters within its namespaces ({@code sysctls})
     */
    public Namespaces {
        sysctls = Collections.unmodifiableMap(new LinkedHashMap<>(sysctls));
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
        builder.network = network;
        builder.ipc = ipc;
        builder.pid = pid;
        builder.uts = uts;
        builder.user = user;
        builder.cgroup = cgroup;
        builder.cgroupParent = cgroupParent;
        builder.isolation = isolation;
        builder.runtime = runtime;
        builder.sysctls = sysctls;
        return builder;
    }

    /** Builds {@link Namespaces}; not safe for use by several threads. */
    public static final class Builder {

        private Optional<String> network = Optional.empty();
        private Optional<String> ipc = Optional.empty();
        private Optional<String> pid = Optional.empty();
        private Optional<String> uts = Optional.empty();
        private Optional<String> user = Optional.empty();
        private Optional<String> cgroup = Optional.empty();
        private Optional<String> cgroupParent = Optional.empty();
        private Optional<String> isolation = Optional.empty();
        private Optional<String> runtime = Optional.empty();
        private Map<String, String> sysctls = Map.of();

        private Builder() {}

        /**
         * Sets the {@code none}, {@code host}, {@code bridge}, {@code service:<name>} or {@code container:<name>}; excludes networks ({@code network_mode}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder network(String value) {
            network = Optional.of(value);
            return this;
        }

        /**
         * Sets the {@code private}, {@code shareable}, {@code host}, {@code service:<name>} or {@code container:<name>} ({@code ipc}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder ipc(String value) {
            ipc = Optional.of(value);
            return this;
        }

        /**
         * Sets the {@code host}, {@code service:<name>} or {@code container:<name>} ({@code pid}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder pid(String value) {
            pid = Optional.of(value);
            return this;
        }

        /**
         * Sets the {@code host} for the host's name ({@code uts}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder uts(String value) {
            uts = Optional.of(value);
            return this;
        }

        /**
         * Sets the {@code host} where the engine maps users ({@code userns_mode}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder user(String value) {
            user = Optional.of(value);
            return this;
        }

        /**
         * Sets the {@code host} or {@code private} ({@code cgroup}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder cgroup(String value) {
            cgroup = Optional.of(value);
            return this;
        }

        /**
         * Sets the control group above its own ({@code cgroup_parent}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder cgroupParent(String value) {
            cgroupParent = Optional.of(value);
            return this;
        }

        /**
         * Sets how it is isolated, {@code default} on Linux ({@code isolation}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder isolation(String value) {
            isolation = Optional.of(value);
            return this;
        }

        /**
         * Sets the program that runs it, one of those that the engine is set up with ({@code runtime}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder runtime(String value) {
            runtime = Optional.of(value);
            return this;
        }

        /**
         * Adds to the kernel parameters within its namespaces ({@code sysctls}).
         *
         * @param name its name
         * @param value its value; it replaces an earlier one of that name
         * @return this builder
         */
        public Builder sysctl(String name, String value) {
            sysctls = with(sysctls, name, value);
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the value, which later changes of this builder do not touch
         */
        public Namespaces build() {
            return new Namespaces(network, ipc, pid, uts, user, cgroup, cgroupParent, isolation, runtime, sysctls);
        }

        private static <T> Map<String, T> with(Map<String, T> map, String name, T value) {
            var larger = new LinkedHashMap<>(map);
            larger.put(name, value);
            return larger;
        }
    }
}
