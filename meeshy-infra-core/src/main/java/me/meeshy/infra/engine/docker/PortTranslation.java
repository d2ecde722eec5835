package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Protocol;
import me.meeshy.infra.model.PublishedPort;
import org.jspecify.annotations.Nullable;

/** Ports, ours to the engine's and back. */
final class PortTranslation {

    private static final String ALL_IPV4 = "0.0.0.0";
    private static final String ALL_IPV6 = "::";

    private PortTranslation() {}

    static ContainerPort toOurs(ExposedPort port) {
        Protocol protocol = switch (port.getProtocol()) {
            case UDP -> Protocol.UDP;
            case SCTP -> Protocol.SCTP;
            default -> Protocol.TCP;
        };
        return new ContainerPort(port.getPort(), protocol);
    }

    static JsonBody bindings(List<PublishedPort> ports) {
        Map<String, List<JsonBody>> byPort = new LinkedHashMap<>();
        for (PublishedPort port : ports) {
            JsonBody binding = new JsonBody()
                    .with("HostIp", port.hostAddress())
                    .with("HostPort", port.hostPort() == 0 ? "" : Integer.toString(port.hostPort()));
            byPort.computeIfAbsent(SpecTranslation.port(port.containerPort()), key -> new ArrayList<>())
                    .add(binding);
        }
        JsonBody body = new JsonBody();
        byPort.forEach(body::objects);
        return body;
    }

    /** What is exposed must name what is published, too. */
    static Map<String, Object> exposed(Set<ContainerPort> exposed, List<PublishedPort> ports) {
        Map<String, Object> names = new LinkedHashMap<>();
        Stream.concat(exposed.stream(), ports.stream().map(PublishedPort::containerPort))
                .distinct()
                .sorted()
                .forEach(port -> names.put(SpecTranslation.port(port), Map.of()));
        return names;
    }

    static Set<ContainerPort> exposed(ExposedPort @Nullable [] ports) {
        Set<ContainerPort> ours = new TreeSet<>();
        if (ports != null) {
            Arrays.stream(ports).map(PortTranslation::toOurs).forEach(ours::add);
        }
        return ours;
    }

    /** An engine with IPv6 lists what it publishes on all addresses twice; once is enough for us. */
    static List<PublishedPort> published(@Nullable Ports ports) {
        List<PublishedPort> ours = new ArrayList<>();
        if (ports == null) {
            return ours;
        }
        for (Map.Entry<ExposedPort, Ports.Binding[]> entry : ports.getBindings().entrySet()) {
            Ports.Binding @Nullable [] bindings = entry.getValue();
            if (bindings == null) {
                continue;
            }
            boolean onAllIpv4 = Arrays.stream(bindings).anyMatch(binding -> ALL_IPV4.equals(binding.getHostIp()));
            for (Ports.Binding binding : bindings) {
                @Nullable String address = binding.getHostIp();
                @Nullable String port = binding.getHostPortSpec();
                if (port == null || port.isEmpty() || (onAllIpv4 && ALL_IPV6.equals(address))) {
                    continue;
                }
                boolean onAll = address == null || address.equals(ALL_IPV4);
                ours.add(new PublishedPort(onAll ? "" : address, Integer.parseInt(port), toOurs(entry.getKey())));
            }
        }
        ours.sort(Comparator.comparing(PublishedPort::containerPort)
                .thenComparing(PublishedPort::hostAddress)
                .thenComparing(PublishedPort::hostPort));
        return ours;
    }
}
