package me.meeshy.infra.mongo.compress;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Deflater;

/**
 * Gzip as one member: each chunk is deflated on its own, with what came before as its dictionary, and ends on a byte; so
 * every reader takes it, also those that stop after the first member.
 */
final class GzipFormat implements ChunkFormat {

    private static final int DEFLATE = 8;
    private static final int UNKNOWN_SYSTEM = 255;
    private static final int TAIL_BYTES = 10;
    private static final int CHUNK_BYTES = 512 * 1024;

    /** An empty block that says it is the last. */
    private static final byte[] LAST_BLOCK = {3, 0};

    private final int level;

    GzipFormat(int level) {
        this.level = level;
    }

    @Override
    public int chunkBytes() {
        return CHUNK_BYTES;
    }

    @Override
    public byte[] head() {
        return new byte[] {0x1f, (byte) 0x8b, DEFLATE, 0, 0, 0, 0, 0, 0, (byte) UNKNOWN_SYSTEM};
    }

    @Override
    public byte[] tail(int crc32, long length) {
        return ByteBuffer.allocate(TAIL_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(LAST_BLOCK)
                .putInt(crc32)
                .putInt((int) length)
                .array();
    }

    @Override
    public Packer packer() {
        return new DeflatePacker(level);
    }

    private static final class DeflatePacker implements Packer {

        private final Deflater deflater;

        DeflatePacker(int level) {
            deflater = new Deflater(level, true);
        }

        @Override
        public void pack(Chunk chunk) {
            deflater.reset();
            if (chunk.beforeLength > 0) {
                deflater.setDictionary(chunk.before, 0, chunk.beforeLength);
            }
            deflater.setInput(chunk.plain, 0, chunk.length);
            while (true) {
                chunk.packedLength += deflater.deflate(
                        chunk.packed,
                        chunk.packedLength,
                        chunk.packed.length - chunk.packedLength,
                        Deflater.SYNC_FLUSH);
                if (chunk.packedLength < chunk.packed.length) {
                    return;
                }
                chunk.grow();
            }
        }

        @Override
        public void close() {
            deflater.end();
        }
    }
}
