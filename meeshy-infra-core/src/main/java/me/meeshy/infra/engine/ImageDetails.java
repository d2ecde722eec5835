package me.meeshy.infra.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Healthcheck;

/**
 * An image that the engine has.
 *
 * @param id its id
 * @param tags the references that name it
 * @param exposed the ports that it exposes
 * @param volumes the paths that it declares as volumes
 * @param healthcheck its health check, where it has one
 * @param labels its labels
 */
public record ImageDetails(
        String id,
        List<String> tags,
        Set<ContainerPort> exposed,
        List<String> volumes,
        Optional<Healthcheck> healthcheck,
        Map<String, String> labels) {}
