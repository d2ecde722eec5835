package me.meeshy.infra.mongo.model;

import java.nio.file.Path;
import me.meeshy.infra.mongo.MongoDump;
import me.meeshy.infra.mongo.MongoRestore;

/**
 * Where a dump goes, and in which of mongodump's formats.
 *
 * @param path the directory, or the file
 * @param format what is written there
 */
public record DumpFile(Path path, Format format) {

    /** The formats that {@link MongoDump} writes; {@link MongoRestore} finds out by itself. */
    public enum Format {
        /** A directory for each database, with a file for each collection. */
        DIRECTORY,
        /** The same, each file packed by gzip, as {@code mongodump --gzip} has it. */
        GZIP_DIRECTORY,
        /** One gzipped tar file that holds the directory. */
        TAR_GZ
    }

    /**
     * A directory as mongodump writes it: {@code <path>/<database>/<collection>.bson}.
     *
     * @param path the directory above that of the database; made where it is missing
     * @return the place
     */
    public static DumpFile directory(Path path) {
        return new DumpFile(path, Format.DIRECTORY);
    }

    /**
     * A tar file, packed by gzip; unpacked it is a directory that mongorestore takes.
     *
     * @param path the file, which must not exist
     * @return the place
     */
    public static DumpFile tarGz(Path path) {
        return new DumpFile(path, Format.TAR_GZ);
    }

    /**
     * The same place, with each file packed by gzip.
     *
     * @return the place
     */
    public DumpFile gzip() {
        return format == Format.DIRECTORY ? new DumpFile(path, Format.GZIP_DIRECTORY) : this;
    }
}
