package me.meeshy.infra.engine.docker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.RestartPolicy;

/** Makes container specs of which a test says only what it is about. */
final class Specs {

    private final String name;
    private final String image;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Set<ContainerPort> exposed = new TreeSet<>();
    private final List<PublishedPort> ports = new ArrayList<>();
    private final List<ContainerSpec.MountSpec> mounts = new ArrayList<>();
    private final Map<String, NetworkAttachment> networks = new LinkedHashMap<>();
    private Optional<List<String>> command = Optional.empty();
    private Optional<List<String>> entrypoint = Optional.empty();
    private Optional<Healthcheck> healthcheck = Optional.empty();
    private RestartPolicy restart = RestartPolicy.NO;
    private Optional<String> user = Optional.empty();
    private Optional<String> workingDirectory = Optional.empty();
    private Optional<Duration> stopGracePeriod = Optional.empty();

    Specs(String name, String image) {
        this.name = name;
        this.image = image;
    }

    Specs label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    Specs environment(String key, String value) {
        environment.put(key, value);
        return this;
    }

    Specs expose(ContainerPort port) {
        exposed.add(port);
        return this;
    }

    Specs publish(PublishedPort port) {
        ports.add(port);
        return this;
    }

    Specs mount(ContainerSpec.MountSpec mount) {
        mounts.add(mount);
        return this;
    }

    Specs network(String network, String... aliases) {
        networks.put(network, new NetworkAttachment(List.of(aliases), Optional.empty()));
        return this;
    }

    Specs command(String... words) {
        command = Optional.of(List.of(words));
        return this;
    }

    Specs entrypoint(String... words) {
        entrypoint = Optional.of(List.of(words));
        return this;
    }

    Specs healthcheck(Healthcheck value) {
        healthcheck = Optional.of(value);
        return this;
    }

    Specs restart(RestartPolicy value) {
        restart = value;
        return this;
    }

    Specs user(String value) {
        user = Optional.of(value);
        return this;
    }

    Specs workingDirectory(String value) {
        workingDirectory = Optional.of(value);
        return this;
    }

    Specs stopGracePeriod(Duration value) {
        stopGracePeriod = Optional.of(value);
        return this;
    }

    ContainerSpec spec() {
        return ContainerSpec.builder(name, image)
                .command(command)
                .entrypoint(entrypoint)
                .environment(environment)
                .labels(labels)
                .exposed(exposed)
                .ports(ports)
                .mounts(mounts)
                .networks(networks)
                .healthcheck(healthcheck)
                .restart(restart)
                .user(user)
                .workingDirectory(workingDirectory)
                .stopGracePeriod(stopGracePeriod)
                .build();
    }
}
