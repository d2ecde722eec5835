package me.meeshy.infra.mongo.bson;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import me.meeshy.infra.mongo.model.ContentHash;

/** Adds documents up to a {@link ContentHash}. Not safe for use by several threads: each takes its own, and the sums are added. */
public final class ContentHasher {

    private static final int DIGEST_BYTES = 32;

    private final MessageDigest digest;
    private final byte[] result = new byte[DIGEST_BYTES];
    private long documents;
    private long high;
    private long low;

    public ContentHasher() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public void add(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
        try {
            digest.digest(result, 0, DIGEST_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("the array holds a digest", e);
        }
        long addend = Long.reverseBytes(RawBson.int64(result, Long.BYTES));
        long sum = low + addend;
        high += Long.reverseBytes(RawBson.int64(result, 0)) + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
        low = sum;
        documents++;
    }

    public ContentHash hash() {
        return new ContentHash(documents, high, low);
    }

    void clear() {
        documents = 0;
        high = 0;
        low = 0;
    }
}
