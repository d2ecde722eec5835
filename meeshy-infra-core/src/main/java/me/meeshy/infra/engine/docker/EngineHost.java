package me.meeshy.infra.engine.docker;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import me.meeshy.infra.engine.EngineException;
import org.jspecify.annotations.Nullable;

/** Where the engine is, and who said so. */
final class EngineHost {

    private static final String DEFAULT_SOCKET = "unix:///var/run/docker.sock";
    private static final String DEFAULT_PIPE = "npipe:////./pipe/docker_engine";
    private static final int DEFAULT_PORT = 2375;
    private static final int DEFAULT_TLS_PORT = 2376;
    private static final String SPOKEN =
            "only unix:///path/of/the/socket, tcp://host:port and ssh://user@host are spoken; give one of these";

    private static final Pattern SSH_PATH = Pattern.compile("[A-Za-z0-9/._-]*");

    private final URI uri;
    /** Where it is reached from here: the same, but for a tunnel. */
    private final URI entrance;

    private final Optional<SSLContext> tls;
    private final String chosenBy;

    private EngineHost(URI uri, Optional<SSLContext> tls, String chosenBy) {
        this(uri, uri, tls, chosenBy);
    }

    private EngineHost(URI uri, URI entrance, Optional<SSLContext> tls, String chosenBy) {
        this.uri = uri;
        this.entrance = entrance;
        this.tls = tls;
        this.chosenBy = chosenBy;
    }

    /** As the docker command finds it. */
    static EngineHost ofEnvironment() {
        return of(DockerSettings.ofThisProcess());
    }

    /** As the docker command finds it: DOCKER_HOST, else the chosen context, else this machine's socket. */
    static EngineHost of(DockerSettings settings) {
        Optional<String> byVariable = settings.variable("DOCKER_HOST");
        if (byVariable.isPresent()) {
            return of(byVariable.get(), settings, "DOCKER_HOST says so");
        }
        Optional<DockerContext> context = DockerContext.chosen(settings);
        if (context.isPresent()) {
            return of(context.get());
        }
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");
        return of(windows ? DEFAULT_PIPE : DEFAULT_SOCKET, settings, "DOCKER_HOST is not set");
    }

    /** What a caller names; with TLS if the environment says so. */
    static EngineHost of(URI host) {
        return of(host.toString(), DockerSettings.ofThisProcess(), "the caller says so");
    }

    private static EngineHost of(DockerContext context) {
        String chosenBy = "the docker context '" + context.name() + "' says so";
        Optional<SSLContext> tls = overTcp(context.host()) ? EngineTls.ofContext(context) : Optional.empty();
        return new EngineHost(uri(context.host(), tls.isPresent(), chosenBy), tls, chosenBy);
    }

    private static EngineHost of(String host, DockerSettings settings, String chosenBy) {
        Optional<SSLContext> tls = overTcp(host) ? EngineTls.ofEnvironment(settings) : Optional.empty();
        return new EngineHost(uri(host, tls.isPresent(), chosenBy), tls, chosenBy);
    }

    /** The docker command takes what has no scheme for a name and a port. */
    private static boolean overTcp(String host) {
        return !host.contains("://") || host.regionMatches(true, 0, "tcp://", 0, "tcp://".length());
    }

    private static URI uri(String host, boolean encrypted, String chosenBy) {
        if (host.equals("unix://")) {
            return URI.create(DEFAULT_SOCKET);
        }
        URI uri;
        try {
            uri = URI.create(host.contains("://") ? host : "tcp://" + host);
        } catch (IllegalArgumentException e) {
            throw refused(host, chosenBy, SPOKEN);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "unix" -> socket(uri, chosenBy);
            case "npipe" -> uri;
            case "tcp" -> tcp(uri, encrypted, chosenBy);
            case "ssh" -> ssh(uri, chosenBy);
            default -> throw refused(host, chosenBy, SPOKEN);
        };
    }

    private static URI socket(URI uri, String chosenBy) {
        if (uri.getAuthority() != null) {
            throw refused(
                    uri.toString(), chosenBy, "the socket's path must be absolute, as in unix:///path/of/the/socket");
        }
        return uri;
    }

    private static URI tcp(URI uri, boolean encrypted, String chosenBy) {
        if (uri.getHost() == null || !(uri.getPath().isEmpty() || uri.getPath().equals("/"))) {
            throw refused(
                    uri.toString(), chosenBy, "it must be a name and a port without a path, as in tcp://host:2376");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : encrypted ? DEFAULT_TLS_PORT : DEFAULT_PORT;
        return URI.create("tcp://" + uri.getHost() + ":" + port);
    }

    private static URI ssh(URI uri, String chosenBy) {
        String user = uri.getUserInfo();
        if (uri.getHost() == null || (user != null && user.contains(":"))) {
            // Whatever stands there may be a password.
            throw refused(
                    "ssh://…",
                    chosenBy,
                    "it must be a host and perhaps a user and a port, as in ssh://user@host:22, without a password");
        }
        if (!SSH_PATH.matcher(uri.getPath()).matches()) {
            // The other host's shell would take it apart.
            throw refused(
                    uri.toString(),
                    chosenBy,
                    "the socket's path may hold letters, digits and / . _ - alone; give such a path");
        }
        return uri;
    }

    private static EngineException refused(String host, String chosenBy, String why) {
        return new EngineException(
                EngineException.Reason.CONFIGURATION,
                "Cannot connect to a Docker engine at " + host + " (" + chosenBy + "): " + why,
                null);
    }

    /** How TLS is spoken with it; empty if it is not. */
    Optional<SSLContext> tls() {
        return tls;
    }

    URI uri() {
        return uri;
    }

    /** Where connections are made to. */
    URI entrance() {
        return entrance;
    }

    boolean isOverSsh() {
        return "ssh".equals(uri.getScheme());
    }

    /** The same engine, reached through a tunnel that begins here. */
    EngineHost through(URI tunnel) {
        return new EngineHost(uri, tunnel, tls, chosenBy);
    }

    /** The name of another host that the engine runs on, as far as the address tells. */
    Optional<String> remoteName() {
        @Nullable String name = uri.getHost();
        if (!(isOverSsh() || "tcp".equals(uri.getScheme())) || name == null) {
            return Optional.empty();
        }
        try {
            return InetAddress.getByName(name).isLoopbackAddress() ? Optional.empty() : Optional.of(name);
        } catch (UnknownHostException e) {
            return Optional.of(name);
        }
    }

    /** For instance {@code unix:///var/run/docker.sock (DOCKER_HOST is not set)}. */
    @Override
    public String toString() {
        return uri + " (" + chosenBy + ")";
    }
}
