package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.exception.DockerException;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import me.meeshy.infra.engine.ApiNeed;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.internal.Json;
import me.meeshy.infra.model.RestartPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The requests about containers that the engine answers at once. */
final class ContainerCalls {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerCalls.class);

    /** What looks like the beginning of an id, and may be a name such as {@code db}. */
    private static final Pattern LIKE_AN_ID = Pattern.compile("[0-9a-f]{1,63}");
    /** As short as the docker command prints ids. */
    private static final int SHORT_ID_LENGTH = 12;
    /** What the engine needs beyond the grace to end a container. */
    private static final Duration STOPPING_TIME = Duration.ofSeconds(30);

    private static final int CONFLICT = 409;
    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    private final Connection connection;
    private final NetworkCalls networks;
    private final JsonRequests requests;

    ContainerCalls(Connection connection, NetworkCalls networks) {
        this.connection = connection;
        this.networks = networks;
        this.requests = new JsonRequests(connection);
    }

    List<ContainerSummary> list(Map<String, String> labels) {
        Map<String, String> query = new LinkedHashMap<>(JsonRequests.labelled(labels));
        query.put("all", "true");
        return connection.send(
                "list containers",
                () -> requests.list("/containers/json", query).stream()
                        .map(DetailsTranslation::summary)
                        .toList());
    }

    Optional<ContainerDetails> find(String container) {
        return inspect(container).map(DetailsTranslation::details);
    }

    private Optional<Map<?, ?>> inspect(String container) {
        return connection.<Optional<Map<?, ?>>>send(
                "inspect container " + container,
                () -> requests.get(path(container, "/json")).filter(found -> named(container, found)));
    }

    static String path(String container, String verb) {
        return "/containers/" + JsonRequests.part(container) + verb;
    }

    private static boolean named(String reference, Map<?, ?> found) {
        String id = id(found);
        return ("/" + reference).equals(found.get("Name"))
                || id.equals(reference)
                || (reference.length() >= SHORT_ID_LENGTH && id.startsWith(reference));
    }

    private static String id(Map<?, ?> found) {
        return DetailsTranslation.text(found, "Id");
    }

    /**
     * The engine takes any beginning of an id for the id, so that {@code db} may name somebody else's container when ours is
     * gone. What could be both is looked up first.
     */
    String exactly(String what, String container) {
        if (!LIKE_AN_ID.matcher(container).matches()) {
            return container;
        }
        return inspect(container)
                .map(ContainerCalls::id)
                .orElseThrow(() -> new EngineException(
                        EngineException.Reason.NOT_FOUND,
                        "Cannot " + what + ": No such container: " + container,
                        null));
    }

    String create(ContainerSpec spec) {
        String what = "create container " + spec.name() + " from " + spec.image();
        spec.networks().keySet().forEach(network -> requireNetwork(what, network));
        Map<String, String> query = new LinkedHashMap<>();
        query.put("name", spec.name());
        spec.platform().ifPresent(platform -> query.put("platform", platform));
        refuseWhatItIsTooOldFor(what, spec);
        ApiVersion version = versionFor(spec);
        JsonBody body = SpecTranslation.body(spec, version);
        Map<?, ?> answer = connection.send(what, () -> requests.in(version).post("/containers/create", query, body));
        String id = String.valueOf(answer.get("Id"));
        if (answer.get("Warnings") instanceof List<?> warnings) {
            warnings.forEach(warning -> LOG.warn("The engine about container {}: {}", spec.name(), warning));
        }
        try {
            // One endpoint is all that older engines take when a container is made.
            SpecTranslation.furtherNetworks(spec, version).forEach(network -> connect(spec, id, network));
        } catch (RuntimeException e) {
            undoCreate(id, e);
            throw e;
        }
        return id;
    }

    List<ApiNeed> unmetNeeds(ContainerSpec spec) {
        return ApiNeed.of(spec).stream()
                .filter(need -> !connection.newest().atLeast(ApiVersion.parse(need.apiVersion())))
                .toList();
    }

    private void refuseWhatItIsTooOldFor(String what, ContainerSpec spec) {
        List<ApiNeed> unmet = unmetNeeds(spec);
        if (!unmet.isEmpty()) {
            throw new EngineException(
                    EngineException.Reason.UNSUPPORTED,
                    "Cannot " + what + ": the engine speaks API " + connection.newest() + ", which is too old for "
                            + unmet + "; update the engine, or take it away",
                    null);
        }
    }

    /** As new as what is asked for needs it. */
    private ApiVersion versionFor(ContainerSpec spec) {
        return unmetNeeds(spec).isEmpty()
                ? ApiNeed.of(spec).stream()
                        .map(need -> ApiVersion.parse(need.apiVersion()))
                        .filter(connection.version()::isBefore)
                        .max(Comparator.naturalOrder())
                        .orElse(connection.version())
                : connection.version();
    }

    /** In which keys a container differs from what a specification would make. */
    List<String> differingKeys(String container, ContainerSpec spec) {
        ApiVersion version = versionFor(spec);
        Map<?, ?> wanted = members(SpecTranslation.body(spec, version));
        Map<String, Map<?, ?>> endpoints = new LinkedHashMap<>();
        spec.networks()
                .keySet()
                .forEach(network -> endpoints.put(network, members(SpecTranslation.endpoint(spec, network, version))));
        return connection.send("compare container " + container, () -> {
            Map<?, ?> there = requests.get("/containers/" + container + "/json").orElse(Map.of());
            Map<?, ?> image =
                    requests.get("/images/" + there.get("Image") + "/json").orElse(Map.of());
            Map<?, ?> asked = SharedByName.withIds(
                    wanted,
                    name -> requests.get("/containers/" + name + "/json")
                            .flatMap(shared -> JsonValues.text(shared, "Id")));
            return InspectComparison.differences(asked, endpoints, there, image);
        });
    }

    private static Map<?, ?> members(JsonBody body) {
        return Json.parse(body.text()) instanceof Map<?, ?> members ? members : Map.of();
    }

    /** The engine takes any name here, and fails only when the container is started. */
    private void requireNetwork(String what, String network) {
        if (networks.find(network).isEmpty()) {
            throw new EngineException(
                    EngineException.Reason.NOT_FOUND,
                    "Cannot " + what + ": there is no network " + network + "; create it first",
                    null);
        }
    }

    private void connect(ContainerSpec spec, String id, String network) {
        JsonBody body = new JsonBody()
                .with("Container", id)
                .with("EndpointConfig", SpecTranslation.endpoint(spec, network, connection.version()));
        connection.send("connect container " + spec.name() + " to network " + network, () -> {
            requests.post("/networks/" + network + "/connect", Map.of(), body);
        });
    }

    private void undoCreate(String id, RuntimeException because) {
        try {
            remove(id, true);
        } catch (RuntimeException e) {
            because.addSuppressed(e);
        }
    }

    void start(String container) {
        String what = "start container " + container;
        String id = exactly(what, container);
        connection.send(what, () -> requests.post(path(id, "/start"), Map.of()));
    }

    void stop(String container, Duration grace) {
        end("stop", container, grace);
    }

    void restart(String container, Duration grace) {
        end("restart", container, grace);
    }

    private void end(String verb, String container, Duration grace) {
        String what = verb + " container " + container;
        String id = exactly(what, container);
        Map<String, String> query = Map.of("t", String.valueOf(SpecTranslation.wholeSeconds(grace)));
        connection
                .requests()
                .sendInterruptibly(what, grace.plus(STOPPING_TIME), () -> requests.post(path(id, "/" + verb), query));
    }

    void remove(String container, boolean withAnonymousVolumes) {
        String what = "remove container " + container;
        String id;
        try {
            id = exactly(what, container);
        } catch (EngineException e) {
            if (e.reason() == EngineException.Reason.NOT_FOUND) {
                return;
            }
            throw e;
        }
        Map<String, String> query = Map.of("force", "true", "v", String.valueOf(withAnonymousVolumes));
        boolean underWay = connection.send(what, () -> {
            try {
                requests.delete(path(id, ""), query);
                return false;
            } catch (DockerException e) {
                if (e.getHttpStatus() == CONFLICT
                        && String.valueOf(e.getMessage()).contains("already in progress")) {
                    return true;
                }
                throw e;
            }
        });
        if (underWay) {
            awaitRemoval(what, id);
        }
    }

    /** Somebody else removes it, too: it must be gone when we return. */
    private void awaitRemoval(String what, String id) {
        long end = System.nanoTime() + connection.requests().limit().toNanos();
        while (inspect(id).isPresent()) {
            if (System.nanoTime() > end) {
                throw connection
                        .requests()
                        .failures()
                        .timeout(what, connection.requests().limit(), null);
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    void rename(String container, String name) {
        String what = "rename container " + container + " to " + name;
        String id = exactly(what, container);
        connection.send(what, () -> requests.post(path(id, "/rename"), Map.of("name", name)));
    }

    void restartPolicy(String container, RestartPolicy policy) {
        String what = "change the restart policy of container " + container;
        String id = exactly(what, container);
        JsonBody body = new JsonBody()
                .with(
                        "RestartPolicy",
                        new JsonBody()
                                .with("Name", policy.mode().engineName())
                                .with("MaximumRetryCount", policy.maximumRetries()));
        connection.send(what, () -> requests.post(path(id, "/update"), Map.of(), body));
    }
}
