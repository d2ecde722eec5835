package me.meeshy.infra.mongo.compress;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** A stretch of the stream: what it is, what came before, and what it is packed to. Its memory is used again and again. */
final class Chunk {

    /** As far as deflate looks back. */
    static final int BEFORE_BYTES = 32 * 1024;

    final byte[] plain;
    int length;

    final byte[] before = new byte[BEFORE_BYTES];
    int beforeLength;

    byte[] packed;
    int packedLength;

    final ChunkFormat.Packer packer;
    CompletableFuture<Void> done = new CompletableFuture<>();

    Chunk(int bytes, ChunkFormat.Packer packer) {
        this.plain = new byte[bytes];
        this.packed = new byte[bytes / 2];
        this.packer = packer;
    }

    /** Makes it the one that comes after another, or the first. */
    void follow(byte[] bytes, int end) {
        beforeLength = Math.min(BEFORE_BYTES, end);
        System.arraycopy(bytes, end - beforeLength, before, 0, beforeLength);
    }

    void reset() {
        length = 0;
        beforeLength = 0;
        packedLength = 0;
        done = new CompletableFuture<>();
    }

    void grow() {
        packed = Arrays.copyOf(packed, packed.length * 2);
    }
}
