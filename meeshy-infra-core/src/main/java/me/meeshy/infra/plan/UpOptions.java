package me.meeshy.infra.plan;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import me.meeshy.infra.engine.PullProgress;

/**
 * How an environment is brought up, where that is not to be the usual way. Immutable and thread-safe.
 *
 * <pre>{@code
 * infra.up(environment, UpOptions.builder().services("gateway").pull(UpOptions.Pull.ALWAYS).build());
 * }</pre>
 */
public final class UpOptions {

    /** The usual way: all services, five minutes, nothing else. */
    public static final UpOptions USUAL = builder().build();

    /** When images are fetched from their registries. */
    public enum Pull {
        /** As each service says; those that the engine does not have where it says nothing. */
        MISSING,
        /** All that are asked for and not built here, before it is decided what is to be replaced. */
        ALWAYS,
        /** None: where one is missing, the whole is refused. */
        NEVER
    }

    private final Builder values;

    private UpOptions(Builder values) {
        this.values = values;
    }

    /**
     * Begins options that ask for the usual way.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The services that are brought up, with all that they depend on.
     *
     * @return their names; empty for all
     */
    public Set<String> services() {
        return values.services;
    }

    /**
     * How many containers a service is to have, where that is not what its stack says.
     *
     * @return the numbers by service
     */
    public Map<String, Integer> replicas() {
        return values.replicas;
    }

    /**
     * Whether every container is replaced, also where nothing differs.
     *
     * @return false unless asked for
     */
    public boolean forceRecreate() {
        return values.forceRecreate;
    }

    /**
     * Whether containers that are there stay even where they differ.
     *
     * @return false unless asked for
     */
    public boolean noRecreate() {
        return values.noRecreate;
    }

    /**
     * Whether what a failed attempt made anew is kept to be looked at.
     *
     * @return false unless asked for
     */
    public boolean keepOnFailure() {
        return values.keepOnFailure;
    }

    /**
     * Whether the project's containers whose service the stack does not have are removed.
     *
     * @return false unless asked for
     */
    public boolean removeOrphans() {
        return values.removeOrphans;
    }

    /**
     * When images are fetched.
     *
     * @return {@link Pull#MISSING} unless asked for otherwise
     */
    public Pull pull() {
        return values.pull;
    }

    /**
     * Who is told how far the pulls of images are.
     *
     * @return nobody unless asked for
     */
    public Consumer<PullProgress> onPull() {
        return values.onPull;
    }

    /**
     * Whether images are built anew although the engine has them.
     *
     * @return false unless asked for
     */
    public boolean rebuild() {
        return values.rebuild;
    }

    /**
     * Who is told what the builds of images write.
     *
     * @return nobody unless asked for
     */
    public Consumer<BuildLine> onBuild() {
        return values.onBuild;
    }

    /**
     * How long it may take in all.
     *
     * @return five minutes unless asked for otherwise
     */
    public Duration deadline() {
        return values.deadline;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(5);

        private Set<String> services = Set.of();
        private Map<String, Integer> replicas = Map.of();
        private boolean forceRecreate;
        private boolean noRecreate;
        private boolean keepOnFailure;
        private boolean removeOrphans;
        private Pull pull = Pull.MISSING;
        private Consumer<PullProgress> onPull = progress -> {};
        private boolean rebuild;
        private Consumer<BuildLine> onBuild = line -> {};
        private Duration deadline = DEFAULT_DEADLINE;

        private Builder() {}

        private Builder(Builder other) {
            services = other.services;
            replicas = other.replicas;
            forceRecreate = other.forceRecreate;
            noRecreate = other.noRecreate;
            keepOnFailure = other.keepOnFailure;
            removeOrphans = other.removeOrphans;
            pull = other.pull;
            onPull = other.onPull;
            rebuild = other.rebuild;
            onBuild = other.onBuild;
            deadline = other.deadline;
        }

        /**
         * Only these services and what they depend on; all unless called.
         *
         * @param names their names in the stack
         * @return this builder
         */
        public Builder services(String... names) {
            services = Set.copyOf(new LinkedHashSet<>(List.of(names)));
            return this;
        }

        /**
         * So many containers of a service, whatever its stack says; those with the highest numbers go first.
         *
         * @param service its name in the stack
         * @param number how many, 0 included
         * @return this builder
         * @throws IllegalArgumentException if the number is negative
         */
        public Builder replicas(String service, int number) {
            if (number < 0) {
                throw new IllegalArgumentException("a service cannot have " + number + " containers");
            }
            var all = new LinkedHashMap<>(replicas);
            all.put(Objects.requireNonNull(service), number);
            replicas = Map.copyOf(all);
            return this;
        }

        /**
         * Replaces every container, also where nothing differs.
         *
         * @return this builder
         */
        public Builder forceRecreate() {
            forceRecreate = true;
            return this;
        }

        /**
         * Leaves containers that are there even where they differ; the plan says in what.
         *
         * @return this builder
         */
        public Builder noRecreate() {
            noRecreate = true;
            return this;
        }

        /**
         * Keeps what a failed attempt made anew, so that it can be looked at. What it had replaced is brought back all the
         * same, and takes the place of what was to replace it.
         *
         * @return this builder
         */
        public Builder keepOnFailure() {
            keepOnFailure = true;
            return this;
        }

        /**
         * Removes the project's containers whose service the stack does not have, once all is well. Their volumes are kept.
         *
         * @return this builder
         */
        public Builder removeOrphans() {
            removeOrphans = true;
            return this;
        }

        /**
         * When images are fetched; those that are missing unless called.
         *
         * @param when when
         * @return this builder
         */
        public Builder pull(Pull when) {
            pull = Objects.requireNonNull(when);
            return this;
        }

        /**
         * Who is told how far the pulls of images are; nobody unless called. Images are pulled at once, so it is called by
         * several threads, and must not take long. If it throws, the pull fails.
         *
         * @param listener is told
         * @return this builder
         */
        public Builder onPull(Consumer<PullProgress> listener) {
            onPull = Objects.requireNonNull(listener);
            return this;
        }

        /**
         * Builds the images of all services that say from what, also where the engine has them; what it has built before and
         * is the same still is taken from its cache.
         *
         * @return this builder
         */
        public Builder rebuild() {
            rebuild = true;
            return this;
        }

        /**
         * Who is told what the builds of images write; nobody unless called. If it throws, the build fails.
         *
         * @param listener is told, line by line
         * @return this builder
         */
        public Builder onBuild(Consumer<BuildLine> listener) {
            onBuild = Objects.requireNonNull(listener);
            return this;
        }

        /**
         * How long it may take in all, the wait for another process that works on the project included; five minutes unless
         * called.
         *
         * @param allowed how long
         * @return this builder
         * @throws IllegalArgumentException if that is no time at all
         */
        public Builder deadline(Duration allowed) {
            if (allowed.isNegative() || allowed.isZero()) {
                throw new IllegalArgumentException("a deadline must leave some time, not " + allowed);
            }
            deadline = allowed;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException if containers are to be replaced in any case and in no case
         */
        public UpOptions build() {
            if (forceRecreate && noRecreate) {
                throw new IllegalArgumentException(
                        "forceRecreate and noRecreate contradict each other: ask for one of them");
            }
            return new UpOptions(new Builder(this));
        }
    }
}
