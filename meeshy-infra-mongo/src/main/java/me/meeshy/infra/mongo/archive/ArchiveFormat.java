package me.meeshy.infra.mongo.archive;

/** The words of the archive format. */
final class ArchiveFormat {

    static final int MAGIC = 0x8199e26d;
    static final int END = -1;
    static final String VERSION = "0.1";

    private ArchiveFormat() {}
}
