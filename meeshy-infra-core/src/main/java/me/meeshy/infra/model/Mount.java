package me.meeshy.infra.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Something that stands at a path inside a container. */
public sealed interface Mount {

    /**
     * Where it stands inside the container.
     *
     * @return an absolute path of the container
     */
    String target();

    /**
     * Whether the container may only read it.
     *
     * @return true if it is read-only
     */
    boolean readOnly();

    /**
     * A named volume of the stack.
     *
     * @param volume its key in the stack
     * @param target where it stands
     * @param readOnly whether the container may only read it
     * @param noCopy whether the image's files at the target are kept out of a new, empty volume
     * @param subpath the folder of the volume that is mounted in its place; all of it if empty. Engines before API 1.45
     *     (Docker 26) refuse it
     * @param label {@code z} or {@code Z} for hosts with SELinux: what the volume holds may be used by several containers or by this one alone;
     *     the engine's default if empty. Not together with {@code subpath}
     */
    record Named(
            String volume,
            String target,
            boolean readOnly,
            boolean noCopy,
            Optional<String> subpath,
            Optional<String> label)
            implements Mount {

        /**
         * Checks that the label goes with the rest.
         *
         * @param volume its key in the stack
         * @param target where it stands
         * @param readOnly whether the container may only read it
         * @param noCopy whether the image's files at the target are kept out of a new, empty volume
         * @param subpath the folder of the volume that is mounted in its place; all of it if empty
         * @param label {@code z} or {@code Z} for hosts with SELinux; the engine's default if empty
         * @throws IllegalArgumentException if there are a label and a subpath: engines take labels of whole volumes only
         */
        public Named {
            if (label.isPresent() && subpath.isPresent()) {
                throw new IllegalArgumentException("the volume " + volume + " at " + target
                        + " has a label for SELinux and a subpath; engines take labels of whole volumes only");
            }
        }

        /**
         * Without a label.
         *
         * @param volume its key in the stack
         * @param target where it stands
         * @param readOnly whether the container may only read it
         * @param noCopy whether the image's files at the target are kept out of a new, empty volume
         * @param subpath the folder of the volume that is mounted in its place; all of it if empty
         */
        public Named(String volume, String target, boolean readOnly, boolean noCopy, Optional<String> subpath) {
            this(volume, target, readOnly, noCopy, subpath, Optional.empty());
        }

        /**
         * All of a named volume.
         *
         * @param volume its key in the stack
         * @param target where it stands
         * @param readOnly whether the container may only read it
         * @param noCopy whether the image's files at the target are kept out of a new, empty volume
         */
        public Named(String volume, String target, boolean readOnly, boolean noCopy) {
            this(volume, target, readOnly, noCopy, Optional.empty());
        }
    }

    /**
     * A volume without a name, which goes with its container.
     *
     * @param target where it stands
     * @param readOnly whether the container may only read it
     * @param noCopy whether the image's files at the target are kept out of it
     * @param labels its labels
     */
    record Anonymous(String target, boolean readOnly, boolean noCopy, Map<String, String> labels) implements Mount {

        /**
         * Copies the map.
         *
         * @param target where it stands
         * @param readOnly whether the container may only read it
         * @param noCopy whether the image's files at the target are kept out of it
         * @param labels its labels
         */
        public Anonymous {
            labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        }

        /**
         * With the image's files and without labels.
         *
         * @param target where it stands
         * @param readOnly whether the container may only read it
         */
        public Anonymous(String target, boolean readOnly) {
            this(target, readOnly, false, Map.of());
        }
    }

    /**
     * What an image holds; it can only be read. Engines before API 1.48 (Docker 28) refuse it. It is fetched where the engine does not have it, and what
     * it names then counts: a container keeps what it was made with.
     *
     * @param image the image's reference
     * @param target where it stands
     * @param subpath the folder of the image that is mounted in its place; all of it if empty
     */
    record Image(String image, String target, Optional<String> subpath) implements Mount {

        @Override
        public boolean readOnly() {
            return true;
        }
    }

    /**
     * A file or folder of the engine's host.
     *
     * @param source its path on the host; a relative one is taken from the environment's directory
     * @param target where it stands
     * @param readOnly whether the container may only read it
     * @param createSource whether a folder is made where the source is missing, as compose's short form does; otherwise
     *     that is an error
     * @param propagation how mounts below it are seen on the other side, such as {@code rslave}; {@code rprivate} if empty
     * @param label {@code z} or {@code Z}: relabelled for containers together or for this one alone, where the host has
     *     SELinux; empty for none
     * @param recursive what becomes of mounts below it, in the words of compose files: left out ({@code disabled}), or, of a
     *     read-only one, writable or not, which engines before API 1.44 (Docker 25) refuse; as the engine has it if empty
     */
    record Bind(
            Path source,
            String target,
            boolean readOnly,
            boolean createSource,
            Optional<String> propagation,
            Optional<String> label,
            Optional<String> recursive)
            implements Mount {

        /**
         * With the engine's propagation and without a label.
         *
         * @param source its path on the host; a relative one is taken from the environment's directory
         * @param target where it stands
         * @param readOnly whether the container may only read it
         * @param createSource whether a folder is made where the source is missing
         */
        public Bind(Path source, String target, boolean readOnly, boolean createSource) {
            this(source, target, readOnly, createSource, Optional.empty(), Optional.empty(), Optional.empty());
        }

        /**
         * The same of another path.
         *
         * @param other the path on the host
         * @return the changed copy
         */
        public Bind from(Path other) {
            return new Bind(other, target, readOnly, createSource, propagation, label, recursive);
        }
    }

    /**
     * Memory that is gone when the container stops.
     *
     * @param target where it stands
     * @param size bytes at most; the engine's default if empty
     * @param mode permission bits of its root; the engine's default if empty
     * @param readOnly whether the container may only read it
     * @param options further options of the file system, such as {@code exec} or {@code uid=1000}
     */
    record Memory(String target, OptionalLong size, OptionalInt mode, boolean readOnly, List<String> options)
            implements Mount {

        /**
         * Copies the list.
         *
         * @param target where it stands
         * @param size bytes at most; the engine's default if empty
         * @param mode permission bits of its root; the engine's default if empty
         * @param readOnly whether the container may only read it
         * @param options further options of the file system, such as {@code exec} or {@code uid=1000}
         */
        public Memory {
            options = List.copyOf(options);
        }

        /**
         * Writable, without further options.
         *
         * @param target where it stands
         * @param size bytes at most; the engine's default if empty
         * @param mode permission bits of its root; the engine's default if empty
         */
        public Memory(String target, OptionalLong size, OptionalInt mode) {
            this(target, size, mode, false, List.of());
        }
    }
}
