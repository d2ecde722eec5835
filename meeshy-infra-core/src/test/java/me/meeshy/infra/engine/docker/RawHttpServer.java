package me.meeshy.infra.engine.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP with bare hands, for what the JDK's server cannot do: listen on a unix socket, answer nothing for good, and hang up at once
 * on who tries TLS. Reads no bodies.
 */
final class RawHttpServer implements AutoCloseable {

    private static final int TLS_HANDSHAKE = 0x16;
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)\\s*$");
    private static final Pattern AUTHORIZATION = Pattern.compile("(?im)^authorization: *(.*?)\\s*$");

    private final ServerSocketChannel server;
    private final Handler handler;

    /** What is answered. */
    static final class Answer {

        private final int status;
        private final String type;
        private final byte[] body;
        private final String furtherHead;

        Answer(int status, String type, byte[] body) {
            this(status, type, body, "");
        }

        private Answer(int status, String type, byte[] body, String furtherHead) {
            this.status = status;
            this.type = type;
            this.body = body;
            this.furtherHead = furtherHead;
        }

        Answer with(String header, String value) {
            return new Answer(status, type, body, furtherHead + header + ": " + value + "\r\n");
        }
    }

    /**
     * What is asked.
     *
     * @param method for instance {@code GET}
     * @param path without what stands behind a question mark
     * @param authorization what the client shows of itself, or empty
     */
    record Request(String method, String path, String authorization) {}

    /** Gives the answers. */
    interface Handler {

        /** The answer, or empty to say nothing for good. */
        Optional<Answer> answer(Request request);
    }

    RawHttpServer(ServerSocketChannel server, Handler handler) {
        this.server = server;
        this.handler = handler;
        start("raw-http", this::accept);
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                start("raw-http-connection", () -> serve(channel));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            InputStream in = Channels.newInputStream(channel);
            OutputStream out = Channels.newOutputStream(channel);
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                Matcher length = LENGTH.matcher(head);
                if (length.find()) {
                    in.readNBytes(Integer.parseInt(length.group(1)));
                }
                String[] request = head.split(" ", 3);
                Matcher authorization = AUTHORIZATION.matcher(head);
                Optional<Answer> answer = handler.answer(new Request(
                        request[0],
                        request[1].replaceFirst("\\?.*", ""),
                        authorization.find() ? authorization.group(1) : ""));
                if (answer.isPresent()) {
                    write(out, answer.get(), request[0].equals("HEAD"));
                }
                if (head.contains("Upgrade: tcp")) {
                    // what the connection was taken over for ends with it
                    return;
                }
            }
        } catch (IOException e) {
            // The client went away.
        }
    }

    private static void write(OutputStream out, Answer answer, boolean headOnly) throws IOException {
        String head = "HTTP/1.1 " + answer.status + " X\r\nContent-Type: " + answer.type + "\r\nContent-Length: "
                + answer.body.length + "\r\n" + answer.furtherHead + "\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        if (!headOnly) {
            out.write(answer.body);
        }
        out.flush();
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != TLS_HANDSHAKE; next = in.read()) {
            head.append((char) next);
            if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
