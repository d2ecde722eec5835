package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.engine.ContainerSpec;

/** What a container is made of, ours to the engine's. */
final class SpecTranslation {

    private SpecTranslation() {}

    static void addTo(CreateContainerCmd command, ContainerSpec spec, ApiVersion version) {
        HostConfig host = HostConfig.newHostConfig()
                .withPortBindings(PortTranslation.bindings(spec.ports()))
                .withRestartPolicy(restart(spec.restart()));
        MountTranslation.addTo(host, spec.mounts());
        spec.networks().entrySet().stream().findFirst().ifPresent(first -> {
            host.withNetworkMode(first.getKey());
            command.withAliases(first.getValue().aliases());
            first.getValue().ipv4Address().ifPresent(command::withIpv4Address);
        });
        command.withName(spec.name())
                .withHostConfig(host)
                .withEnv(environment(spec.environment()))
                .withLabels(spec.labels())
                .withExposedPorts(PortTranslation.exposed(spec.exposed(), spec.ports()));
        spec.command().ifPresent(command::withCmd);
        spec.entrypoint().ifPresent(command::withEntrypoint);
        spec.user().ifPresent(command::withUser);
        spec.workingDirectory().ifPresent(command::withWorkingDir);
        spec.stopGracePeriod().ifPresent(period -> command.withStopTimeout(wholeSeconds(period)));
        spec.healthcheck().ifPresent(check -> command.withHealthcheck(HealthTranslation.toEngine(check, version)));
    }

    static ContainerNetwork endpoint(ContainerSpec.Endpoint endpoint) {
        ContainerNetwork network = new ContainerNetwork().withAliases(endpoint.aliases());
        endpoint.ipv4Address()
                .ifPresent(address -> network.withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(address)));
        return network;
    }

    static RestartPolicy restart(me.meeshy.infra.model.RestartPolicy policy) {
        return switch (policy.mode()) {
            case NO -> new NoRestart();
            case ALWAYS -> RestartPolicy.alwaysRestart();
            case ON_FAILURE -> RestartPolicy.onFailureRestart(policy.maximumRetries());
            case UNLESS_STOPPED -> RestartPolicy.unlessStoppedRestart();
        };
    }

    static List<String> environment(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }

    /** The engine counts in seconds: rounded up, since 0 would kill at once. */
    static int wholeSeconds(Duration duration) {
        long seconds = duration.toSeconds() + (duration.toNanosPart() > 0 ? 1 : 0);
        return (int) Math.min(Integer.MAX_VALUE, seconds);
    }

    /** docker-java leaves the name of this policy empty, which the engine takes for "as it was" when a container is changed. */
    private static final class NoRestart extends RestartPolicy {

        private static final long serialVersionUID = 1L;

        @Override
        public String getName() {
            return me.meeshy.infra.model.RestartPolicy.Mode.NO.engineName();
        }
    }
}
