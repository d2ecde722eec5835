package me.meeshy.infra.engine.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** A request that the engine answers at once, and its whole answer. */
interface Exchange {

    /**
     * Sends a request and reads the answer.
     *
     * @param body JSON, or empty
     */
    Answer send(String method, String path, String body) throws IOException;

    /**
     * What the engine answered.
     *
     * @param status the HTTP status
     * @param text the body
     */
    record Answer(int status, String text) {}

    /**
     * Over a socket file each request has a connection of its own, which costs next to nothing there. Loading docker-java's HTTP client would take a
     * new process longer than all that it asks. Everywhere else connections are dear, and docker-java's are kept and used again.
     */
    static Exchange with(EngineHost host, Supplier<DockerHttpClient> dockerJava) {
        boolean isSocketFile = "unix".equals(host.entrance().getScheme()) && !host.isOverSsh();
        return isSocketFile ? new OverSocketFile(host) : new OverDockerJava(dockerJava);
    }

    /** With a connection for each request. */
    record OverSocketFile(EngineHost host) implements Exchange {

        @Override
        public Answer send(String method, String path, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String head = method + " " + path + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n"
                    + (body.isEmpty() ? "" : "Content-Type: application/json\r\n")
                    + (method.equals("GET") ? "" : "Content-Length: " + bytes.length + "\r\n") + "\r\n";
            try (Duplex duplex = Duplex.open(host, 0)) {
                OutputStream out = duplex.out();
                out.write(head.getBytes(StandardCharsets.US_ASCII));
                out.write(bytes);
                out.flush();
                InputStream in = new BufferedInputStream(duplex.in());
                HttpAnswer answer = HttpAnswer.read(in);
                return new Answer(answer.status(), answer.body(in));
            }
        }
    }

    /** With docker-java's connections. */
    record OverDockerJava(Supplier<DockerHttpClient> client) implements Exchange {

        @Override
        public Answer send(String method, String path, String body) throws IOException {
            DockerHttpClient.Request.Builder request = DockerHttpClient.Request.builder()
                    .method(DockerHttpClient.Request.Method.valueOf(method))
                    .path(path);
            if (!body.isEmpty()) {
                request.putHeader("Content-Type", "application/json").bodyBytes(body.getBytes(StandardCharsets.UTF_8));
            }
            try (DockerHttpClient.Response response = client.get().execute(request.build())) {
                return new Answer(
                        response.getStatusCode(),
                        new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }
}
