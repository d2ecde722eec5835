package me.meeshy.infra.engine.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import me.meeshy.infra.engine.docker.RawHttpServer.Answer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/** An image registry with one image of one file, on this machine, where an engine needs no TLS for it. */
final class TinyRegistry implements AutoCloseable {

    private static final String MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json";

    private final ServerSocketChannel channel;
    private final RawHttpServer server;
    private final Map<String, byte[]> blobs = new HashMap<>();
    private final byte[] manifest;

    /**
     * Starts it.
     *
     * @param mark told apart from other images by this
     */
    TinyRegistry(String mark) throws IOException {
        byte[] tar = tar(mark);
        byte[] layer = gzip(tar);
        byte[] config = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Labels\":{\"mark\":\"" + mark
                        + "\"},\"ExposedPorts\":{\"8080/tcp\":{}},\"Volumes\":{\"/data\":{}},"
                        + "\"Healthcheck\":{\"Test\":[\"CMD\",\"true\"],\"Interval\":5000000000}},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + digest(tar) + "\"]}}")
                .getBytes(StandardCharsets.UTF_8);
        blobs.put(digest(layer), layer);
        blobs.put(digest(config), config);
        manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST_TYPE
                        + "\",\"config\":{\"mediaType\":\"application/vnd.docker.container.image.v1+json\",\"size\":"
                        + config.length + ",\"digest\":\"" + digest(config)
                        + "\"},\"layers\":[{\"mediaType\":\"application/vnd.docker.image.rootfs.diff.tar.gzip\",\"size\":"
                        + layer.length + ",\"digest\":\"" + digest(layer) + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        channel = ServerSocketChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server = new RawHttpServer(channel, this::answer);
    }

    /** A reference to what this registry has ({@code image:1}), has not, or never answers for ({@code slow:1}). */
    String reference(String nameAndTag) {
        return "127.0.0.1:" + channel.socket().getLocalPort() + "/" + nameAndTag;
    }

    private Optional<Answer> answer(String method, String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (path.equals("/v2/")) {
            return answer(200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        }
        if (path.startsWith("/v2/slow/")) {
            return Optional.empty();
        }
        if (path.equals("/v2/image/manifests/1") || last.equals(digest(manifest))) {
            return answer(200, MANIFEST_TYPE, manifest);
        }
        byte @Nullable [] blob = blobs.get(last);
        if (blob != null) {
            return answer(200, "application/octet-stream", blob);
        }
        String error = "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]}";
        return answer(404, "application/json", error.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Answer> answer(int status, String type, byte[] body) {
        return Optional.of(new Answer(status, type, body));
    }

    private static byte[] tar(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            byte[] text = content.getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry entry = new TarArchiveEntry("mark");
            entry.setSize(text.length);
            tar.putArchiveEntry(entry);
            tar.write(text);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
