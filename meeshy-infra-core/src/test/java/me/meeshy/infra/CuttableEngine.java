package me.meeshy.infra;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The engine's socket file behind a TCP port, with connections that can be cut. */
final class CuttableEngine implements AutoCloseable {

    private static final String SOCKET = "/var/run/docker.sock";

    private final ServerSocket server;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;

    CuttableEngine() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    URI uri() {
        return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
    }

    /** Cuts all connections; new ones are cut at once until {@link #mend}. */
    void cut() {
        refusing = true;
        open.forEach(CuttableEngine::quietly);
        open.clear();
    }

    void mend() {
        refusing = false;
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "cuttable-engine");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                if (refusing) {
                    client.close();
                    continue;
                }
                SocketChannel engine = SocketChannel.open(StandardProtocolFamily.UNIX);
                engine.connect(UnixDomainSocketAddress.of(SOCKET));
                open.add(client);
                open.add(engine);
                daemon(() -> toEngine(client, engine));
                daemon(() -> toClient(engine, client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void toEngine(Socket client, SocketChannel engine) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = client.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
                while (bytes.hasRemaining()) {
                    engine.write(bytes);
                }
            }
            engine.shutdownOutput();
        } catch (IOException e) {
            quietly(engine);
        }
    }

    private static void toClient(SocketChannel engine, Socket client) {
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        try {
            OutputStream out = client.getOutputStream();
            while (engine.read(buffer) >= 0) {
                out.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            client.shutdownOutput();
        } catch (IOException e) {
            quietly(client);
        }
    }

    private static void quietly(Closeable one) {
        try {
            one.close();
        } catch (IOException e) {
            // cut is cut
        }
    }

    @Override
    public void close() {
        cut();
        quietly(server);
    }
}
