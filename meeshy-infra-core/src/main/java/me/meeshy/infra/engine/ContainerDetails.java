package me.meeshy.infra.engine;

import java.util.List;
import java.util.Map;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.RestartPolicy;

/**
 * A container as an inspection shows it.
 *
 * @param id the engine's id
 * @param name its name, without a leading slash
 * @param image the reference it was made from
 * @param imageId the image's id
 * @param labels its labels
 * @param state what it is doing
 * @param healthcheck its health check, the image's included; {@link Healthcheck#none()} where there is none
 * @param ports the ports that the host listens for now, with the host ports that the engine chose
 * @param exposed the ports that it or its image exposes
 * @param addresses its address in each network that it is in, by the network's name
 * @param restart when the engine starts it again
 * @param volumes the names of the volumes, anonymous ones included, by the path where they stand
 */
public record ContainerDetails(
        String id,
        String name,
        String image,
        String imageId,
        Map<String, String> labels,
        ContainerState state,
        Healthcheck healthcheck,
        List<PublishedPort> ports,
        List<ContainerPort> exposed,
        Map<String, String> addresses,
        RestartPolicy restart,
        Map<String, String> volumes) {}
