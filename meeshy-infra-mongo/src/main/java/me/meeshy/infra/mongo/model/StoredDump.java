package me.meeshy.infra.mongo.model;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A dump in a directory of backups.
 *
 * @param path the file or directory
 * @param packing what it is
 * @param bytes how much room it takes
 * @param at when it was made: as its manifest has it where that is at hand, else when it was last written
 */
public record StoredDump(Path path, Packing packing, long bytes, Instant at) {

    /** What a dump is packed in; plain, or by gzip or Zstandard. */
    public enum Packing {
        /** A directory of files. */
        DIRECTORY,
        /** A tar file of such a directory. */
        TAR,
        /** An archive of mongodump. */
        ARCHIVE,
        /** A file that was sealed with a {@link DumpKey}, whatever is in it. */
        SEALED
    }
}
