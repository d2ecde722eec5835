package me.meeshy.infra.archive;

/** Which files and folders of a tree are written. */
@FunctionalInterface
public interface TreeSelection {

    /** What becomes of a file or a folder. */
    enum Part {
        /** It is written. */
        TAKEN,
        /** The folder is written only if something in it is. */
        ENTERED,
        /** It is not written, nor is anything in it. */
        LEFT_OUT
    }

    /**
     * Decides.
     *
     * @param path relative to the tree, parts joined by {@code /}
     * @param folder whether it is a folder
     * @return what becomes of it
     */
    Part of(String path, boolean folder);
}
