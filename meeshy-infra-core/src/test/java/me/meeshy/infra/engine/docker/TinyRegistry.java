package me.meeshy.infra.engine.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import me.meeshy.infra.engine.docker.RawHttpServer.Answer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An image registry with one image, on this machine, where an engine needs no TLS for it. The image holds a mark and this machine's
 * {@code ldconfig}, which needs no library and so can be run in it: {@code /ldconfig --version}.
 */
final class TinyRegistry implements AutoCloseable {

    static final String USER = "puller";

    private static final String MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json";
    private static final Path PROGRAM = Path.of("/sbin/ldconfig");

    private final ServerSocketChannel channel;
    private final RawHttpServer server;
    private final Map<String, byte[]> blobs = new HashMap<>();
    private final byte[] manifest;
    private final String demanded;

    /**
     * Starts one that lets everybody in.
     *
     * @param mark told apart from other images by this
     */
    TinyRegistry(String mark) throws IOException {
        this(mark, Optional.empty());
    }

    /**
     * Starts one that lets in who shows a password.
     *
     * @param mark told apart from other images by this
     * @param password of the one user, or empty to let everybody in
     */
    TinyRegistry(String mark, Optional<String> password) throws IOException {
        demanded = password.map(secret -> "Basic "
                        + Base64.getEncoder().encodeToString((USER + ":" + secret).getBytes(StandardCharsets.UTF_8)))
                .orElse("");
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
        return name() + "/" + nameAndTag;
    }

    /** The same by its content, whatever the tag names later. */
    String pinnedReference() {
        return reference("image@" + digest(manifest));
    }

    private Optional<Answer> answer(RawHttpServer.Request request) {
        if (!demanded.isEmpty() && !demanded.equals(request.authorization())) {
            byte[] error = "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\"}]}"
                    .getBytes(StandardCharsets.UTF_8);
            return Optional.of(new Answer(401, "application/json", error)
                    .with("Www-Authenticate", "Basic realm=\"tiny registry\"")
                    .with("Docker-Distribution-Api-Version", "registry/2.0"));
        }
        String path = request.path();
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
            add(tar, "mark", content.getBytes(StandardCharsets.UTF_8));
            add(tar, "ldconfig", Files.readAllBytes(PROGRAM));
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(0100755);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
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

    /** The registry's name, as logins are kept by it. */
    String name() {
        return "127.0.0.1:" + channel.socket().getLocalPort();
    }

    @Override
    public void close() {
        server.close();
    }
}
