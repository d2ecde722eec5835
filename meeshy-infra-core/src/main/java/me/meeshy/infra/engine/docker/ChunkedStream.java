package me.meeshy.infra.engine.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body that comes in chunks, each with its length before it (RFC 9112, 7.1), as it comes. */
final class ChunkedStream extends InputStream {

    private final InputStream in;
    private int left;
    private boolean begun;
    private boolean ended;

    ChunkedStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !ended) {
            next();
        }
        if (ended) {
            return -1;
        }
        int read = in.read(bytes, offset, Math.min(left, length));
        if (read < 0) {
            throw new EOFException(HttpAnswer.BROKEN_OFF);
        }
        left -= read;
        return read;
    }

    /** Behind a semicolon there may be more than the length, which means nothing to us. */
    private void next() throws IOException {
        if (begun) {
            HttpAnswer.line(in);
        }
        begun = true;
        left = HttpAnswer.number(HttpAnswer.line(in).split(";", 2)[0].strip(), 16);
        ended = left == 0;
    }
}
