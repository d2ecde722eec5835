package me.meeshy.infra.mongo.compress;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import me.meeshy.infra.mongo.model.DataException;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Finds out from a stream's first bytes whether it is packed, and unpacks it; its name says nothing. */
public final class Unpacking {

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int MAGIC_BYTES = 4;

    private Unpacking() {}

    /** The content, whatever it is packed in; a packed stream may be one of several that follow each other. */
    public static InputStream of(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
        buffered.mark(MAGIC_BYTES);
        byte[] head = buffered.readNBytes(MAGIC_BYTES);
        buffered.reset();
        if (startsWith(head, 0x1f, 0x8b)) {
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
