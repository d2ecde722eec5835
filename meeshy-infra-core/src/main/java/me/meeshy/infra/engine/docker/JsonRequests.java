package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.exception.DockerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.internal.Json;
import org.jspecify.annotations.Nullable;

/** Requests that the engine answers at once, with JSON or with nothing. */
final class JsonRequests {

    private static final int FIRST_ERROR = 400;
    private static final int NOT_FOUND = 404;

    private final Exchange exchange;
    private final String prefix;

    private JsonRequests(Exchange exchange, String prefix) {
        this.exchange = exchange;
        this.prefix = prefix;
    }

    JsonRequests(Connection connection) {
        this(connection.exchange(), connection.version());
    }

    JsonRequests(Exchange exchange, ApiVersion version) {
        this(exchange, "/v" + version);
    }

    /** In the engine's newest version. */
    static JsonRequests unversioned(Exchange exchange) {
        return new JsonRequests(exchange, "");
    }

    /** A name as a part of a path. */
    static String part(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** An image's name as a part of a path, where slashes and colons are its own. */
    static String image(String reference) {
        return part(reference).replace("%2F", "/").replace("%3A", ":").replace("%40", "@");
    }

    /** Asks for what bears all of some labels; an empty value asks for the name only. */
    static Map<String, String> labelled(Map<String, String> labels) {
        return labels.isEmpty()
                ? Map.of()
                : Map.of(
                        "filters",
                        new JsonBody().given("label", Labels.filter(labels)).text());
    }

    /**
     * Gets a JSON object.
     *
     * @param path below the version, such as {@code /containers/x/json}
     * @return its members, or empty if there is no such thing
     * @throws DockerException if the engine refuses
     */
    Optional<Map<?, ?>> get(String path) {
        Exchange.Answer answer = send("GET", path, "");
        return answer.status() == NOT_FOUND ? Optional.empty() : JsonValues.object(json(accepted(answer)));
    }

    /**
     * Gets JSON that must be there.
     *
     * @param query parameters by name
     * @throws DockerException if the engine refuses
     */
    @Nullable
    Object get(String path, Map<String, String> query) {
        return json(accepted(send("GET", path(path, query), "")));
    }

    /** Gets a JSON array of objects. */
    List<Map<?, ?>> list(String path, Map<String, String> query) {
        return JsonValues.objects(get(path, query));
    }

    /** The same requests in another version of the API. */
    JsonRequests in(ApiVersion other) {
        return new JsonRequests(exchange, other);
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
        String text = accepted(send("POST", path(path, query), body.text()));
        return text.isBlank() ? Map.of() : JsonValues.object(json(text)).orElse(Map.of());
    }

    /** Posts nothing, for what it does. What is so already is no error. */
    void post(String path, Map<String, String> query) {
        accepted(send("POST", path(path, query), ""));
    }

    /**
     * Deletes.
     *
     * @return false if there is no such thing
     * @throws DockerException if the engine refuses
     */
    boolean delete(String path, Map<String, String> query) {
        Exchange.Answer answer = send("DELETE", path(path, query), "");
        if (answer.status() == NOT_FOUND) {
            return false;
        }
        accepted(answer);
        return true;
    }

    private Exchange.Answer send(String method, String path, String body) {
        try {
            return exchange.send(method, prefix + path, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String accepted(Exchange.Answer answer) {
        if (answer.status() >= FIRST_ERROR) {
            throw new DockerException(answer.text(), answer.status());
        }
        return answer.text();
    }

    private static @Nullable Object json(String text) {
        return Json.parse(text);
    }

    /** A path with its parameters. */
    static String path(String path, Map<String, String> query) {
        var text = new StringBuilder();
        query.forEach((name, value) -> text.append(text.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return path + text;
    }
}
