package me.meeshy.infra;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import me.meeshy.infra.model.InfraException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on the loopback device, and joins each connection with one into the container. */
final class TunnelListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TunnelListener.class);
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final ServerSocket server;
    private final String target;
    private final TunnelWay way;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

    /** How a connection gets into the container. */
    @FunctionalInterface
    interface TunnelWay {

        /** Passes both directions on until one side has ended. */
        void join(Socket client) throws IOException;
    }

    private TunnelListener(ServerSocket server, String target, TunnelWay way) {
        this.server = server;
        this.target = target;
        this.way = way;
    }

    static TunnelListener open(String target, TunnelWay way) {
        try {
            var server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
            var listener = new TunnelListener(server, target, way);
            daemon(listener::accept);
            return listener;
        } catch (IOException e) {
            throw new InfraException("cannot open a tunnel to " + target + ": " + e.getMessage(), e);
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    String target() {
        return target;
    }

    static void daemon(Runnable work) {
        var thread = new Thread(work, "meeshy-infra-tunnel-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                clients.add(client);
                daemon(() -> serve(client));
            } catch (IOException e) {
                LOG.debug("The tunnel to {} accepts no more", target, e);
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            way.join(client);
        } catch (IOException | RuntimeException e) {
            if (!server.isClosed()) {
                // whoever connected sees only that the connection ends
                LOG.warn("A connection through the tunnel to {} ended: {}", target, e.getMessage());
            }
        } finally {
            clients.remove(client);
        }
    }

    @Override
    public void close() {
        quietly(server);
        clients.forEach(TunnelListener::quietly);
    }

    private static void quietly(Closeable open) {
        try {
            open.close();
        } catch (IOException e) {
            LOG.debug("Closing a tunnel's socket failed", e);
        }
    }
}
