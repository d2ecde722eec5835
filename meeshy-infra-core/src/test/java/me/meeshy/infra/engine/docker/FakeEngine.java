package me.meeshy.infra.engine.docker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers a few paths as a Docker engine would, over TCP or a unix socket, and remembers what it was asked. It stands in for
 * engines that cannot be had here: much older, much newer, broken, silent.
 */
final class FakeEngine implements AutoCloseable {

    private final RawHttpServer server;
    private final URI uri;
    private final Map<String, RawHttpServer.Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private FakeEngine(ServerSocketChannel server, URI uri) {
        this.server = new RawHttpServer(server, this::answer);
        this.uri = uri;
    }

    static FakeEngine overTcp() throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
        return new FakeEngine(server, URI.create("tcp://127.0.0.1:" + port));
    }

    static FakeEngine overSocketFile(Path file) throws IOException {
        SocketAddress address = UnixDomainSocketAddress.of(file);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(address);
        return new FakeEngine(server, URI.create("unix://" + file));
    }

    URI uri() {
        return uri;
    }

    /** The paths that were asked for, in order. */
    List<String> requests() {
        return requests;
    }

    FakeEngine speaking(String newest, String oldest) {
        answer(
                "/version",
                200,
                "{\"Version\":\"99.1.0\",\"ApiVersion\":\"" + newest + "\",\"MinAPIVersion\":\"" + oldest + "\"}");
        return answer("/info", 200, "{\"Name\":\"fake\",\"OperatingSystem\":\"Fake Linux 1\",\"SecurityOptions\":[]}");
    }

    /** What is answered to a path, whatever the version before it; other paths get no answer, as from an engine that hangs. */
    FakeEngine answer(String path, int status, String body) {
        answers.put(path, new RawHttpServer.Answer(status, "application/json", body.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    private Optional<RawHttpServer.Answer> answer(RawHttpServer.Request request) {
        requests.add(request.path());
        return Optional.ofNullable(answers.get(request.path().replaceFirst("^/v\\d+\\.\\d+/", "/")));
    }

    @Override
    public void close() {
        server.close();
    }
}
