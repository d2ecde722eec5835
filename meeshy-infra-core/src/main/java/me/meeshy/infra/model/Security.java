package me.meeshy.infra.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What a container may do. Immutable and safe to share between threads.
 *
 * @param privileged whether it may do nearly everything that the host may ({@code privileged})
 * @param readOnlyRoot whether its own file system is read-only; mounts are not ({@code read_only})
 * @param addedCapabilities kernel capabilities beside the engine's default ones ({@code cap_add})
 * @param droppedCapabilities kernel capabilities that it is denied ({@code cap_drop})
 * @param options labels and profiles, such as {@code no-new-privileges:true} ({@code security_opt})
 * @param groups names or ids of groups that its user is in, too ({@code group_add})
 * @param apiSocket whether it may use the engine, with the client's logins to registries ({@code use_api_socket})
 */
public record Security(
        boolean privileged,
        boolean readOnlyRoot,
        List<String> addedCapabilities,
        List<String> droppedCapabilities,
        List<String> options,
        List<String> groups,
        boolean apiSocket) {

    /** The engine's defaults. */
    public static final Security NONE = builder().build();

    /**
     * Copies lists and maps.
     *
     * @param privileged whether it may do nearly everything that the host may ({@code privileged})
     * @param readOnlyRoot whether its own file system is read-only; mounts are not ({@code read_only})
     * @param addedCapabilities kernel capabilities beside the engine's default ones ({@code cap_add})
     * @param droppedCapabilities kernel capabilities that it is denied ({@code cap_drop})
     * @param options labels and profiles, such as {@code no-new-privileges:true} ({@code security_opt})
     * @param groups names or ids of groups that its user is in, too ({@code group_add})
     * @param apiSocket whether it may use the engine, with the client's logins to registries ({@code use_api_socket})
     */
    public Security {
        addedCapabilities = List.copyOf(addedCapabilities);
        droppedCapabilities = List.copyOf(droppedCapabilities);
        options = List.copyOf(options);
        groups = List.copyOf(groups);
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
        builder.privileged = privileged;
        builder.readOnlyRoot = readOnlyRoot;
        builder.addedCapabilities = addedCapabilities;
        builder.droppedCapabilities = droppedCapabilities;
        builder.options = options;
        builder.groups = groups;
        builder.apiSocket = apiSocket;
        return builder;
    }

    /** Builds {@link Security}; not safe for use by several threads. */
    public static final class Builder {

        private boolean privileged;
        private boolean readOnlyRoot;
        private List<String> addedCapabilities = List.of();
        private List<String> droppedCapabilities = List.of();
        private List<String> options = List.of();
        private List<String> groups = List.of();
        private boolean apiSocket;

        private Builder() {}

        /**
         * Sets whether it may do nearly everything that the host may ({@code privileged}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder privileged(boolean value) {
            privileged = value;
            return this;
        }

        /**
         * Sets whether its own file system is read-only; mounts are not ({@code read_only}).
         *
         * @param value the value
         * @return this builder
         */
        public Builder readOnlyRoot(boolean value) {
            readOnlyRoot = value;
            return this;
        }

        /**
         * Adds to the kernel capabilities beside the engine's default ones ({@code cap_add}).
         *
         * @param value one more
         * @return this builder
         */
        public Builder addCapability(String value) {
            addedCapabilities = with(addedCapabilities, value);
            return this;
        }

        /**
         * Adds to the kernel capabilities that it is denied ({@code cap_drop}).
         *
         * @param value one more
         * @return this builder
         */
        public Builder dropCapability(String value) {
            droppedCapabilities = with(droppedCapabilities, value);
            return this;
        }

        /**
         * Adds to the labels and profiles, such as {@code no-new-privileges:true} ({@code security_opt}).
         *
         * @param value one more
         * @return this builder
         */
        public Builder option(String value) {
            options = with(options, value);
            return this;
        }

        /**
         * Adds to the names or ids of groups that its user is in, too ({@code group_add}).
         *
         * @param value one more
         * @return this builder
         */
        public Builder group(String value) {
            groups = with(groups, value);
            return this;
        }

        /**
         * Sets whether it may use the engine: the engine's socket stands at {@code /var/run/docker.sock} in the container, and the
         * client's logins to registries in the folder that {@code DOCKER_CONFIG} names there ({@code use_api_socket}). Whoever may
         * use the engine may do whatever its host's root may.
         *
         * @param value the value
         * @return this builder
         */
        public Builder apiSocket(boolean value) {
            apiSocket = value;
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the value, which later changes of this builder do not touch
         */
        public Security build() {
            return new Security(
                    privileged, readOnlyRoot, addedCapabilities, droppedCapabilities, options, groups, apiSocket);
        }

        private static <T> List<T> with(List<T> list, T value) {
            // twice says no more than once
            if (list.contains(value)) {
                return list;
            }
            var longer = new ArrayList<>(list);
            longer.add(value);
            return longer;
        }
    }
}
