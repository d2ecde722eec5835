package me.meeshy.infra.engine.docker;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.ImageDetails;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.RestartPolicy;

/** What the engine shows, in our types. What is missing counts as empty. */
final class DetailsTranslation {

    private DetailsTranslation() {}

    static ContainerSummary summary(Map<?, ?> container) {
        String id = text(container, "Id");
        String name = JsonValues.list(container, "Names").stream()
                .map(String::valueOf)
                // Links add names with a second slash.
                .filter(each -> each.lastIndexOf('/') <= 0)
                .findFirst()
                .orElse(id);
        return new ContainerSummary(
                id,
                withoutSlash(name),
                text(container, "Image"),
                text(container, "ImageID"),
                labels(container),
                status(text(container, "State")),
                healthInWords(text(container, "Status")));
    }

    /** A listing has the verdict only in words for people, such as {@code Up 5 minutes (healthy)}. */
    static Optional<ContainerState.Health> healthInWords(String words) {
        if (!words.startsWith("Up ") || words.endsWith("(Paused)")) {
            return Optional.empty();
        }
        if (words.endsWith("(healthy)")) {
            return Optional.of(ContainerState.Health.HEALTHY);
        }
        if (words.endsWith("(unhealthy)")) {
            return Optional.of(ContainerState.Health.UNHEALTHY);
        }
        return Optional.of(
                words.endsWith("(health: starting)") ? ContainerState.Health.STARTING : ContainerState.Health.NONE);
    }

    static ContainerDetails details(Map<?, ?> container) {
        Map<?, ?> config = object(container, "Config");
        Map<?, ?> settings = object(container, "NetworkSettings");
        Map<String, String> addresses = new TreeMap<>();
        object(settings, "Networks")
                .forEach((name, network) -> addresses.put(
                        String.valueOf(name),
                        JsonValues.object(network)
                                .flatMap(known -> JsonValues.text(known, "IPAddress"))
                                .orElse("")));
        Map<String, String> volumes = new TreeMap<>();
        for (Map<?, ?> mount : JsonValues.objects(container.get("Mounts"))) {
            // Only volumes have names.
            JsonValues.text(mount, "Name")
                    .ifPresent(
                            name -> JsonValues.text(mount, "Destination").ifPresent(path -> volumes.put(path, name)));
        }
        return new ContainerDetails(
                text(container, "Id"),
                withoutSlash(text(container, "Name")),
                text(config, "Image"),
                text(container, "Image"),
                labels(config),
                state(object(container, "State")),
                JsonValues.object(config, "Healthcheck")
                        .map(HealthTranslation::toOurs)
                        .orElse(Healthcheck.none()),
                PortTranslation.published(object(settings, "Ports")),
                List.copyOf(PortTranslation.exposed(config)),
                addresses,
                restart(object(object(container, "HostConfig"), "RestartPolicy")),
                volumes);
    }

    static ImageDetails image(Map<?, ?> image) {
        Map<?, ?> config = object(image, "Config");
        return new ImageDetails(
                text(image, "Id"),
                JsonValues.list(image, "RepoTags").stream().map(String::valueOf).toList(),
                PortTranslation.exposed(config),
                object(config, "Volumes").keySet().stream()
                        .map(String::valueOf)
                        .sorted()
                        .toList(),
                JsonValues.object(config, "Healthcheck").map(HealthTranslation::toOurs),
                labels(config));
    }

    private static ContainerState state(Map<?, ?> state) {
        ContainerState.Status status = status(text(state, "Status"));
        boolean ended = switch (status) {
            case EXITED, DEAD, RESTARTING -> true;
            case CREATED, RUNNING, PAUSED, REMOVING -> false;
        };
        // A container that could not be started stays "created" and bears the exit code of the failed start.
        boolean startFailed =
                status == ContainerState.Status.CREATED && !text(state, "Error").isEmpty();
        Optional<Long> exitCode = JsonValues.number(state, "ExitCode").filter(code -> ended || startFailed);
        return new ContainerState(
                status,
                health(text(object(state, "Health"), "Status")),
                exitCode.map(code -> OptionalInt.of(code.intValue())).orElse(OptionalInt.empty()),
                JsonValues.isTrue(state, "OOMKilled"),
                instant(text(state, "StartedAt")),
                text(state, "Error"),
                JsonValues.number(state, "Pid")
                        .filter(pid -> pid > 0)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()));
    }

    private static ContainerState.Health health(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "starting" -> ContainerState.Health.STARTING;
            case "healthy" -> ContainerState.Health.HEALTHY;
            case "unhealthy" -> ContainerState.Health.UNHEALTHY;
            default -> ContainerState.Health.NONE;
        };
    }

    private static ContainerState.Status status(String word) {
        for (ContainerState.Status status : ContainerState.Status.values()) {
            if (status.engineName().equals(word)) {
                return status;
            }
        }
        throw new IllegalStateException("the engine says that a container is \"" + word + "\", which we do not know");
    }

    private static RestartPolicy restart(Map<?, ?> policy) {
        for (RestartPolicy.Mode mode : RestartPolicy.Mode.values()) {
            if (mode.engineName().equals(policy.get("Name"))) {
                long retries = JsonValues.number(policy, "MaximumRetryCount").orElse(0L);
                return new RestartPolicy(mode, mode == RestartPolicy.Mode.ON_FAILURE ? (int) retries : 0);
            }
        }
        return RestartPolicy.NO;
    }

    /** The engine writes the year 1 for "never". */
    private static Optional<Instant> instant(String text) {
        if (text.isEmpty() || text.startsWith("0001-")) {
            return Optional.empty();
        }
        return Optional.of(OffsetDateTime.parse(text).toInstant());
    }

    /** Without those that have no value, for which the engine may send null. */
    static Map<String, String> labels(Map<?, ?> of) {
        Map<String, String> labels = new HashMap<>();
        object(of, "Labels").forEach((name, value) -> {
            if (value instanceof String text) {
                labels.put(String.valueOf(name), text);
            }
        });
        return Map.copyOf(labels);
    }

    private static String withoutSlash(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    static String text(Map<?, ?> of, String name) {
        return JsonValues.text(of, name).orElse("");
    }

    private static Map<?, ?> object(Map<?, ?> of, String name) {
        return of.get(name) instanceof Map<?, ?> members ? members : Map.of();
    }
}
