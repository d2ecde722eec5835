package me.meeshy.infra.engine;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the beginning of what is written and drops the rest. Thread-safe. */
public final class LimitedOutput extends OutputStream {

    private final int limit;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    /**
     * Keeps so much.
     *
     * @param limit bytes
     */
    public LimitedOutput(int limit) {
        this.limit = limit;
    }

    @Override
    public synchronized void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        kept.write(bytes, offset, Math.min(length, limit - kept.size()));
    }

    /**
     * What was kept.
     *
     * @return the bytes as UTF-8
     */
    public synchronized String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }
}
