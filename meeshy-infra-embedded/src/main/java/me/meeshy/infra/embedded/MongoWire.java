package me.meeshy.infra.embedded;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sends one command to a MongoDB server on this host (OP_MSG) and gives its answer. */
final class MongoWire {

    private static final int OP_MSG = 2013;
    private static final int HEADER_BYTES = 16;
    private static final int ANSWER_LIMIT_BYTES = 1024 * 1024;

    private MongoWire() {}

    static Map<String, Object> command(int port, String database, Map<String, ?> command, Duration timeout)
            throws IOException {
        var full = new LinkedHashMap<String, Object>(command);
        full.put("$db", database);
        int timeoutMillis = (int) timeout.toMillis();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(HostPorts.LOOPBACK, port), timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            send(socket.getOutputStream(), Bson.write(full));
            return receive(new DataInputStream(socket.getInputStream()));
        }
    }

    private static void send(OutputStream out, byte[] document) throws IOException {
        int length = HEADER_BYTES + Integer.BYTES + 1 + document.length;
        ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        // length, request, in answer to, kind; flags; one section of kind 0, the body
        message.putInt(length).putInt(1).putInt(0).putInt(OP_MSG).putInt(0).put((byte) 0);
        message.put(document);
        out.write(message.array());
        out.flush();
    }

    private static Map<String, Object> receive(DataInputStream in) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(in.readNBytes(HEADER_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        if (header.capacity() < HEADER_BYTES) {
            throw new IOException("the server closed the connection");
        }
        int length = header.getInt(0);
        if (length < HEADER_BYTES + Integer.BYTES + 1 || length > ANSWER_LIMIT_BYTES || header.getInt(12) != OP_MSG) {
            throw new IOException("the server does not speak MongoDB's protocol");
        }
        byte[] rest = in.readNBytes(length - HEADER_BYTES);
        if (rest.length < length - HEADER_BYTES) {
            throw new IOException("the server closed the connection in its answer");
        }
        return Bson.read(java.util.Arrays.copyOfRange(rest, Integer.BYTES + 1, rest.length));
    }
}
