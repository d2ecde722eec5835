package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.Ports;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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

    static ExposedPort toEngine(ContainerPort port) {
        return new ExposedPort(
                port.number(), InternetProtocol.parse(port.protocol().engineName()));
    }

    static ContainerPort toOurs(ExposedPort port) {
        Protocol protocol = switch (port.getProtocol()) {
            case UDP -> Protocol.UDP;
            case SCTP -> Protocol.SCTP;
            default -> Protocol.TCP;
        };
        return new ContainerPort(port.getPort(), protocol);
    }

    static Ports bindings(List<PublishedPort> ports) {
        Ports bindings = new Ports();
        for (PublishedPort port : ports) {
            bindings.bind(
                    toEngine(port.containerPort()),
                    new Ports.Binding(
                            port.hostAddress().isEmpty() ? null : port.hostAddress(),
                            port.hostPort() == 0 ? null : Integer.toString(port.hostPort())));
        }
        return bindings;
    }

    /** What is exposed must name what is published, too. */
    static List<ExposedPort> exposed(Set<ContainerPort> exposed, List<PublishedPort> ports) {
        return Stream.concat(exposed.stream(), ports.stream().map(PublishedPort::containerPort))
                .distinct()
                .sorted()
                .map(PortTranslation::toEngine)
                .toList();
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
