package me.meeshy.infra.engine.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Speaks TLS on this machine's TCP, demands a client's certificate, and passes the bytes on to a place that speaks none. */
final class TlsFront implements AutoCloseable {

    private final SSLServerSocket server;
    private final URI behind;

    TlsFront(SSLContext context, URI behind) throws IOException {
        this.behind = behind;
        server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                SSLSocket client = (SSLSocket) server.accept();
                start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(SSLSocket client) {
        try (client;
                Socket target = new Socket(behind.getHost(), behind.getPort())) {
            client.startHandshake();
            start(() -> pass(target, client));
            client.getInputStream().transferTo(target.getOutputStream());
        } catch (IOException e) {
            // One of the two went away, or the client was not let in.
        }
    }

    private static void pass(Socket from, SSLSocket to) {
        try (to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // One of the two went away.
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "tls-front");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
