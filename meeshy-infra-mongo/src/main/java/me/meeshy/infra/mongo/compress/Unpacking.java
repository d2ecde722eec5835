package me.meeshy.infra.mongo.compress;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import me.meeshy.infra.mongo.model.DataException;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Finds out from a stream's first bytes whether it is packed, and unpacks it; its name says nothing. */
public final class Unpacking {

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int HEAD_BYTES = 10;
    private static final int GZIP_RESERVED_FLAGS = 0xE0;
    private static final int GZIP_LAST_SYSTEM = 13;
    private static final int GZIP_UNKNOWN_SYSTEM = 255;

    private Unpacking() {}

    /** The content, whatever it is packed in; a packed stream may be one of several that follow each other. */
    public static InputStream of(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
        buffered.mark(HEAD_BYTES);
        byte[] head = buffered.readNBytes(HEAD_BYTES);
        buffered.reset();
        if (isGzip(head)) {
            // The JDK's own takes a pause of a pipe between two members for the end.
            return GzipCompressorInputStream.builder()
                    .setInputStream(buffered)
                    .setDecompressConcatenated(true)
                    .get();
        }
        if (startsWith(head, 0x28, 0xb5, 0x2f, 0xfd)) {
            return zstd(buffered);
        }
        return buffered;
    }

    /**
     * By the whole head that RFC 1952 describes: two bytes alone also begin a document of 35,615 bytes, and every document that is longer by a
     * multiple of 65,536.
     */
    private static boolean isGzip(byte[] head) {
        if (head.length < HEAD_BYTES || !startsWith(head, 0x1f, 0x8b, 8)) {
            return false;
        }
        int system = head[9] & 0xFF;
        return (head[3] & GZIP_RESERVED_FLAGS) == 0 && (system <= GZIP_LAST_SYSTEM || system == GZIP_UNKNOWN_SYSTEM);
    }

    private static InputStream zstd(InputStream in) throws IOException {
        try {
            return ZstdUnpacking.of(in);
        } catch (LinkageError e) {
            throw new DataException(
                    "The dump is packed by Zstandard, and the library com.github.luben:zstd-jni is not there or cannot be"
                            + " loaded (" + e.getMessage() + "); add it to the class path, or unpack the dump",
                    e);
        }
    }

    private static boolean startsWith(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
