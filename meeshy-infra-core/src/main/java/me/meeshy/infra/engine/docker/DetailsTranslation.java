package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.ContainerNetwork;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import me.meeshy.infra.engine.ContainerDetails;
import me.meeshy.infra.engine.ContainerState;
import me.meeshy.infra.engine.ContainerSummary;
import me.meeshy.infra.engine.ImageDetails;
import me.meeshy.infra.model.RestartPolicy;
import org.jspecify.annotations.Nullable;

/** What the engine shows, in our types. Nearly everything that docker-java hands out may be null. */
final class DetailsTranslation {

    private DetailsTranslation() {}

    static ContainerSummary summary(Container container) {
        String name = Arrays.stream(orEmpty(container.getNames()))
                // Links add names with a second slash.
                .filter(each -> each.lastIndexOf('/') <= 0)
                .findFirst()
                .orElse(container.getId());
        return new ContainerSummary(
                container.getId(),
                withoutSlash(name),
                orEmpty(container.getImage()),
                orEmpty(container.getImageId()),
                orEmpty(container.getLabels()),
                status(container.getState()),
                healthInWords(orEmpty(container.getStatus())));
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

    static ContainerDetails details(InspectContainerResponse container) {
        ContainerConfig config = container.getConfig();
        Map<String, String> addresses = new TreeMap<>();
        for (Map.Entry<String, ContainerNetwork> network :
                orEmpty(container.getNetworkSettings().getNetworks()).entrySet()) {
            addresses.put(network.getKey(), orEmpty(network.getValue().getIpAddress()));
        }
        Map<String, String> volumes = new TreeMap<>();
        for (InspectContainerResponse.Mount mount :
                container.getMounts() == null ? List.<InspectContainerResponse.Mount>of() : container.getMounts()) {
            // Only volumes have names.
            if (mount.getName() != null && !mount.getName().isEmpty() && mount.getDestination() != null) {
                volumes.put(mount.getDestination().getPath(), mount.getName());
            }
        }
        return new ContainerDetails(
                container.getId(),
                withoutSlash(container.getName()),
                orEmpty(config.getImage()),
                orEmpty(container.getImageId()),
                orEmpty(config.getLabels()),
                state(container.getState()),
                HealthTranslation.toOurs(config.getHealthcheck()),
                PortTranslation.published(container.getNetworkSettings().getPorts()),
                List.copyOf(PortTranslation.exposed(config.getExposedPorts())),
                addresses,
                restart(container.getHostConfig().getRestartPolicy()),
                volumes);
    }

    static ImageDetails image(InspectImageResponse image) {
        @Nullable ContainerConfig config = image.getConfig();
        if (config == null) {
            config = new ContainerConfig();
        }
        return new ImageDetails(
                image.getId(),
                image.getRepoTags() == null ? List.of() : List.copyOf(image.getRepoTags()),
                PortTranslation.exposed(config.getExposedPorts()),
                config.getVolumes() == null
                        ? List.of()
                        : config.getVolumes().keySet().stream().sorted().toList(),
                Optional.ofNullable(config.getHealthcheck()).map(HealthTranslation::toOurs),
                orEmpty(config.getLabels()));
    }

    static ContainerState state(InspectContainerResponse.ContainerState state) {
        ContainerState.Status status = status(state.getStatus());
        boolean ended = switch (status) {
            case EXITED, DEAD, RESTARTING -> true;
            case CREATED, RUNNING, PAUSED, REMOVING -> false;
        };
        // A container that could not be started stays "created" and bears the exit code of the failed start.
        boolean startFailed = status == ContainerState.Status.CREATED
                && !orEmpty(state.getError()).isEmpty();
        Long exitCode = state.getExitCodeLong();
        return new ContainerState(
                status,
                health(state.getHealth()),
                (ended || startFailed) && exitCode != null ? OptionalInt.of(exitCode.intValue()) : OptionalInt.empty(),
                Boolean.TRUE.equals(state.getOOMKilled()),
                instant(state.getStartedAt()),
                orEmpty(state.getError()));
    }

    private static ContainerState.Health health(@Nullable HealthState health) {
        return switch (health == null ? "" : orEmpty(health.getStatus()).toLowerCase(Locale.ROOT)) {
            case "starting" -> ContainerState.Health.STARTING;
            case "healthy" -> ContainerState.Health.HEALTHY;
            case "unhealthy" -> ContainerState.Health.UNHEALTHY;
            default -> ContainerState.Health.NONE;
        };
    }

    private static ContainerState.Status status(@Nullable String word) {
        for (ContainerState.Status status : ContainerState.Status.values()) {
            if (status.engineName().equals(word)) {
                return status;
            }
        }
        throw new IllegalStateException("the engine says that a container is \"" + word + "\", which we do not know");
    }

    static RestartPolicy restart(com.github.dockerjava.api.model.@Nullable RestartPolicy policy) {
        if (policy == null || policy.getName() == null) {
            return RestartPolicy.NO;
        }
        for (RestartPolicy.Mode mode : RestartPolicy.Mode.values()) {
            if (mode.engineName().equals(policy.getName())) {
                Integer retries = policy.getMaximumRetryCount();
                return new RestartPolicy(mode, mode == RestartPolicy.Mode.ON_FAILURE && retries != null ? retries : 0);
            }
        }
        return RestartPolicy.NO;
    }

    /** The engine writes the year 1 for "never". */
    private static Optional<Instant> instant(@Nullable String text) {
        if (text == null || text.isEmpty() || text.startsWith("0001-")) {
            return Optional.empty();
        }
        return Optional.of(java.time.OffsetDateTime.parse(text).toInstant());
    }

    static Map<String, String> labels(@Nullable Map<String, String> labels) {
        return orEmpty(labels);
    }

    private static String withoutSlash(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String[] orEmpty(String @Nullable [] texts) {
        return texts == null ? new String[0] : texts;
    }

    /** A copy; the engine may send null for a label without a value. */
    private static <V> Map<String, V> orEmpty(@Nullable Map<String, V> map) {
        Map<String, V> copy = new HashMap<>();
        if (map != null) {
            map.forEach((key, value) -> {
                if (value != null) {
                    copy.put(key, value);
                }
            });
        }
        return Map.copyOf(copy);
    }
}
