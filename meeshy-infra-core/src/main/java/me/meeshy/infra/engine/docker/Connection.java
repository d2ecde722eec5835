package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineInfo;

/** An engine that has answered, and the API version that is spoken with it. */
record Connection(
        EngineHost host,
        Optional<SshTunnel> tunnel,
        DockerClient client,
        Requests requests,
        ApiVersion version,
        EngineInfo info,
        EngineClock clock)
        implements AutoCloseable {

    static Connection open(
            EngineHost host, DockerSettings dockerSettings, Duration connectTimeout, Duration requestLimit) {
        if (!host.isOverSsh()) {
            return open(host, Optional.empty(), connectTimeout, requestLimit);
        }
        SshTunnel tunnel = SshTunnel.open(host, dockerSettings);
        try {
            return open(host.through(tunnel.socket()), Optional.of(tunnel), connectTimeout, requestLimit);
        } catch (EngineException e) {
            String words = tunnel.lastWords();
            tunnel.close();
            throw words.isEmpty()
                    ? e
                    : new EngineException(e.reason(), e.getMessage() + "; ssh had to say: " + words, e);
        }
    }

    private static Connection open(
            EngineHost host, Optional<SshTunnel> tunnel, Duration connectTimeout, Duration requestLimit) {
        ClientSettings settings = ClientSettings.unversioned(host.entrance());
        Requests requests = new Requests(requestLimit, new Failures(host));
        ZerodepDockerHttpClient.Builder transport = new ZerodepDockerHttpClient.Builder()
                .dockerHost(host.entrance())
                // Every log or event that is followed holds one for good.
                .maxConnections(Integer.MAX_VALUE)
                .connectionTimeout(connectTimeout);
        host.tls().ifPresent(context -> transport.sslConfig(() -> context));
        DockerHttpClient http = transport.build();
        try {
            DockerClient unversioned = DockerClientImpl.getInstance(settings, http);
            Version engine =
                    requests.send("connect", () -> unversioned.versionCmd().exec());
            ApiVersion agreed =
                    Negotiation.agree(String.valueOf(engine.getApiVersion()), engine.getMinAPIVersion(), host);
            DockerClient client = DockerClientImpl.getInstance(settings.versioned(agreed), http);
            Info info = requests.send(
                    "ask for the engine's settings", () -> client.infoCmd().exec());
            EngineInfo known = new EngineInfo(
                    String.valueOf(engine.getVersion()),
                    agreed.toString(),
                    String.valueOf(info.getName()),
                    String.valueOf(info.getOperatingSystem()),
                    Reaching.reach(info, host));
            return new Connection(host, tunnel, client, requests, agreed, known, EngineClock.of(info, known.reach()));
        } catch (RuntimeException e) {
            requests.close();
            close(http, e);
            throw e;
        }
    }

    /** The same, where no request may take longer than what remains when it is sent. */
    Connection within(Supplier<Duration> remaining) {
        return new Connection(host, tunnel, client, requests.within(remaining), version, info, clock);
    }

    private static void close(DockerHttpClient http, RuntimeException because) {
        try {
            http.close();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /** Sends a request that the engine answers at once. */
    <T> T send(String what, Callable<T> request) {
        return requests.send(what, request);
    }

    /** Sends a request that has no answer but that it was done. */
    void send(String what, Runnable request) {
        requests.send(what, request);
    }

    @Override
    public void close() {
        requests.close();
        try {
            client.close();
            tunnel.ifPresent(SshTunnel::close);
        } catch (IOException e) {
            throw new EngineException(
                    EngineException.Reason.OTHER, "Cannot close the connection to the engine at " + host + ": " + e, e);
        }
    }
}
