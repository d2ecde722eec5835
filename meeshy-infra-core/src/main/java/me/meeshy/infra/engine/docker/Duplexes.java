package me.meeshy.infra.engine.docker;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own connections to one engine. To close it ends them all, and with them whoever reads: an interruption ends no read over
 * TCP. Thread-safe.
 */
final class Duplexes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Duplexes.class);
    private static final int CONNECT_MILLIS = 10_000;

    private final EngineHost host;
    private final Set<Duplex> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Duplexes(EngineHost host) {
        this.host = host;
    }

    Duplex open() throws IOException {
        Duplex duplex = new Known(Duplex.open(host, CONNECT_MILLIS));
        open.add(duplex);
        if (closed) {
            duplex.close();
            throw new ClosedChannelException();
        }
        return duplex;
    }

    @Override
    public void close() {
        closed = true;
        for (Duplex duplex : open) {
            try {
                duplex.close();
            } catch (IOException e) {
                LOG.debug("Closing a connection to {} failed", host, e);
            }
        }
    }

    /** Is known until it is closed. */
    private final class Known implements Duplex {

        private final Duplex duplex;
        private volatile boolean ended;

        Known(Duplex duplex) {
            this.duplex = duplex;
        }

        /**
         * What is read after the connection was closed here is no word of the engine's: to close a socket ends what it sends first, and an
         * engine that sees that may end its answer as if there were no more to tell.
         */
        @Override
        public InputStream in() {
            return new FilterInputStream(duplex.in()) {
                @Override
                public int read() throws IOException {
                    return unlessEnded(super.read());
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    return unlessEnded(super.read(bytes, offset, length));
                }
            };
        }

        private int unlessEnded(int read) throws AsynchronousCloseException {
            if (ended) {
                throw new AsynchronousCloseException();
            }
            return read;
        }

        @Override
        public OutputStream out() {
            return duplex.out();
        }

        @Override
        public void endOutput() throws IOException {
            duplex.endOutput();
        }

        @Override
        public void close() throws IOException {
            ended = true;
            open.remove(this);
            duplex.close();
        }
    }
}
