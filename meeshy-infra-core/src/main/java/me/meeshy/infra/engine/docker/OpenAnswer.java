package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.exception.DockerException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** An answer that the engine begins at once and goes on with later, over a connection of its own. */
final class OpenAnswer implements Closeable {

    private static final int FIRST_ERROR = 400;

    private final Duplex duplex;
    private final InputStream body;

    private OpenAnswer(Duplex duplex, InputStream body) {
        this.duplex = duplex;
        this.body = body;
    }

    /**
     * Sends a request, and waits until the engine begins to answer.
     *
     * @param what what is tried
     * @param path with its parameters, below the version
     */
    static OpenAnswer to(Connection connection, String what, String method, String path) {
        return connection.requests().send(what, () -> {
            Duplex duplex = connection.duplexes().open();
            try {
                return new OpenAnswer(duplex, ask(duplex, method, "/v" + connection.version() + path));
            } catch (IOException | RuntimeException e) {
                duplex.close();
                throw e;
            }
        });
    }

    private static InputStream ask(Duplex duplex, String method, String path) throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n"
                + (method.equals("GET") ? "" : "Content-Length: 0\r\n") + "\r\n";
        OutputStream out = duplex.out();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        InputStream in = new BufferedInputStream(duplex.in());
        HttpAnswer answer = HttpAnswer.read(in);
        if (answer.status() >= FIRST_ERROR) {
            throw new DockerException(answer.body(in), answer.status());
        }
        return answer.stream(in);
    }

    InputStream body() {
        return body;
    }

    /** Whoever reads it meanwhile is told that it has broken off. */
    @Override
    public void close() throws IOException {
        duplex.close();
    }
}
