package me.meeshy.infra;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import me.meeshy.infra.engine.ContainerEngine;
import me.meeshy.infra.engine.ExecSpec;
import me.meeshy.infra.engine.ExecStreams;
import me.meeshy.infra.engine.LimitedOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ways of a tunnel into a container: by an address that this process reaches, or through a command inside. */
final class TunnelWays {

    private static final Logger LOG = LoggerFactory.getLogger(TunnelWays.class);
    private static final int CONNECT_MILLIS = 10_000;
    private static final Duration AGES = Duration.ofDays(365);
    private static final int SAID_BYTES = 1000;
    private static final int PROGRAM_MISSING = 127;

    /** What an image is likely to have, best first. Bash is told to end when the server does: its client may wait for that. */
    private static final String RELAY = "if command -v socat >/dev/null; then exec socat - TCP:127.0.0.1:$1;"
            + " elif command -v nc >/dev/null; then exec nc 127.0.0.1 $1;"
            + " elif command -v bash >/dev/null; then exec bash -c 'exec 3<>/dev/tcp/127.0.0.1/$0 || exit 1;"
            + " cat <&0 >&3 & cat <&3; kill $! 2>/dev/null' $1;"
            + " else echo 'the image has none of socat, nc and bash' >&2; exit " + PROGRAM_MISSING + "; fi";

    private TunnelWays() {}

    /** By an address, which is asked for anew for each connection: a container that was started again has another one. */
    static TunnelListener.TunnelWay direct(Supplier<InetSocketAddress> address) {
        return client -> {
            try (var inside = new Socket()) {
                InetSocketAddress to = address.get();
                inside.connect(to, CONNECT_MILLIS);
                inside.setTcpNoDelay(true);
                var answered = new CountDownLatch(1);
                TunnelListener.daemon(() -> {
                    copy(inside, client);
                    answered.countDown();
                });
                copy(client, inside);
                answered.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Either direction ends apart, as on any connection. */
    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            LOG.debug("A tunnelled connection broke", e);
            try {
                to.close();
                from.close();
            } catch (IOException again) {
                LOG.debug("Closing a tunnelled connection failed", again);
            }
        }
    }

    /** Through a command inside that connects to the port, its streams being the connection. */
    static TunnelListener.TunnelWay throughCommand(ContainerEngine engine, String container, int port) {
        return client -> {
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            var said = new LimitedOutput(SAID_BYTES);
            var command = ExecSpec.of(List.of("sh", "-c", RELAY, "sh", String.valueOf(port)));
            int exitCode = engine.exec(container, command, new ExecStreams(Optional.of(in), out, said), AGES);
            if (exitCode != 0 && !said.text().isBlank()) {
                throw new IOException(said.text().strip());
            }
        };
    }
}
