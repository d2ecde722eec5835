package me.meeshy.infra.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * From what a service's image is built, by the engine's own builder. Immutable and safe to share between threads.
 *
 * <pre>{@code
 * Build build = Build.builder(Path.of("./gateway")).target("production").arg("VERSION", "1.2").build();
 * }</pre>
 *
 * @param context the directory whose files the build sees ({@code context})
 * @param dockerfile the Dockerfile, relative to the context or absolute; {@code Dockerfile} if empty ({@code dockerfile})
 * @param inline the Dockerfile's text, where it is no file ({@code dockerfile_inline})
 * @param target the stage that is built; the last if empty ({@code target})
 * @param args values of the Dockerfile's {@code ARG}s; never print them ({@code args})
 * @param labels labels of the image ({@code labels})
 * @param network the network that {@code RUN} uses ({@code network})
 * @param extraHosts further entries of {@code /etc/hosts} while it is built ({@code extra_hosts})
 * @param sharedMemory bytes of {@code /dev/shm} while it is built ({@code shm_size})
 * @param tags further references that the image gets ({@code tags})
 * @param noCache whether each step is done anew ({@code no_cache})
 * @param pull whether base images are fetched although they are there ({@code pull})
 * @param cacheFrom images whose layers may be taken instead of building them ({@code cache_from})
 * @param isolation how Windows keeps the build apart ({@code isolation})
 * @param ulimits limits of each process while it is built ({@code ulimits})
 * @param platform what it is built for; the service's, else the engine's own if empty; in a file a list of one
 */
public record Build(
        Path context,
        Optional<String> dockerfile,
        Optional<String> inline,
        Optional<String> target,
        Map<String, String> args,
        Map<String, String> labels,
        Optional<String> network,
        List<HostAddress> extraHosts,
        OptionalLong sharedMemory,
        List<String> tags,
        boolean noCache,
        boolean pull,
        List<String> cacheFrom,
        Optional<String> isolation,
        Map<String, Ulimit> ulimits,
        Optional<String> platform) {

    /**
     * Copies lists and maps.
     *
     * @param context the directory whose files the build sees
     * @param dockerfile the Dockerfile, relative to the context or absolute; {@code Dockerfile} if empty
     * @param inline the Dockerfile's text, where it is no file
     * @param target the stage that is built; the last if empty
     * @param args values of the Dockerfile's {@code ARG}s; never print them
     * @param labels labels of the image
     * @param network the network that {@code RUN} uses
     * @param extraHosts further entries of {@code /etc/hosts} while it is built
     * @param sharedMemory bytes of {@code /dev/shm} while it is built
     * @param tags further references that the image gets
     * @param noCache whether each step is done anew
     * @param pull whether base images are fetched although they are there
     * @param cacheFrom images whose layers may be taken instead of building them
     * @param isolation how Windows keeps the build apart
     * @param ulimits limits of each process while it is built
     * @param platform what it is built for
     * @throws IllegalArgumentException if the Dockerfile is both a file and a text
     */
    public Build {
        args = Collections.unmodifiableMap(new LinkedHashMap<>(args));
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        extraHosts = List.copyOf(extraHosts);
        tags = List.copyOf(tags);
        cacheFrom = List.copyOf(cacheFrom);
        ulimits = Collections.unmodifiableMap(new LinkedHashMap<>(ulimits));
        if (dockerfile.isPresent() && inline.isPresent()) {
            throw new IllegalArgumentException(
                    "dockerfile and dockerfile_inline contradict each other: take one of them away");
        }
    }

    /**
     * Starts with every default.
     *
     * @param context the directory whose files the build sees; relative paths start in the environment's directory
     * @return a builder
     */
    public static Builder builder(Path context) {
        return new Builder(context);
    }

    /**
     * The context alone: arguments may be secret.
     *
     * @return for instance {@code Build[./gateway]}
     */
    @Override
    public String toString() {
        return "Build[" + context + "]";
    }

    /** Builds {@link Build}; not safe for use by several threads. */
    public static final class Builder {

        private final Path context;
        private Optional<String> dockerfile = Optional.empty();
        private Optional<String> inline = Optional.empty();
        private Optional<String> target = Optional.empty();
        private final Map<String, String> args = new LinkedHashMap<>();
        private final Map<String, String> labels = new LinkedHashMap<>();
        private Optional<String> network = Optional.empty();
        private final List<HostAddress> extraHosts = new ArrayList<>();
        private OptionalLong sharedMemory = OptionalLong.empty();
        private final List<String> tags = new ArrayList<>();
        private boolean noCache;
        private boolean pull;
        private final List<String> cacheFrom = new ArrayList<>();
        private Optional<String> isolation = Optional.empty();
        private final Map<String, Ulimit> ulimits = new LinkedHashMap<>();
        private Optional<String> platform = Optional.empty();

        private Builder(Path context) {
            this.context = Objects.requireNonNull(context);
        }

        /**
         * Sets the Dockerfile; it may lie outside of the context.
         *
         * @param value a path relative to the context, or an absolute one
         * @return this builder
         */
        public Builder dockerfile(String value) {
            dockerfile = Optional.of(value);
            return this;
        }

        /**
         * Sets the Dockerfile's text, where it is no file.
         *
         * @param text all of it
         * @return this builder
         */
        public Builder inline(String text) {
            inline = Optional.of(text);
            return this;
        }

        /**
         * Sets the stage that is built.
         *
         * @param stage its name or number
         * @return this builder
         */
        public Builder target(String stage) {
            target = Optional.of(stage);
            return this;
        }

        /**
         * Sets the value of one of the Dockerfile's {@code ARG}s. Whoever has the image may read it there.
         *
         * @param name its name
         * @param value its value
         * @return this builder
         */
        public Builder arg(String name, String value) {
            args.put(name, Objects.requireNonNull(value));
            return this;
        }

        /**
         * Adds a label of the image.
         *
         * @param name its name
         * @param value its value
         * @return this builder
         */
        public Builder label(String name, String value) {
            labels.put(name, Objects.requireNonNull(value));
            return this;
        }

        /**
         * Sets the network that {@code RUN} uses.
         *
         * @param mode for instance {@code none} or {@code host}
         * @return this builder
         */
        public Builder network(String mode) {
            network = Optional.of(mode);
            return this;
        }

        /**
         * Adds an entry of {@code /etc/hosts} while it is built.
         *
         * @param host the entry
         * @return this builder
         */
        public Builder extraHost(HostAddress host) {
            extraHosts.add(host);
            return this;
        }

        /**
         * Sets the size of {@code /dev/shm} while it is built.
         *
         * @param bytes how much
         * @return this builder
         */
        public Builder sharedMemory(long bytes) {
            sharedMemory = OptionalLong.of(bytes);
            return this;
        }

        /**
         * Adds a further reference that the image gets.
         *
         * @param reference for instance {@code example.org/gateway:1.2}
         * @return this builder
         */
        public Builder tag(String reference) {
            tags.add(reference);
            return this;
        }

        /**
         * Sets whether each step is done anew, whatever was built before.
         *
         * @param on whether
         * @return this builder
         */
        public Builder noCache(boolean on) {
            noCache = on;
            return this;
        }

        /**
         * Sets whether base images are fetched although the engine has them.
         *
         * @param on whether
         * @return this builder
         */
        public Builder pull(boolean on) {
            pull = on;
            return this;
        }

        /**
         * Adds an image whose layers may be taken instead of building them.
         *
         * @param reference one that the engine has
         * @return this builder
         */
        public Builder cacheFrom(String reference) {
            cacheFrom.add(reference);
            return this;
        }

        /**
         * Sets how Windows keeps the build apart.
         *
         * @param value for instance {@code default}
         * @return this builder
         */
        public Builder isolation(String value) {
            isolation = Optional.of(value);
            return this;
        }

        /**
         * Adds a limit of each process while it is built.
         *
         * @param name for instance {@code nofile}
         * @param limit the limit
         * @return this builder
         */
        public Builder ulimit(String name, Ulimit limit) {
            ulimits.put(name, Objects.requireNonNull(limit));
            return this;
        }

        /**
         * Sets what it is built for.
         *
         * @param value for instance {@code linux/amd64}
         * @return this builder
         */
        public Builder platform(String value) {
            platform = Optional.of(value);
            return this;
        }

        /**
         * Builds the value.
         *
         * @return the settings, which later changes of this builder do not touch
         * @throws IllegalArgumentException if the Dockerfile is both a file and a text
         */
        public Build build() {
            return new Build(
                    context,
                    dockerfile,
                    inline,
                    target,
                    args,
                    labels,
                    network,
                    extraHosts,
                    sharedMemory,
                    tags,
                    noCache,
                    pull,
                    cacheFrom,
                    isolation,
                    ulimits,
                    platform);
        }
    }
}
