package me.meeshy.infra.orchestration;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keeps the end of what is written. Thread-safe. */
final class LastOutput extends OutputStream {

    private static final int LIMIT_BYTES = 1000;

    private byte[] kept = new byte[0];

    @Override
    public synchronized void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        int taken = Math.min(length, LIMIT_BYTES);
        int old = Math.min(kept.length, LIMIT_BYTES - taken);
        byte[] all = Arrays.copyOfRange(kept, kept.length - old, kept.length + taken);
        System.arraycopy(bytes, offset + length - taken, all, old, taken);
        kept = all;
    }

    synchronized String text() {
        return new String(kept, StandardCharsets.UTF_8);
    }
}
