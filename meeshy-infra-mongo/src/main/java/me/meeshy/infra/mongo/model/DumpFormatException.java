package me.meeshy.infra.mongo.model;

import org.jspecify.annotations.Nullable;

/** A dump is not what it should be: cut short, changed, or not a dump. */
public final class DumpFormatException extends DataException {

    private static final long serialVersionUID = 1L;

    /** The file within the dump. */
    private final String file;

    /** The byte in it, or -1. */
    private final long offset;

    /**
     * A place in a dump that is not as it should be.
     *
     * @param file the file within the dump
     * @param offset the byte in it, or -1
     * @param namespace database and collection, or null
     * @param reason what is wrong there
     * @param cause the failure beneath, or null
     */
    public DumpFormatException(
            String file, long offset, @Nullable String namespace, String reason, @Nullable Throwable cause) {
        super(
                "The dump is not whole: " + file + (offset < 0 ? "" : " at byte " + offset)
                        + (namespace == null ? "" : " (" + namespace + ")") + ": " + reason + ". Use another dump",
                cause,
                namespace,
                0);
        this.file = file;
        this.offset = offset;
    }

    /**
     * The file that it was found in.
     *
     * @return its path within the dump
     */
    public String file() {
        return file;
    }

    /**
     * Where in the file, unpacked, it was found.
     *
     * @return the byte's offset, or -1 where it is about the whole file
     */
    public long offset() {
        return offset;
    }
}
