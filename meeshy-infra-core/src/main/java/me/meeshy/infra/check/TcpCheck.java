package me.meeshy.infra.check;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** That somebody accepts a connection. */
final class TcpCheck implements Check {

    private static final Logger LOG = LoggerFactory.getLogger(TcpCheck.class);
    private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(5);

    private final String host;
    private final int port;

    TcpCheck(String host, int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a TCP port is between 1 and 65535, not " + port);
        }
        this.host = host;
        this.port = port;
    }

    @Override
    public CheckResult run(Duration deadline) {
        Duration limit = deadline.compareTo(ATTEMPT_LIMIT) < 0 ? deadline : ATTEMPT_LIMIT;
        var socket = new Socket();
        return Abortable.run(toString(), limit, () -> close(socket), () -> {
            // looked up at each attempt: a name may come to be known while the check waits
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), port));
            return CheckResult.holds(this + ": accepts connections");
        });
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing is lost: the connection carried nothing
            LOG.debug("closing a check's socket failed", e);
        }
    }

    @Override
    public String toString() {
        return "tcp " + host + ":" + port;
    }
}
