package me.meeshy.infra.engine.docker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.model.Ipam;

/** What the engine shows of networks, and of containers' places in them, to what makes the same again. */
final class NetworkInspection {

    private NetworkInspection() {}

    static NetworkSpec spec(Map<?, ?> network) {
        return new NetworkSpec(
                JsonValues.text(network, "Name").orElse(""),
                JsonValues.text(network, "Driver"),
                JsonValues.texts(network, "Options"),
                JsonValues.isTrue(network, "Internal"),
                JsonValues.isTrue(network, "Attachable"),
                // engines before API 1.48 do not know it
                network.containsKey("EnableIPv4")
                        ? Optional.of(JsonValues.isTrue(network, "EnableIPv4"))
                        : Optional.empty(),
                Optional.of(JsonValues.isTrue(network, "EnableIPv6")),
                ipam(JsonValues.object(network, "IPAM").orElse(Map.of())),
                JsonValues.texts(network, "Labels"));
    }

    private static Ipam ipam(Map<?, ?> ipam) {
        List<Ipam.Pool> pools = new ArrayList<>();
        if (ipam.get("Config") instanceof Collection<?> configured) {
            for (Object each : configured) {
                JsonValues.object(each)
                        .ifPresent(pool -> pools.add(new Ipam.Pool(
                                JsonValues.text(pool, "Subnet"),
                                JsonValues.text(pool, "IPRange"),
                                JsonValues.text(pool, "Gateway"),
                                JsonValues.texts(pool, "AuxiliaryAddresses"))));
            }
        }
        return new Ipam(JsonValues.text(ipam, "Driver"), JsonValues.texts(ipam, "Options"), pools);
    }

    /** The ids of those that run in it. */
    static List<String> containers(Map<?, ?> network) {
        return JsonValues.object(network, "Containers").orElse(Map.of()).keySet().stream()
                .map(String::valueOf)
                .toList();
    }

    /** As the container was put into the network; what the engine adds by itself is left out. */
    static JsonBody endpoint(Map<?, ?> container, String network) {
        Map<?, ?> endpoint = JsonValues.object(container, "NetworkSettings")
                .flatMap(settings -> JsonValues.object(settings, "Networks"))
                .flatMap(networks -> JsonValues.object(networks, network))
                .orElse(Map.of());
        String id = JsonValues.text(container, "Id").orElse("");
        JsonBody body = new JsonBody()
                .withList(
                        "Aliases",
                        texts(endpoint.get("Aliases")).stream()
                                .filter(alias -> !id.startsWith(alias))
                                .toList())
                .given("Links", texts(endpoint.get("Links")))
                .given("DriverOpts", JsonValues.texts(endpoint, "DriverOpts"));
        Map<?, ?> addresses = JsonValues.object(endpoint, "IPAMConfig").orElse(Map.of());
        return body.with(
                "IPAMConfig",
                new JsonBody()
                        .given("IPv4Address", JsonValues.text(addresses, "IPv4Address"))
                        .given("IPv6Address", JsonValues.text(addresses, "IPv6Address"))
                        .given("LinkLocalIPs", texts(addresses.get("LinkLocalIPs"))));
    }

    private static List<String> texts(@org.jspecify.annotations.Nullable Object list) {
        return list instanceof Collection<?> values
                ? values.stream().map(String::valueOf).toList()
                : List.of();
    }
}
