package me.meeshy.infra.mongo.compress;

/** A packed format whose stream is made of chunks that can be packed independently of each other. */
interface ChunkFormat {

    /** How much is packed at once: so much that what each chunk costs is lost in it, so little that several fit into a small heap. */
    int chunkBytes();

    /** What the stream begins with. */
    byte[] head();

    /** What ends a stream of these bytes. */
    byte[] tail(int crc32, long length);

    /** A packer of chunks, for use by one thread at a time. */
    Packer packer();

    /** Packs chunks, one after the other. */
    interface Packer extends AutoCloseable {

        /** Packs the chunk's bytes into its {@code packed}. */
        void pack(Chunk chunk);

        @Override
        void close();
    }
}
