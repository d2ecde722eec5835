package me.meeshy.infra.engine.docker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import me.meeshy.infra.model.ContainerPort;
import me.meeshy.infra.model.Protocol;
import me.meeshy.infra.model.PublishedPort;

/** Ports, ours to the engine's and back. */
final class PortTranslation {

    private static final String ALL_IPV4 = "0.0.0.0";
    private static final String ALL_IPV6 = "::";

    private PortTranslation() {}

    /** For instance {@code 53/udp}. */
    private static ContainerPort toOurs(String port) {
        String[] parts = port.split("/", 2);
        Protocol protocol = switch (parts.length == 1 ? "" : parts[1].toLowerCase(Locale.ROOT)) {
            case "udp" -> Protocol.UDP;
            case "sctp" -> Protocol.SCTP;
            default -> Protocol.TCP;
        };
        return new ContainerPort(Integer.parseInt(parts[0]), protocol);
    }

    static JsonBody bindings(List<PublishedPort> ports) {
        Map<String, List<JsonBody>> byPort = new LinkedHashMap<>();
        for (PublishedPort port : ports) {
            JsonBody binding = new JsonBody().with("HostIp", port.hostAddress()).with("HostPort", port.hostPorts());
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

    /** Names of ports, each the name of an empty object. */
    static Set<ContainerPort> exposed(Map<?, ?> config) {
        Set<ContainerPort> ours = new TreeSet<>();
        JsonValues.object(config, "ExposedPorts")
                .ifPresent(ports -> ports.keySet().forEach(port -> ours.add(toOurs(String.valueOf(port)))));
        return ours;
    }

    /** An engine with IPv6 lists what it publishes on all addresses twice; once is enough for us. */
    static List<PublishedPort> published(Map<?, ?> ports) {
        List<PublishedPort> ours = new ArrayList<>();
        for (Map.Entry<?, ?> entry : ports.entrySet()) {
            List<Map<?, ?>> bindings = JsonValues.objects(entry.getValue());
            boolean onAllIpv4 = bindings.stream().anyMatch(binding -> ALL_IPV4.equals(binding.get("HostIp")));
            for (Map<?, ?> binding : bindings) {
                String address = JsonValues.text(binding, "HostIp").orElse("");
                String port = JsonValues.text(binding, "HostPort").orElse("");
                if (!port.isEmpty() && !(onAllIpv4 && ALL_IPV6.equals(address))) {
                    ours.add(new PublishedPort(
                            address.equals(ALL_IPV4) ? "" : address,
                            Integer.parseInt(port),
                            toOurs(String.valueOf(entry.getKey()))));
                }
            }
        }
        ours.sort(Comparator.comparing(PublishedPort::containerPort)
                .thenComparing(PublishedPort::hostAddress)
                .thenComparing(PublishedPort::hostPort));
        return ours;
    }
}
