package me.meeshy.infra.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a stream to its end in a thread of its own and keeps the last of it. */
final class Tail {

    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);

    private final byte[] ring;
    private final Thread reader;
    private long count;

    Tail(InputStream stream, int limitBytes) {
        this.ring = new byte[limitBytes];
        this.reader = new Thread(() -> drain(stream), "meeshy-check-output");
        reader.setDaemon(true);
    }

    Tail start() {
        reader.start();
        return this;
    }

    private void drain(InputStream stream) {
        var buffer = new byte[4096];
        try {
            for (int length = stream.read(buffer); length >= 0; length = stream.read(buffer)) {
                keep(buffer, length);
            }
        } catch (IOException e) {
            // the stream is closed under us when its program is ended; what was read is what there is
            LOG.debug("the output of a check's program ended early", e);
        }
    }

    private synchronized void keep(byte[] buffer, int length) {
        for (int i = 0; i < length; i++) {
            ring[(int) (count++ % ring.length)] = buffer[i];
        }
    }

    /** What was read last, once the stream has ended or after this long: a child may hold it open for ever. */
    String text(long waitMillis) throws InterruptedException {
        reader.join(waitMillis);
        return snapshot();
    }

    private synchronized String snapshot() {
        int kept = (int) Math.min(count, ring.length);
        var bytes = new byte[kept];
        for (int i = 0; i < kept; i++) {
            bytes[i] = ring[(int) ((count - kept + i) % ring.length)];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
