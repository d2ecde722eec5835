package me.meeshy.infra.mongo.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The form of what is sealed: magic, salt, then chunks of 64 KiB, each with its tag. A chunk's nonce is its number and whether
 * it is the last, so that none can be moved, repeated, left out at the end, or put behind the end.
 */
final class Sealing {

    static final byte[] MAGIC = "MEESHYS1".getBytes(StandardCharsets.US_ASCII);
    static final int SALT_BYTES = 32;
    static final int CHUNK_BYTES = 64 * 1024;
    static final int TAG_BYTES = 16;

    private static final int NONCE_BYTES = 12;

    private Sealing() {}

    static Cipher cipher(int mode, SecretKey key, long number, boolean last) throws GeneralSecurityException {
        ByteBuffer nonce = ByteBuffer.allocate(NONCE_BYTES)
                .put(new byte[NONCE_BYTES - Long.BYTES - 1])
                .putLong(number)
                .put((byte) (last ? 1 : 0));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce.array()));
        return cipher;
    }
}
