package me.meeshy.infra.model;

import java.nio.file.Path;
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
     */
    record Named(String volume, String target, boolean readOnly, boolean noCopy) implements Mount {}

    /**
     * A volume without a name, which goes with its container.
     *
     * @param target where it stands
     * @param readOnly whether the container may only read it
     */
    record Anonymous(String target, boolean readOnly) implements Mount {}

    /**
     * A file or folder of the engine's host.
     *
     * @param source its path on the host; a relative one is taken from the environment's directory
     * @param target where it stands
     * @param readOnly whether the container may only read it
     * @param createSource whether a folder is made where the source is missing, as compose's short form does; otherwise
     *     that is an error
     */
    record Bind(Path source, String target, boolean readOnly, boolean createSource) implements Mount {}

    /**
     * Memory that is gone when the container stops.
     *
     * @param target where it stands
     * @param size bytes at most; the engine's default if empty
     * @param mode permission bits of its root; the engine's default if empty
     */
    record Memory(String target, OptionalLong size, OptionalInt mode) implements Mount {
        @Override
        public boolean readOnly() {
            return false;
        }
    }
}
