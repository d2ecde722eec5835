package me.meeshy.infra.mongo.model;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/** Opens what was sealed, chunk by chunk; what does not authenticate is never given out. */
final class SealedInput extends InputStream {

    private final InputStream in;
    private final SecretKey key;
    private byte[] next;
    private byte[] plain = new byte[0];
    private int at;
    private long number;
    private boolean last;
    private boolean failed;

    SealedInput(InputStream in, SecretKey key) throws IOException {
        this.in = in;
        this.key = key;
        this.next = in.readNBytes(Sealing.CHUNK_BYTES + Sealing.TAG_BYTES);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (at == plain.length) {
            if (last && !failed) {
                return -1;
            }
            open();
        }
        int now = Math.min(length, plain.length - at);
        System.arraycopy(plain, at, bytes, offset, now);
        at += now;
        return now;
    }

    private void open() throws IOException {
        if (failed) {
            throw new IOException("what was sealed failed to authenticate before, and is not read on");
        }
        failed = true;
        byte[] chunk = next;
        next = chunk.length < Sealing.CHUNK_BYTES + Sealing.TAG_BYTES
                ? new byte[0]
                : in.readNBytes(Sealing.CHUNK_BYTES + Sealing.TAG_BYTES);
        last = next.length == 0;
        if (chunk.length < Sealing.TAG_BYTES) {
            throw new IOException("what was sealed ends within chunk " + number + ": it was cut short");
        }
        try {
            plain = Sealing.cipher(Cipher.DECRYPT_MODE, key, number, last).doFinal(chunk);
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "chunk " + number
                            + " of what was sealed does not authenticate: it was changed, cut short or put in another"
                            + " order, or the key is another",
                    e);
        }
        at = 0;
        number++;
        failed = false;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
