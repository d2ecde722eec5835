package me.meeshy.infra.engine;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Stands between a client and a real engine's socket: makes the engine slow, silent or gone, cuts its connections, or lets it be reached over TCP.
 * Bytes pass as they are.
 */
public final class EngineProxy implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    private final ServerSocketChannel server;
    private final URI uri;
    private final Path engine;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private Duration delay = Duration.ZERO;
    private boolean silent;
    private volatile boolean refusing;

    private EngineProxy(ServerSocketChannel server, URI uri, Path engine) {
        this.server = server;
        this.uri = uri;
        this.engine = engine;
        start("engine-proxy", this::accept);
    }

    /** The socket file of the engine that the tests use; skips the test where that is none. */
    public static Path assumedSocketFile() {
        String host = Optional.ofNullable(System.getenv("DOCKER_HOST")).orElse("unix:///var/run/docker.sock");
        assumeThat(host).as("an engine with a socket file").startsWith("unix://");
        return Path.of(URI.create(host).getPath());
    }

    /** Listens on the loopback address. */
    public static EngineProxy overTcp(Path engine) throws IOException {
        return overTcp(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), engine);
    }

    /** Listens on an address of this machine. */
    public static EngineProxy overTcp(InetAddress address, Path engine) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(address, 0));
        int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
        return new EngineProxy(server, URI.create("tcp://" + address.getHostAddress() + ":" + port), engine);
    }

    /** Listens on a socket file. */
    public static EngineProxy overSocketFile(Path file, Path engine) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(file));
        return new EngineProxy(server, URI.create("unix://" + file), engine);
    }

    /** Where a client finds it. */
    public URI uri() {
        return uri;
    }

    /** From now on each piece of an answer comes that much later. */
    public synchronized void delayAnswers(Duration later) {
        delay = later;
    }

    /** From now on nothing passes, and connections stay open: the engine hangs. */
    public synchronized void beSilent() {
        silent = true;
    }

    /** What was held back passes now. */
    public synchronized void speakAgain() {
        silent = false;
        notifyAll();
    }

    /** Cuts all connections; new ones are cut at once until {@link #mend}. */
    public void cut() {
        refusing = true;
        open.forEach(this::close);
    }

    /** New connections pass again. */
    public void mend() {
        refusing = false;
    }

    private synchronized Duration awaitPassage() throws InterruptedException {
        while (silent) {
            wait();
        }
        return delay;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                SocketChannel target = SocketChannel.open(UnixDomainSocketAddress.of(engine));
                if (client.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
                    client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
                open.add(client);
                open.add(target);
                if (refusing) {
                    close(client);
                    close(target);
                    continue;
                }
                start("engine-proxy-request", () -> pass(client, target, false));
                start("engine-proxy-answer", () -> pass(target, client, true));
            } catch (IOException e) {
                // The engine is gone, or the proxy is closed.
            }
        }
    }

    private void pass(SocketChannel from, SocketChannel to, boolean answer) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try {
            while (from.read(buffer) >= 0) {
                Duration later = awaitPassage();
                if (answer && !later.isZero()) {
                    TimeUnit.NANOSECONDS.sleep(later.toNanos());
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (answer) {
                close(from);
                close(to);
            }
        }
    }

    private void close(SocketChannel channel) {
        open.remove(channel);
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Hangs up on everybody. */
    @Override
    public void close() throws IOException {
        server.close();
        open.forEach(this::close);
        speakAgain();
    }
}
