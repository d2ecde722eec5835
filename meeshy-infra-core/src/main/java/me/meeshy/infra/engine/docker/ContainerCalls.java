package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
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

    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    private final Connection connection;
    private final DockerClient client;

    private final NetworkCalls networks;
    private final JsonRequests requests;

    ContainerCalls(Connection connection, NetworkCalls networks) {
        this.connection = connection;
        this.networks = networks;
        this.requests = new JsonRequests(connection);
        this.client = connection.client();
    }

    List<ContainerSummary> list(Map<String, String> labels) {
        List<String> filter = Labels.filter(labels);
        return connection.send("list containers", () -> {
            var command = client.listContainersCmd().withShowAll(true);
            if (!filter.isEmpty()) {
                command.withLabelFilter(filter);
            }
            return command.exec().stream().map(DetailsTranslation::summary).toList();
        });
    }

    Optional<ContainerDetails> find(String container) {
        return inspect(container).map(DetailsTranslation::details);
    }

    private Optional<InspectContainerResponse> inspect(String container) {
        return connection.<Optional<InspectContainerResponse>>send("inspect container " + container, () -> {
            try {
                InspectContainerResponse found =
                        client.inspectContainerCmd(container).exec();
                return named(container, found) ? Optional.of(found) : Optional.empty();
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
    }

    private static boolean named(String reference, InspectContainerResponse found) {
        return found.getName().equals("/" + reference)
                || found.getId().equals(reference)
                || (reference.length() >= SHORT_ID_LENGTH && found.getId().startsWith(reference));
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
                .map(InspectContainerResponse::getId)
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
        JsonBody body = SpecTranslation.body(spec, connection.version());
        Map<?, ?> answer = connection.send(what, () -> requests.post("/containers/create", query, body));
        String id = String.valueOf(answer.get("Id"));
        if (answer.get("Warnings") instanceof List<?> warnings) {
            warnings.forEach(warning -> LOG.warn("The engine about container {}: {}", spec.name(), warning));
        }
        try {
            // One endpoint is all that older engines take when a container is made.
            SpecTranslation.furtherNetworks(spec, connection.version()).forEach(network -> connect(spec, id, network));
        } catch (RuntimeException e) {
            undoCreate(id, e);
            throw e;
        }
        return id;
    }

    /** In which keys a container differs from what a specification would make. */
    List<String> differingKeys(String container, ContainerSpec spec) {
        Map<?, ?> wanted = members(SpecTranslation.body(spec, connection.version()));
        Map<String, Map<?, ?>> endpoints = new LinkedHashMap<>();
        spec.networks()
                .keySet()
                .forEach(network ->
                        endpoints.put(network, members(SpecTranslation.endpoint(spec, network, connection.version()))));
        return connection.send("compare container " + container, () -> {
            Map<?, ?> there = requests.get("/containers/" + container + "/json").orElse(Map.of());
            Map<?, ?> image =
                    requests.get("/images/" + there.get("Image") + "/json").orElse(Map.of());
            return InspectComparison.differences(wanted, endpoints, there, image);
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
        connection.send(what, () -> {
            try {
                client.startContainerCmd(id).exec();
            } catch (NotModifiedException e) {
                // It runs.
            }
        });
    }

    void stop(String container, Duration grace) {
        String what = "stop container " + container;
        String id = exactly(what, container);
        connection.requests().sendInterruptibly(what, grace.plus(STOPPING_TIME), () -> {
            try {
                client.stopContainerCmd(id)
                        .withTimeout(SpecTranslation.wholeSeconds(grace))
                        .exec();
            } catch (NotModifiedException e) {
                // It does not run.
            }
        });
    }

    void restart(String container, Duration grace) {
        String what = "restart container " + container;
        String id = exactly(what, container);
        connection
                .requests()
                .sendInterruptibly(
                        what,
                        grace.plus(STOPPING_TIME),
                        () -> client.restartContainerCmd(id)
                                .withTimeout(SpecTranslation.wholeSeconds(grace))
                                .exec());
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
        boolean underWay = connection.send(what, () -> {
            try {
                client.removeContainerCmd(id)
                        .withForce(true)
                        .withRemoveVolumes(withAnonymousVolumes)
                        .exec();
                return false;
            } catch (NotFoundException e) {
                return false;
            } catch (ConflictException e) {
                if (String.valueOf(e.getMessage()).contains("already in progress")) {
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
        connection.send(what, () -> {
            client.renameContainerCmd(id).withName(name).exec();
        });
    }

    void restartPolicy(String container, RestartPolicy policy) {
        String what = "change the restart policy of container " + container;
        String id = exactly(what, container);
        connection.send(
                what,
                () -> client.updateContainerCmd(id)
                        .withRestartPolicy(SpecTranslation.restart(policy))
                        .exec());
    }
}
