package me.meeshy.infra.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What the engine itself takes for nine containers, asked by nothing but requests over its socket: the floor of every figure
 * beside it. They go once killed, all at once, and once stopped as a down of the bench's stack must: six, then one, then two, as
 * its dependencies have it.
 */
final class Floor {

    private static final int CONTAINERS = 9;
    private static final String PREFIX = "meeshy-bench-floor";
    private static final String BODY =
            "{\"Image\":\"nginx:alpine\",\"HostConfig\":{\"NetworkMode\":\"" + PREFIX + "\"}}";

    private Floor() {}

    static void measure() {
        ExecutorService threads = Executors.newFixedThreadPool(CONTAINERS);
        try {
            double up = seconds(() -> up(threads));
            double killed = seconds(() -> {
                some(threads, 0, CONTAINERS, Floor::remove);
                send("DELETE", "/networks/" + PREFIX, "");
            });
            up(threads);
            double stopped = seconds(() -> {
                some(threads, 0, 6, Floor::stop);
                some(threads, 6, 7, Floor::stop);
                some(threads, 7, CONTAINERS, Floor::stop);
                send("DELETE", "/networks/" + PREFIX, "");
            });
            System.out.printf(
                    Locale.ROOT,
                    "* floor: the engine makes and starts nine containers at once in %.2f s, kills and removes them in %.2f s,"
                            + " stops and removes them on three levels in %.2f s%n",
                    up,
                    killed,
                    stopped);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void up(ExecutorService threads) {
        send("POST", "/networks/create", "{\"Name\":\"" + PREFIX + "\"}");
        some(threads, 0, CONTAINERS, name -> send("POST", "/containers/create?name=" + name, BODY));
        some(threads, 0, CONTAINERS, name -> send("POST", "/containers/" + name + "/start", ""));
    }

    private static void remove(String name) {
        send("DELETE", "/containers/" + name + "?force=1&v=1", "");
    }

    private static void stop(String name) {
        send("POST", "/containers/" + name + "/stop", "");
        remove(name);
    }

    private static double seconds(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e9;
    }

    private static void some(ExecutorService threads, int first, int end, Consumer<String> request) {
        List<CompletableFuture<Void>> sent = IntStream.range(first, end)
                .mapToObj(i -> CompletableFuture.runAsync(() -> request.accept(PREFIX + "-" + i), threads))
                .toList();
        sent.forEach(CompletableFuture::join);
    }

    private static void send(String method, String path, String body) {
        String request = method + " " + path + " HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of("/var/run/docker.sock"))) {
            ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
            while (out.hasRemaining()) {
                channel.write(out);
            }
            var answer = new ByteArrayOutputStream();
            ByteBuffer in = ByteBuffer.allocate(4096);
            while (channel.read(in) >= 0) {
                answer.write(in.array(), 0, in.position());
                in.clear();
            }
            String text = answer.toString(StandardCharsets.UTF_8);
            if (!text.startsWith("HTTP/1.0 2") && !text.startsWith("HTTP/1.1 2")) {
                throw new IllegalStateException(method + " " + path + ": " + text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
