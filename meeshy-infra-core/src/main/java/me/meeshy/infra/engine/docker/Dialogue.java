package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.exception.DockerException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.ExecStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams that run both ways beside each other: a connection to the engine is taken over for them. */
final class Dialogue {

    private static final Logger LOG = LoggerFactory.getLogger(Dialogue.class);
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int OF_ERROR_STREAM = 2;

    private final Connection connection;
    private final String what;
    private final boolean terminal;
    private final ExecStreams streams;
    private volatile @Nullable Exception inputFailure;

    Dialogue(Connection connection, String what, boolean terminal, ExecStreams streams) {
        this.connection = connection;
        this.what = what;
        this.terminal = terminal;
        this.streams = streams;
    }

    /**
     * Until what is spoken to has closed its outputs.
     *
     * @param path what to post to, without the API's version
     * @param body JSON
     * @param allowed how long it may take
     * @param joined is run when the streams are joined
     */
    void run(String path, String body, Duration allowed, Runnable joined) {
        if (streams.input().isPresent()) {
            Duplex.refuseInput(connection.host());
        }
        Duplex duplex = connection.requests().send(what, allowed, () -> {
            Duplex open = connection.duplexes().open();
            try {
                take(open, path, body.getBytes(StandardCharsets.UTF_8));
                return open;
            } catch (IOException | RuntimeException e) {
                open.close();
                throw e;
            }
        });
        try (duplex) {
            joined.run();
            streams.input().ifPresent(input -> connection.requests().background(what, () -> feed(duplex, input)));
            connection.requests().sendInterruptibly(what, allowed, () -> pass(duplex.in()));
        } catch (IOException e) {
            LOG.debug("Closing the connection of \"{}\" failed", what, e);
        } catch (RuntimeException e) {
            @Nullable Exception unread = inputFailure;
            if (unread != null) {
                throw new EngineException(
                        EngineException.Reason.OTHER,
                        "Cannot " + what + ": what it was to read cannot be read: " + unread,
                        unread);
            }
            throw e;
        }
    }

    private void take(Duplex duplex, String path, byte[] body) throws IOException {
        String head = "POST /v" + connection.version() + path + " HTTP/1.1\r\n"
                + "Host: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
        OutputStream out = duplex.out();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
        HttpAnswer answer = HttpAnswer.read(duplex.in());
        if (answer.status() != 101 && answer.status() != 200) {
            throw new DockerException(answer.body(duplex.in()), answer.status());
        }
    }

    private void feed(Duplex duplex, InputStream input) {
        byte[] buffer = new byte[BUFFER_BYTES];
        OutputStream out = duplex.out();
        try {
            while (true) {
                int length;
                try {
                    length = input.read(buffer);
                } catch (IOException | RuntimeException e) {
                    inputFailure = e;
                    duplex.close();
                    return;
                }
                if (length < 0) {
                    duplex.endOutput();
                    return;
                }
                out.write(buffer, 0, length);
                out.flush();
            }
        } catch (IOException e) {
            // The command has ended, or was ended, without reading all: its exit code tells what that means.
            LOG.debug("Not all of the input was taken: {}", what, e);
        }
    }

    private void pass(InputStream stream) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            var in = new DataInputStream(stream);
            if (terminal) {
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    write(streams.output(), buffer, length);
                }
                return;
            }
            for (int type = in.read(); type >= 0; type = in.read()) {
                in.skipNBytes(3);
                OutputStream sink = type == OF_ERROR_STREAM ? streams.error() : streams.output();
                for (long left = Integer.toUnsignedLong(in.readInt()); left > 0; ) {
                    int length = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                    if (length < 0) {
                        throw new EOFException("the engine ended the connection in the middle of the output");
                    }
                    write(sink, buffer, length);
                    left -= length;
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e.getMessage(), e);
        }
    }

    private static void write(OutputStream sink, byte[] bytes, int length) {
        try {
            sink.write(bytes, 0, length);
            sink.flush();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(
                    "what the command wrote could not be passed on: " + e.getMessage(), e);
        }
    }
}
