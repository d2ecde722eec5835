package me.meeshy.infra.engine.docker;

import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.RemoteApiVersion;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import me.meeshy.infra.engine.EngineException;
import org.jspecify.annotations.Nullable;

/** Where the engine is, and who said so. */
final class EngineHost {

    private final DockerClientConfig unversioned;
    private final String chosenBy;

    private EngineHost(DockerClientConfig unversioned, String chosenBy) {
        this.unversioned = unversioned;
        this.chosenBy = chosenBy;
    }

    /** As the docker command finds it: DOCKER_HOST, else the chosen context, else this machine's socket. */
    static EngineHost ofEnvironment() {
        @Nullable String fromEnvironment = System.getenv("DOCKER_HOST");
        if (fromEnvironment != null && !fromEnvironment.isBlank()) {
            return of(fromEnvironment.strip(), "DOCKER_HOST says so");
        }
        return resolve(DefaultDockerClientConfig.createDefaultConfigBuilder(), "DOCKER_HOST is not set");
    }

    static EngineHost of(URI host) {
        return of(host.toString(), "the caller says so");
    }

    private static EngineHost of(String host, String chosenBy) {
        String scheme =
                host.contains(":") ? host.substring(0, host.indexOf(':')).toLowerCase(Locale.ROOT) : "";
        if (scheme.equals("ssh")) {
            throw sshUnsupported(host, null);
        }
        if (!scheme.equals("unix") && !scheme.equals("tcp") && !scheme.equals("npipe")) {
            throw new EngineException(
                    EngineException.Reason.UNREACHABLE,
                    "Cannot connect to a Docker engine at " + host + " (" + chosenBy
                            + "): only unix:///path/of/the/socket and tcp://host:port are spoken; give one of these",
                    null);
        }
        return resolve(DefaultDockerClientConfig.createDefaultConfigBuilder().withDockerHost(host), chosenBy);
    }

    private static EngineHost resolve(DefaultDockerClientConfig.Builder builder, String chosenBy) {
        try {
            // An API version of the environment would defeat the negotiation.
            return new EngineHost(
                    builder.withApiVersion(RemoteApiVersion.UNKNOWN_VERSION).build(), chosenBy);
        } catch (RuntimeException e) {
            if (String.valueOf(e.getMessage()).contains("ssh")) {
                throw sshUnsupported("the chosen docker context", e);
            }
            throw new EngineException(
                    EngineException.Reason.UNREACHABLE,
                    "Cannot connect to a Docker engine (" + chosenBy + "): " + e.getMessage()
                            + "; correct DOCKER_HOST or the docker context",
                    e);
        }
    }

    private static EngineException sshUnsupported(String host, @Nullable Throwable cause) {
        return new EngineException(
                EngineException.Reason.UNREACHABLE,
                "Cannot connect to a Docker engine over ssh (" + host
                        + "): ssh:// is not supported; forward the socket with"
                        + " `ssh -N -L /tmp/engine.sock:/var/run/docker.sock HOST` and connect to unix:///tmp/engine.sock",
                cause);
    }

    /** The settings of the connection without an API version. */
    DockerClientConfig unversioned() {
        return unversioned;
    }

    /** The settings of the connection with an API version. */
    DockerClientConfig versioned(ApiVersion version) {
        DefaultDockerClientConfig.Builder builder = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(uri().toString())
                .withApiVersion(version.toString());
        return builder.build();
    }

    URI uri() {
        return unversioned.getDockerHost();
    }

    boolean overSocketFile() {
        return !"tcp".equals(uri().getScheme());
    }

    /** The name of another host that the engine runs on, as far as the address tells. */
    Optional<String> remoteName() {
        @Nullable String name = uri().getHost();
        if (overSocketFile() || name == null) {
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
        return uri() + " (" + chosenBy + ")";
    }
}
