package me.meeshy.infra.mongo.model;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/** Seals what is written, chunk by chunk; the last is written when it is closed. */
final class SealingOutput extends OutputStream {

    private final OutputStream out;
    private final SecretKey key;
    private final byte[] chunk = new byte[Sealing.CHUNK_BYTES];
    private int filled;
    private long number;
    private boolean closed;

    SealingOutput(OutputStream out, SecretKey key) {
        this.out = out;
        this.key = key;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int left = length;
        while (left > 0) {
            // A full chunk waits until it is known whether another follows.
            if (filled == chunk.length) {
                seal(false);
            }
            int now = Math.min(left, chunk.length - filled);
            System.arraycopy(bytes, at, chunk, filled, now);
            filled += now;
            at += now;
            left -= now;
        }
    }

    private void seal(boolean last) throws IOException {
        try {
            out.write(Sealing.cipher(Cipher.ENCRYPT_MODE, key, number, last).doFinal(chunk, 0, filled));
        } catch (GeneralSecurityException e) {
            throw new IOException("a chunk could not be sealed", e);
        }
        number++;
        filled = 0;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try (out) {
                seal(true);
            }
        }
    }
}
