package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.EngineInfo;

/**
 * An engine that has answered, and the API version that is spoken with it; what docker-java has no part in may be sent in a newer one, up to the
 * engine's newest.
 */
record Connection(
        EngineHost host,
        Optional<SshTunnel> tunnel,
        DockerJava dockerJava,
        Exchange exchange,
        Duplexes duplexes,
        Requests requests,
        ApiVersion version,
        ApiVersion newest,
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
        Failures failures = new Failures(host);
        Requests requests = new Requests(requestLimit, failures);
        DockerJava dockerJava = new DockerJava(host, connectTimeout, failures);
        Exchange exchange = Exchange.with(host, dockerJava::http);
        Duplexes duplexes = new Duplexes(host);
        try {
            Map<?, ?> engine = requests.send(
                    "connect",
                    () -> JsonRequests.unversioned(exchange).get("/version").orElse(Map.of()));
            ApiVersion agreed = Negotiation.agree(
                    String.valueOf(engine.get("ApiVersion")),
                    JsonValues.text(engine, "MinAPIVersion").orElse(null),
                    host);
            ApiVersion newest = ApiVersion.parse(String.valueOf(engine.get("ApiVersion")));
            Map<?, ?> info = requests.send(
                    "ask for the engine's settings",
                    () -> new JsonRequests(exchange, agreed).get("/info").orElse(Map.of()));
            EngineInfo known = new EngineInfo(
                    String.valueOf(engine.get("Version")),
                    agreed.toString(),
                    String.valueOf(info.get("Name")),
                    String.valueOf(info.get("OperatingSystem")),
                    Reaching.reach(info, host));
            return new Connection(
                    host,
                    tunnel,
                    dockerJava,
                    exchange,
                    duplexes,
                    requests,
                    agreed,
                    newest,
                    known,
                    EngineClock.of(info, known.reach()));
        } catch (RuntimeException e) {
            requests.close();
            close(dockerJava, e);
            throw e;
        }
    }

    /** For what is answered as a stream. */
    DockerClient client() {
        return dockerJava.client(version);
    }

    /** The same, where no request may take longer than what remains when it is sent. */
    Connection within(Supplier<Duration> remaining) {
        return new Connection(
                host, tunnel, dockerJava, exchange, duplexes, requests.within(remaining), version, newest, info, clock);
    }

    private static void close(DockerJava dockerJava, RuntimeException because) {
        try {
            dockerJava.close();
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
        duplexes.close();
        try {
            dockerJava.close();
            tunnel.ifPresent(SshTunnel::close);
        } catch (IOException e) {
            throw new EngineException(
                    EngineException.Reason.OTHER, "Cannot close the connection to the engine at " + host + ": " + e, e);
        }
    }
}
