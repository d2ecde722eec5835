package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.internal.Json;

/** Requests whose bodies are written by hand, over the connection that docker-java has. */
final class JsonRequests {

    private static final int FIRST_ERROR = 400;
    private static final int NOT_FOUND = 404;

    private final DockerHttpClient http;
    private final ApiVersion version;

    JsonRequests(Connection connection) {
        if (!(connection.client() instanceof DockerClientImpl client)) {
            throw new IllegalStateException("not a client of docker-java's: " + connection.client());
        }
        this.http = client.getHttpClient();
        this.version = connection.version();
    }

    /**
     * Gets a JSON object.
     *
     * @param path below the version, such as {@code /containers/x/json}
     * @return its members, or empty if there is no such thing
     * @throws DockerException if the engine refuses
     */
    Optional<Map<?, ?>> get(String path) {
        DockerHttpClient.Request request = DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.GET)
                .path("/v" + version + path)
                .build();
        try (DockerHttpClient.Response response = http.execute(request)) {
            String text = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
            if (response.getStatusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            if (response.getStatusCode() >= FIRST_ERROR) {
                throw new DockerException(text, response.getStatusCode());
            }
            return Json.parse(text) instanceof Map<?, ?> members ? Optional.of(members) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Posts a JSON object.
     *
     * @param path below the version, such as {@code /containers/create}
     * @param query parameters by name
     * @return the members of the answer; none where the engine answers without a body
     * @throws DockerException if the engine refuses
     */
    Map<?, ?> post(String path, Map<String, String> query, JsonBody body) {
        var address = new StringBuilder("/v" + version + path);
        char separator = '?';
        for (Map.Entry<String, String> parameter : query.entrySet()) {
            address.append(separator)
                    .append(parameter.getKey())
                    .append('=')
                    .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        DockerHttpClient.Request request = DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.POST)
                .path(address.toString())
                .putHeader("Content-Type", "application/json")
                .bodyBytes(body.text().getBytes(StandardCharsets.UTF_8))
                .build();
        try (DockerHttpClient.Response response = http.execute(request)) {
            String text = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
            if (response.getStatusCode() >= FIRST_ERROR) {
                throw new DockerException(text, response.getStatusCode());
            }
            return !text.isBlank() && Json.parse(text) instanceof Map<?, ?> members ? members : Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
