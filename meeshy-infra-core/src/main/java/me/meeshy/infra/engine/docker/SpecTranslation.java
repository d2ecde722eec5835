package me.meeshy.infra.engine.docker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.ContainerSpec;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.NetworkAttachment;

/**
 * What a container is made of, ours to the body of the engine's request. The request is written by hand, since docker-java's type for it lacks
 * keys, takes only the capabilities and log drivers that it knows, and has room for one network.
 */
final class SpecTranslation {

    /** From here on the engine takes all networks, and their hardware addresses, when a container is made. */
    private static final ApiVersion ALL_NETWORKS = new ApiVersion(1, 44);

    private SpecTranslation() {}

    static JsonBody body(ContainerSpec spec, ApiVersion version) {
        JsonBody body = new JsonBody()
                .with("Image", spec.image())
                .given("Env", environment(spec.environment()))
                .given("Labels", spec.labels())
                .given("ExposedPorts", PortTranslation.exposed(spec.exposed(), spec.ports()))
                .given("User", spec.user())
                .given("WorkingDir", spec.workingDirectory())
                .given("Hostname", spec.naming().hostname())
                .given("Domainname", spec.naming().domainname())
                .given("StopSignal", spec.process().stopSignal())
                .flag("Tty", spec.process().tty())
                .flag("OpenStdin", spec.process().stdinOpen() || spec.input())
                .flag("StdinOnce", spec.input())
                .flag("AttachStdin", spec.input());
        if (!version.atLeast(ALL_NETWORKS)) {
            body.given("MacAddress", spec.naming().macAddress().or(() -> firstNetworksMacAddress(spec)));
        }
        spec.command().ifPresent(words -> body.withList("Cmd", words));
        // an empty list would be taken for "as the image has it"
        // an empty list takes the image's away and leaves its command, as with compose
        spec.entrypoint().ifPresent(words -> body.withList("Entrypoint", words));
        spec.stopGracePeriod().ifPresent(period -> body.with("StopTimeout", wholeSeconds(period)));
        spec.healthcheck().ifPresent(check -> body.with("Healthcheck", HealthTranslation.toEngine(check, version)));
        body.with("HostConfig", HostTranslation.body(spec, version));
        JsonBody endpoints = new JsonBody();
        spec.networks().entrySet().stream()
                .limit(version.atLeast(ALL_NETWORKS) ? spec.networks().size() : 1)
                .forEach(network -> endpoints.with(network.getKey(), endpoint(spec, network.getKey(), version)));
        return body.with("NetworkingConfig", new JsonBody().with("EndpointsConfig", endpoints));
    }

    /** Networks that must be connected one by one after the container was made. */
    static List<String> furtherNetworks(ContainerSpec spec, ApiVersion version) {
        return version.atLeast(ALL_NETWORKS)
                ? List.of()
                : spec.networks().keySet().stream().skip(1).toList();
    }

    static JsonBody endpoint(ContainerSpec spec, String network, ApiVersion version) {
        NetworkAttachment attachment = spec.networks().getOrDefault(network, NetworkAttachment.PLAIN);
        JsonBody endpoint = new JsonBody()
                // never empty: an endpoint that says nothing must be there, too
                .withList("Aliases", attachment.aliases())
                .given("Links", spec.links())
                .given("DriverOpts", attachment.driverOptions())
                .with(
                        "IPAMConfig",
                        new JsonBody()
                                .given("IPv4Address", attachment.ipv4Address())
                                .given("IPv6Address", attachment.ipv6Address())
                                .given("LinkLocalIPs", attachment.linkLocalAddresses()));
        if (version.atLeast(ALL_NETWORKS)) {
            boolean first = spec.networks().keySet().stream()
                    .findFirst()
                    .filter(network::equals)
                    .isPresent();
            endpoint.given(
                    "MacAddress",
                    attachment.macAddress().or(() -> first ? spec.naming().macAddress() : Optional.empty()));
        }
        attachment.gatewayPriority().ifPresent(priority -> endpoint.with("GwPriority", priority));
        return endpoint;
    }

    private static Optional<String> firstNetworksMacAddress(ContainerSpec spec) {
        return spec.networks().values().stream().findFirst().flatMap(NetworkAttachment::macAddress);
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

    static String port(ContainerPort port) {
        return port.number() + "/" + port.protocol().engineName();
    }
}
