package me.meeshy.infra.mongo.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;

/** Zstandard as one frame a chunk, with a checksum each; readers take frames that follow each other as one stream. */
final class ZstdFormat implements ChunkFormat {

    /** A frame does not look back on the one before: the larger, the smaller the file. */
    private static final int CHUNK_BYTES = 1020 * 1024;

    private final int level;

    ZstdFormat(int level) {
        this.level = level;
        // fails here, and not in the midst of a dump, where the library is not to be had
        Zstd.compressBound(level);
    }

    @Override
    public int chunkBytes() {
        return CHUNK_BYTES;
    }

    @Override
    public byte[] head() {
        return new byte[0];
    }

    @Override
    public byte[] tail(int crc32, long length) {
        // nothing at all would be no file of this format
        return length == 0 ? Zstd.compress(new byte[0], level) : new byte[0];
    }

    @Override
    public Packer packer() {
        return new FramePacker(level);
    }

    private static final class FramePacker implements Packer {

        private final ZstdCompressCtx context;

        FramePacker(int level) {
            context = new ZstdCompressCtx();
            context.setLevel(level).setChecksum(true);
        }

        @Override
        public void pack(Chunk chunk) {
            while (chunk.packed.length < Zstd.compressBound(chunk.length)) {
                chunk.grow();
            }
            chunk.packedLength =
                    context.compressByteArray(chunk.packed, 0, chunk.packed.length, chunk.plain, 0, chunk.length);
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
