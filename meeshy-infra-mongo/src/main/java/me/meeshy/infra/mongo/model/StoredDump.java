package me.meeshy.infra.mongo.model;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A dump in a directory of backups.
 *
 * @param path the file or directory
 * @param packing what it is
 * @param bytes how much room it takes
 * @param at when it was last written
 * @param problem why it cannot be read as far as to tell what it is; empty where it can, which does not say that it is whole
 */
public record StoredDump(Path path, Packing packing, long bytes, Instant at, Optional<String> problem) {

    /** What a dump is packed in; plain, or by gzip or Zstandard. */
    public enum Packing {
        /** A directory of files. */
        DIRECTORY,
        /** A tar file of such a directory. */
        TAR,
        /** An archive of mongodump. */
        ARCHIVE,
        /** A file that was sealed with a {@link DumpKey}, whatever is in it. */
        SEALED,
        /** It begins as something that is packed does, but cannot be unpacked, or not be read at all. */
        UNREADABLE
    }
}
