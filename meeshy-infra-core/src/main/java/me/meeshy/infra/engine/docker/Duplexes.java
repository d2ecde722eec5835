package me.meeshy.infra.engine.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

        Known(Duplex duplex) {
            this.duplex = duplex;
        }

        @Override
        public InputStream in() {
            return duplex.in();
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
            open.remove(this);
            duplex.close();
        }
    }
}
