package me.meeshy.infra.mongo.model;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a dump goes, and in which format.
 *
 * @param path the directory above that of the database, or the file
 * @param format the format
 */
public record DumpFile(Path path, Format format) {

    /** The formats that are written; which of them a dump has is found out when it is read. */
    public enum Format {
        /** A directory for each database, with a file for each collection. */
        DIRECTORY,
        /** The same, each file packed by gzip, as {@code mongodump --gzip} has it. */
        GZIP_DIRECTORY,
        /** One gzipped tar file that holds the directory. */
        TAR_GZ,
        /** The same, packed by Zstandard; needs {@code com.github.luben:zstd-jni}. */
        TAR_ZSTD,
        /** One file that holds all collections, as {@code mongodump --archive} has it. */
        ARCHIVE,
        /** The same, packed by gzip, as {@code mongodump --archive --gzip} has it. */
        GZIP_ARCHIVE,
        /** The same, packed by Zstandard, which mongorestore takes from a pipe behind {@code zstd -d}; needs {@code com.github.luben:zstd-jni}. */
        ZSTD_ARCHIVE;

        /**
         * Whether it can be written to a stream, from its first byte to its last.
         *
         * @return true for archives
         */
        public boolean streams() {
            return this == ARCHIVE || this == GZIP_ARCHIVE || this == ZSTD_ARCHIVE;
        }
    }

    /**
     * Checks that both are there.
     *
     * @param path the directory above that of the database, or the file
     * @param format the format
     */
    public DumpFile {
        Objects.requireNonNull(path);
        Objects.requireNonNull(format);
    }

    /**
     * A directory that holds a directory for each database.
     *
     * @param path its path; it is made where it is absent
     * @return the place, its files not packed
     */
    public static DumpFile directory(Path path) {
        return new DumpFile(path, Format.DIRECTORY);
    }

    /**
     * A gzipped tar file.
     *
     * @param path its path; nothing may be there yet
     * @return the place
     */
    public static DumpFile tarGz(Path path) {
        return new DumpFile(path, Format.TAR_GZ);
    }

    /**
     * A tar file packed by Zstandard.
     *
     * @param path its path; nothing may be there yet
     * @return the place
     */
    public static DumpFile tarZstd(Path path) {
        return new DumpFile(path, Format.TAR_ZSTD);
    }

    /**
     * An archive.
     *
     * @param path its path; nothing may be there yet
     * @return the place, not packed
     */
    public static DumpFile archive(Path path) {
        return new DumpFile(path, Format.ARCHIVE);
    }

    /**
     * The same place, packed by gzip.
     *
     * @return the place; a tar file by Zstandard becomes one by gzip
     */
    public DumpFile gzip() {
        return new DumpFile(
                path,
                switch (format) {
                    case DIRECTORY, GZIP_DIRECTORY -> Format.GZIP_DIRECTORY;
                    case TAR_GZ, TAR_ZSTD -> Format.TAR_GZ;
                    case ARCHIVE, GZIP_ARCHIVE, ZSTD_ARCHIVE -> Format.GZIP_ARCHIVE;
                });
    }

    /**
     * The same place, packed by Zstandard, which is several times as fast and smaller.
     *
     * @return the place
     * @throws IllegalArgumentException if it is a directory, whose files mongorestore takes by gzip only
     */
    public DumpFile zstd() {
        return new DumpFile(
                path,
                switch (format) {
                    case TAR_GZ, TAR_ZSTD -> Format.TAR_ZSTD;
                    case ARCHIVE, GZIP_ARCHIVE, ZSTD_ARCHIVE -> Format.ZSTD_ARCHIVE;
                    case DIRECTORY, GZIP_DIRECTORY ->
                        throw new IllegalArgumentException(
                                "a directory's files are packed by gzip or not at all; take tarZstd(…) or archive(…).zstd()");
                });
    }
}
