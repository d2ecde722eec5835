package me.meeshy.infra.engine.docker;

import com.github.dockerjava.transport.NamedPipeSocket;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import me.meeshy.infra.engine.EngineException;

/**
 * A connection to the engine whose directions end apart. docker-java's own cannot end what we send while it goes on to read,
 * so that a command would wait for more input for ever; and loading it takes a new process longer than a whole {@code up}'s
 * requests.
 */
interface Duplex extends Closeable {

    InputStream in();

    OutputStream out();

    /** Ends what we send; what comes goes on. */
    void endOutput() throws IOException;

    static Duplex open(EngineHost host, int connectMillis) throws IOException {
        URI uri = host.entrance();
        switch (uri.getScheme()) {
            case "unix" -> {
                return new OfChannel(SocketChannel.open(UnixDomainSocketAddress.of(uri.getPath())));
            }
            case "tcp" -> {
                var socket = new Socket();
                try {
                    socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), connectMillis);
                    socket.setTcpNoDelay(true);
                    return new OfSocket(secured(host, uri, socket));
                } catch (IOException | RuntimeException e) {
                    socket.close();
                    throw e;
                }
            }
            default -> {
                Socket pipe = new NamedPipeSocket(uri.getPath());
                pipe.connect(new InetSocketAddress(0), connectMillis);
                return new OfSocket(pipe);
            }
        }
    }

    /** A named pipe of Windows cannot end one direction only: what is passed to a command would have no end. */
    static void refuseInput(EngineHost host) {
        if (host.entrance().getScheme().equals("npipe")) {
            throw new EngineException(
                    EngineException.Reason.UNSUPPORTED,
                    "Cannot pass input to a command over npipe://: only unix:// and tcp:// can; connect to the engine by"
                            + " one of these",
                    null);
        }
    }

    private static Socket secured(EngineHost host, URI uri, Socket socket) throws IOException {
        if (host.tls().isEmpty()) {
            return socket;
        }
        var secured = (SSLSocket)
                host.tls().get().getSocketFactory().createSocket(socket, uri.getHost(), uri.getPort(), true);
        SSLParameters parameters = secured.getSSLParameters();
        // Without it any certificate of the authority would do, whoever shows it.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        return secured;
    }

    /** A TCP connection, with TLS or without. */
    record OfSocket(Socket socket) implements Duplex {

        @Override
        public InputStream in() {
            try {
                return socket.getInputStream();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public OutputStream out() {
            try {
                return socket.getOutputStream();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void endOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** A socket file. The JDK's own streams of a channel let nobody write while somebody reads. */
    record OfChannel(SocketChannel channel) implements Duplex {

        @Override
        public InputStream in() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    return channel.read(ByteBuffer.wrap(bytes, offset, length));
                }
            };
        }

        @Override
        public OutputStream out() {
            return new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                }
            };
        }

        @Override
        public void endOutput() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
