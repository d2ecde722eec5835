package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** docker-java, which is made when something first needs it: loading it takes a new process longer than asking the engine. Thread-safe. */
final class DockerJava implements AutoCloseable {

    private final EngineHost host;
    private final Duration connectTimeout;
    private final Failures failures;
    private @Nullable DockerHttpClient http;
    private @Nullable DockerClient client;
    private boolean closed;

    DockerJava(EngineHost host, Duration connectTimeout, Failures failures) {
        this.host = host;
        this.connectTimeout = connectTimeout;
        this.failures = failures;
    }

    /** Its connections. */
    synchronized DockerHttpClient http() {
        if (closed) {
            throw failures.closed("talk to the engine at " + host, null);
        }
        DockerHttpClient made = http;
        if (made == null) {
            ZerodepDockerHttpClient.Builder transport = new ZerodepDockerHttpClient.Builder()
                    .dockerHost(host.entrance())
                    // Every log or event that is followed holds one for good.
                    .maxConnections(Integer.MAX_VALUE)
                    .connectionTimeout(connectTimeout);
            host.tls().ifPresent(context -> transport.sslConfig(() -> context));
            made = transport.build();
            http = made;
        }
        return made;
    }

    /** Its commands, always of the same version. */
    synchronized DockerClient client(ApiVersion version) {
        DockerHttpClient connections = http();
        DockerClient made = client;
        if (made == null) {
            made = DockerClientImpl.getInstance(new ClientSettings(host.entrance(), version), connections);
            client = made;
        }
        return made;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        DockerHttpClient open = http;
        if (open != null) {
            open.close();
        }
    }
}
