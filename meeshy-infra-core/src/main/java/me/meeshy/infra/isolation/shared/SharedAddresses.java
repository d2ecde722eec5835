package me.meeshy.infra.isolation.shared;

import static me.meeshy.infra.isolation.shared.Sides.path;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import me.meeshy.infra.isolation.Leak;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.PublishedPort;
import me.meeshy.infra.model.Service;

/** Ports of the host, networks, and the addresses under which people reach them. */
final class SharedAddresses {

    private static final Set<String> EVERY_ADDRESS = Set.of("", "0.0.0.0", "::");

    private final Sides sides;

    SharedAddresses(Sides sides) {
        this.sides = sides;
    }

    List<Leak> leaks() {
        var leaks = new ArrayList<Leak>();
        for (Service service : sides.one().services()) {
            for (Service same : sides.other().services()) {
                ports(service, same, leaks);
            }
        }
        for (Network network : sides.one().project().stack().networks().values()) {
            for (Network same : sides.other().project().stack().networks().values()) {
                networks(network, same).ifPresent(leaks::add);
            }
        }
        endpoints(leaks);
        leaks.addAll(new SharedDomains(sides).leaks());
        return leaks;
    }

    private void ports(Service service, Service same, List<Leak> leaks) {
        for (PublishedPort port : service.ports()) {
            same.ports().stream()
                    .filter(taken -> collide(port, taken))
                    .forEach(taken -> leaks.add(sides.leak(
                            Leak.Kind.PORT,
                            service.name() + " publishes " + port + " and " + same.name() + " publishes " + taken,
                            path("services", service.name(), "ports"),
                            path("services", same.name(), "ports"),
                            "publish another port of the host for one of them, or none")));
        }
    }

    private static boolean collide(PublishedPort port, PublishedPort taken) {
        boolean addresses = port.hostAddress().equals(taken.hostAddress())
                || EVERY_ADDRESS.contains(port.hostAddress())
                || EVERY_ADDRESS.contains(taken.hostAddress());
        return port.hostPort() != 0
                && port.hostPort() <= taken.lastHostPort()
                && taken.hostPort() <= port.lastHostPort()
                && port.containerPort().protocol().equals(taken.containerPort().protocol())
                && addresses;
    }

    private Optional<Leak> networks(Network network, Network same) {
        String name = network.engineName(sides.one().project().name());
        String otherName = same.engineName(sides.other().project().name());
        if (name.equals(otherName)) {
            String external = network.external() || same.external() ? ", which is external" : "";
            return Optional.of(sides.leak(
                    Leak.Kind.NETWORK,
                    "both are in the network '" + name + "'" + external,
                    path("networks", network.key()),
                    path("networks", same.key()),
                    "give one of them a network of its own: services of one name are found for each other in it"));
        }
        for (Subnet subnet : Subnet.of(network)) {
            for (Subnet taken : Subnet.of(same)) {
                if (subnet.overlaps(taken)) {
                    String both =
                            subnet.equals(taken) ? subnet.toString() : subnet + " and " + taken + ", which overlap";
                    return Optional.of(sides.leak(
                            Leak.Kind.NETWORK,
                            "the networks '" + name + "' and '" + otherName + "' both want the addresses " + both,
                            path("networks", network.key(), "ipam"),
                            path("networks", same.key(), "ipam"),
                            "give one of them another subnet, or none: the engine refuses the second"));
                }
            }
        }
        return Optional.empty();
    }

    private void endpoints(List<Leak> leaks) {
        sides.one()
                .endpoints()
                .forEach((key, address) -> sides.other().endpoints().forEach((otherKey, otherAddress) -> {
                    if (authority(address).equals(authority(otherAddress))) {
                        leaks.add(new Leak(
                                Leak.Kind.ENDPOINT,
                                "the endpoints '" + key + "' and '" + otherKey + "' are both at " + authority(address),
                                Optional.empty(),
                                Optional.empty(),
                                "give one of them another domain or port"));
                    }
                }));
    }

    private static String authority(URI address) {
        int port = address.getPort();
        if (port < 0) {
            port = "https".equalsIgnoreCase(address.getScheme())
                    ? 443
                    : "http".equalsIgnoreCase(address.getScheme()) ? 80 : -1;
        }
        return String.valueOf(address.getHost()).toLowerCase(Locale.ROOT) + (port < 0 ? "" : ":" + port);
    }
}
