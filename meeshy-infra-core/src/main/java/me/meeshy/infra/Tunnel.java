package me.meeshy.infra;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;

/** A port of this machine, for this machine only, that leads to a port inside a container until it is closed. Thread-safe. */
public final class Tunnel implements AutoCloseable {

    private final TunnelListener listener;

    Tunnel(TunnelListener listener) {
        this.listener = listener;
    }

    /**
     * Where to connect to.
     *
     * @return a loopback address
     */
    public InetSocketAddress address() {
        return listener.address();
    }

    /**
     * The same as a URI.
     *
     * @param scheme such as {@code mongodb}
     * @return for instance {@code mongodb://127.0.0.1:41235}
     */
    public URI uri(String scheme) {
        InetSocketAddress address = address();
        try {
            return new URI(scheme, null, address.getHostString(), address.getPort(), null, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + scheme + "' makes no URI: " + e.getMessage(), e);
        }
    }

    /** Ends it and all connections through it. */
    @Override
    public void close() {
        listener.close();
    }

    /**
     * Where it leads.
     *
     * @return for instance {@code Tunnel[127.0.0.1:41235 -> database:27017]}
     */
    @Override
    public String toString() {
        return "Tunnel[" + address().getHostString() + ":" + address().getPort() + " -> " + listener.target() + "]";
    }
}
