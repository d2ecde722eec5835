package me.meeshy.infra.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Healthcheck;
import me.meeshy.infra.model.NetworkAttachment;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.RestartPolicy;

/** Builds what the tests' containers are made of. */
final class Specs {

    static final String TEST = "a test that is never run";

    private final String name;
    private final String image;
    private Optional<List<String>> command = Optional.empty();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Set<ContainerPort> exposed = new LinkedHashSet<>();
    private final List<PublishedPort> ports = new ArrayList<>();
    private final List<MountSpec> mounts = new ArrayList<>();
    private final Map<String, NetworkAttachment> networks = new LinkedHashMap<>();
    private RestartPolicy restart = RestartPolicy.NO;

    private Specs(String name, String image) {
        this.name = name;
        this.image = image;
    }

    static Specs of(String name, String image) {
        return new Specs(name, image);
    }

    Specs command(String... words) {
        command = Optional.of(List.of(words));
        return this;
    }

    Specs variable(String key, String value) {
        environment.put(key, value);
        return this;
    }

    Specs expose(int port) {
        exposed.add(ContainerPort.tcp(port));
        return this;
    }

    Specs publish(int host, int inside) {
        ports.add(new PublishedPort("0.0.0.0", host, ContainerPort.tcp(inside)));
        return this;
    }

    Specs publish(int firstHost, int lastHost, int inside) {
        ports.add(new PublishedPort("0.0.0.0", firstHost, lastHost, ContainerPort.tcp(inside)));
        return this;
    }

    Specs volume(String volume, String target) {
        mounts.add(new MountSpec.OfVolume(Optional.of(volume), target, false, false));
        return this;
    }

    Specs file(Path source, String target) {
        mounts.add(new MountSpec.OfHost(source, target, true, false));
        return this;
    }

    Specs network(String network) {
        networks.put(network, new NetworkAttachment(List.of(name), Optional.empty()));
        return this;
    }

    Specs restart(RestartPolicy.Mode mode) {
        restart = new RestartPolicy(mode, 0);
        return this;
    }

    ContainerSpec spec() {
        return ContainerSpec.builder(name, image)
                .command(command)
                .environment(environment)
                .labels(Map.of("project", "test", "service", name))
                .exposed(exposed)
                .ports(ports)
                .mounts(mounts)
                .networks(networks)
                .healthcheck(Optional.of(new Healthcheck(
                        List.of("CMD-SHELL", TEST),
                        Optional.of(Duration.ofMillis(200)),
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.of(Duration.ofMinutes(1)),
                        Optional.empty())))
                .restart(restart)
                .build();
    }
}
