package me.meeshy.infra.mongo.compress;

import me.meeshy.infra.mongo.model.DataException;

/** How bytes are packed. */
public enum Compression {
    GZIP(1, 9, 3),
    ZSTD(1, 19, 2);

    private final int fastest;
    private final int smallest;
    private final int usual;

    Compression(int fastest, int smallest, int usual) {
        this.fastest = fastest;
        this.smallest = smallest;
        this.usual = usual;
    }

    /** The level that is taken where none is asked for: fast enough to keep up with a server. */
    public int usual() {
        return usual;
    }

    /**
     * Refuses a level that there is not.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public int require(int level) {
        if (level < fastest || level > smallest) {
            throw new IllegalArgumentException(
                    this + " has the levels " + fastest + " to " + smallest + ", but not " + level);
        }
        return level;
    }

    ChunkFormat format(int level) {
        try {
            return this == GZIP ? new GzipFormat(level) : new ZstdFormat(level);
        } catch (LinkageError e) {
            throw new DataException(
                    "Zstandard needs the library com.github.luben:zstd-jni, which is not there or cannot be loaded ("
                            + e.getMessage() + "); add it to the class path, or use gzip",
                    e);
        }
    }
}
