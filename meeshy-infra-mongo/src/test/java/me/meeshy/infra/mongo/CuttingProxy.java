package me.meeshy.infra.mongo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Stands between a client and a server, and lets something happen right before or right after a certain command passes, or time pass sooner. */
final class CuttingProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final Supplier<InetSocketAddress> upstream;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Integer> asked = ConcurrentHashMap.newKeySet();
    private volatile Hold hold = new Hold("", 0, "", Duration.ZERO, () -> {});
    private volatile Shortening shortening = new Shortening("", 0);
    private volatile Trap trap = new Trap("", 0, false, () -> {});

    private record Trap(String command, int number, boolean passing, Runnable action, AtomicInteger seen) {

        Trap(String command, int number, boolean passing, Runnable action) {
            this(command, number, passing, action, new AtomicInteger());
        }

        /** A command's name is the first field of its document: a text, the number of a cursor, or a mere 1. */
        boolean isMet(byte[] bytes, int length) {
            if (command.isEmpty()) {
                return false;
            }
            String read = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
            return Stream.of("\u0002", "\u0012", "\u0010").anyMatch(type -> read.contains(type + command + "\0"))
                    && seen.incrementAndGet() == number;
        }
    }

    private record Hold(Trap held, Trap overtaking, Duration longest, CountDownLatch came, AtomicBoolean overtaken) {

        Hold(String command, int number, String overtaking, Duration longest, Runnable meanwhile) {
            this(
                    new Trap(command, number, true, meanwhile),
                    new Trap(overtaking, 1, true, () -> {}),
                    longest,
                    new CountDownLatch(1),
                    new AtomicBoolean());
        }

        void look(byte[] bytes, int length) throws InterruptedException {
            if (overtaking.isMet(bytes, length)) {
                came.countDown();
            }
            if (held.isMet(bytes, length)) {
                held.action().run();
                overtaken.set(came.await(longest.toMillis(), TimeUnit.MILLISECONDS));
            }
        }
    }

    private record Shortening(String field, int value) {

        /** Puts the value where the field has another, and notes that. */
        void apply(byte[] bytes, int length, Set<Integer> asked) {
            if (field.isEmpty()) {
                return;
            }
            byte[] name = ("\u0010" + field + "\0").getBytes(StandardCharsets.ISO_8859_1);
            for (int at = 0; at + name.length + Integer.BYTES <= length; at++) {
                if (Arrays.equals(bytes, at, at + name.length, name, 0, name.length)) {
                    ByteBuffer message = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
                    asked.add(message.getInt(at + name.length));
                    message.putInt(at + name.length, value);
                }
            }
        }
    }

    CuttingProxy(Supplier<InetSocketAddress> upstream) {
        this.upstream = upstream;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(() -> {
            while (!listener.isClosed()) {
                accept();
            }
        });
    }

    /** What happens when the command comes by for that time: before the server sees it, or after, with its reply lost. */
    void at(String command, int number, boolean passing, Runnable action) {
        trap = new Trap(command, number, passing, action);
    }

    /**
     * Holds a command back, for some time or until another one comes by.
     *
     * @param meanwhile done while it is held back
     */
    void hold(String command, int number, String until, Duration longest, Runnable meanwhile) {
        hold = new Hold(command, number, until, longest, meanwhile);
    }

    /** Whether the command came by that was to be held back. */
    boolean held() {
        return hold.held().seen().get() >= hold.held().number();
    }

    /** Whether the other command was sent before the one that was held back was answered. */
    boolean overtaken() {
        return hold.overtaken().get();
    }

    /** Lets the server wait for less than it is asked for: the number in that field of every request is passed on as this one. */
    void shorten(String field, int value) {
        shortening = new Shortening(field, value);
    }

    /** What clients have asked for in that field. */
    Set<Integer> asked() {
        return asked;
    }

    /** Whether it has come by. */
    boolean met() {
        return trap.seen().get() >= trap.number();
    }

    String uri() {
        return "mongodb://127.0.0.1:" + listener.getLocalPort() + "/?directConnection=true";
    }

    private void accept() {
        try {
            Socket client = listener.accept();
            open.add(client);
            Socket server = new Socket();
            try {
                server.connect(upstream.get(), 2_000);
            } catch (IOException | RuntimeException e) {
                client.close();
                return;
            }
            open.add(server);
            daemon(() -> pump(client, server, true));
            daemon(() -> pump(server, client, false));
        } catch (IOException e) {
            // the listener was closed
        }
    }

    private void pump(Socket from, Socket to, boolean requests) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int read = in.read(buffer);
            while (read >= 0) {
                Trap now = trap;
                boolean met = requests && now.isMet(buffer, read);
                if (met && !now.passing()) {
                    now.action().run();
                    return;
                }
                if (requests) {
                    hold.look(buffer, read);
                    shortening.apply(buffer, read, asked);
                }
                out.write(buffer, 0, read);
                out.flush();
                if (met) {
                    now.action().run();
                    return;
                }
                read = in.read(buffer);
            }
        } catch (IOException e) {
            // one side has gone: so does the other
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket each : open) {
            each.close();
        }
    }
}
