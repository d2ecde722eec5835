package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import me.meeshy.infra.engine.ImageBuild;
import me.meeshy.infra.internal.Json;
import me.meeshy.infra.model.Build;
import org.jspecify.annotations.Nullable;

/**
 * One build by the engine's own builder. docker-java's request leaves out limits of processes and the isolation, so it is written by
 * hand. The engine ends the build when the connection closes.
 */
final class BuildCall {

    private static final int FIRST_ERROR = 400;

    private final Connection connection;
    private final ImageBuild build;
    private final Consumer<String> output;
    private final StringBuilder line = new StringBuilder();
    private final AtomicReference<DockerHttpClient.@Nullable Response> answer = new AtomicReference<>();

    BuildCall(Connection connection, ImageBuild build, Consumer<String> output) {
        this.connection = connection;
        this.build = build;
        this.output = output;
    }

    /**
     * Builds.
     *
     * @param logins by registry
     * @param context the tar stream that is sent
     */
    void run(Map<String, AuthConfig> logins, InputStream context, Duration deadline) {
        String what = "build image " + build.reference();
        AtomicReference<@Nullable String> refusal = new AtomicReference<>();
        try {
            connection.requests().sendInterruptibly(what, deadline, () -> refusal.set(send(logins, context)));
        } finally {
            close(answer.get());
        }
        @Nullable String words = refusal.get();
        if (words != null) {
            throw connection.requests().failures().refused(what, 0, words, null);
        }
    }

    private @Nullable String send(Map<String, AuthConfig> logins, InputStream context) {
        if (!(connection.client() instanceof DockerClientImpl client)) {
            throw new IllegalStateException("not a client of docker-java's: " + connection.client());
        }
        DockerHttpClient.Request.Builder request = DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.POST)
                .path("/v" + connection.version() + "/build?" + query())
                .putHeader("Content-Type", "application/x-tar")
                .body(context);
        if (!logins.isEmpty()) {
            request.putHeader("X-Registry-Config", header(logins));
        }
        try (DockerHttpClient.Response response = client.getHttpClient().execute(request.build())) {
            answer.set(response);
            if (response.getStatusCode() >= FIRST_ERROR) {
                throw new DockerException(
                        new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8),
                        response.getStatusCode());
            }
            return read(response.getBody());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until the end; what the engine says of a failure, or null. */
    private @Nullable String read(InputStream body) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        @Nullable String failure = null;
        boolean built = false;
        for (@Nullable String text = reader.readLine(); text != null; text = reader.readLine()) {
            if (text.isBlank() || !(Json.parse(text) instanceof Map<?, ?> message)) {
                continue;
            }
            JsonValues.text(message, "stream").ifPresent(this::append);
            JsonValues.text(message, "status")
                    .filter(status -> JsonValues.object(message, "progressDetail")
                            .filter(detail -> !detail.isEmpty())
                            .isEmpty())
                    .ifPresent(status -> append(
                            JsonValues.text(message, "id").map(id -> id + ": ").orElse("") + status + "\n"));
            built |= JsonValues.object(message, "aux").isPresent();
            failure = JsonValues.text(message, "error").orElse(failure);
        }
        append("\n");
        return failure == null && !built ? "the engine's answer ended before the build did" : failure;
    }

    /** The engine tells in pieces that are no lines. */
    private void append(String piece) {
        line.append(piece);
        for (int end = line.indexOf("\n"); end >= 0; end = line.indexOf("\n")) {
            String whole = line.substring(0, end).stripTrailing();
            line.delete(0, end + 1);
            if (!whole.isEmpty()) {
                output.accept(whole);
            }
        }
    }

    private String query() {
        Build settings = build.settings();
        List<String> query = new ArrayList<>();
        add(query, "dockerfile", build.dockerfile());
        add(query, "rm", "1");
        add(query, "forcerm", "1");
        add(query, "t", build.reference());
        settings.tags().forEach(tag -> add(query, "t", tag));
        add(query, "buildargs", Json.write(settings.args()));
        add(query, "labels", Json.write(build.labels()));
        settings.target().ifPresent(target -> add(query, "target", target));
        settings.network().ifPresent(network -> add(query, "networkmode", network));
        settings.extraHosts().forEach(host -> add(query, "extrahosts", host.host() + ":" + host.address()));
        settings.sharedMemory().ifPresent(bytes -> add(query, "shmsize", String.valueOf(bytes)));
        settings.isolation().ifPresent(isolation -> add(query, "isolation", isolation));
        build.platform().ifPresent(platform -> add(query, "platform", platform));
        if (settings.noCache()) {
            add(query, "nocache", "1");
        }
        if (settings.pull()) {
            add(query, "pull", "1");
        }
        if (!settings.cacheFrom().isEmpty()) {
            add(query, "cachefrom", Json.write(settings.cacheFrom()));
        }
        if (!settings.ulimits().isEmpty()) {
            List<Map<String, Object>> limits = new ArrayList<>();
            settings.ulimits()
                    .forEach((name, limit) ->
                            limits.add(Map.of("Name", name, "Soft", limit.soft(), "Hard", limit.hard())));
            add(query, "ulimits", Json.write(limits));
        }
        return String.join("&", query);
    }

    private static void add(List<String> query, String name, String value) {
        query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private static String header(Map<String, AuthConfig> logins) {
        var all = new JsonBody();
        logins.forEach((registry, login) -> all.with(
                registry,
                new JsonBody()
                        .given("username", Optional.ofNullable(login.getUsername()))
                        .given("password", Optional.ofNullable(login.getPassword()))
                        .given("identitytoken", Optional.ofNullable(login.getIdentitytoken()))
                        .given("registrytoken", Optional.ofNullable(login.getRegistrytoken()))
                        .with("serveraddress", registry)));
        return Base64.getUrlEncoder().encodeToString(all.text().getBytes(StandardCharsets.UTF_8));
    }

    private static void close(DockerHttpClient.@Nullable Response response) {
        if (response != null) {
            response.close();
        }
    }
}
