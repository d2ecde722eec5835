package me.meeshy.infra.engine.docker;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.NetworkDetails;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.model.Ipam;

/** The requests about networks. */
final class NetworkCalls {

    private final Connection connection;
    private final JsonRequests json;

    NetworkCalls(Connection connection) {
        this.connection = connection;
        this.json = new JsonRequests(connection);
    }

    List<NetworkDetails> list(Map<String, String> labels) {
        return connection.send(
                "list networks",
                () -> json.list("/networks", JsonRequests.labelled(labels)).stream()
                        .map(NetworkCalls::details)
                        .toList());
    }

    Optional<NetworkDetails> find(String reference) {
        return connection.<Optional<NetworkDetails>>send(
                "inspect network " + reference,
                () -> json.get(path(reference))
                        .map(NetworkCalls::details)
                        // The engine takes any beginning of an id for the id.
                        .filter(found -> reference.equals(found.name()) || reference.equals(found.id())));
    }

    private static String path(String network) {
        return "/networks/" + JsonRequests.part(network);
    }

    String create(NetworkSpec spec) {
        return connection.send("create network " + spec.name(), () -> {
            Object id = json.post(
                            "/networks/create",
                            Map.of(),
                            new JsonBody()
                                    .with("Name", spec.name())
                                    .with("CheckDuplicate", true)
                                    .given("Driver", spec.driver())
                                    .flag("Internal", spec.internal())
                                    .flag("Attachable", spec.attachable())
                                    .given("Options", spec.driverOptions())
                                    .given("Labels", spec.labels())
                                    .with("IPAM", ipam(spec.ipam()))
                                    .given("EnableIPv4", spec.ipv4())
                                    .given("EnableIPv6", spec.ipv6()))
                    .get("Id");
            return String.valueOf(id);
        });
    }

    Optional<NetworkSpec> spec(String network) {
        return inspect(network).map(NetworkInspection::spec);
    }

    List<String> runningIn(String network) {
        return inspect(network).map(NetworkInspection::containers).orElse(List.of());
    }

    private Optional<Map<?, ?>> inspect(String network) {
        return connection.send("inspect network " + network, () -> json.get("/networks/" + network));
    }

    void rejoin(String container, String network) {
        connection.send("put container " + container + " into network " + network + " again", () -> {
            Map<?, ?> found = json.get("/containers/" + container + "/json").orElse(Map.of());
            JsonBody endpoint = NetworkInspection.endpoint(found, network);
            json.post(
                    "/networks/" + network + "/disconnect",
                    Map.of(),
                    new JsonBody().with("Container", container).with("Force", true));
            json.post(
                    "/networks/" + network + "/connect",
                    Map.of(),
                    new JsonBody().with("Container", container).with("EndpointConfig", endpoint));
        });
    }

    private static JsonBody ipam(Ipam ipam) {
        return new JsonBody()
                .given("Driver", ipam.driver())
                .given("Options", ipam.options())
                .objects(
                        "Config",
                        ipam.pools().stream()
                                .map(pool -> new JsonBody()
                                        .given("Subnet", pool.subnet())
                                        .given("IPRange", pool.range())
                                        .given("Gateway", pool.gateway())
                                        .given("AuxiliaryAddresses", pool.reserved()))
                                .toList());
    }

    void remove(String reference) {
        Optional<NetworkDetails> found = find(reference);
        if (found.isEmpty()) {
            return;
        }
        // Somebody else may have removed it meanwhile.
        connection.send("remove network " + reference, () -> {
            json.delete(path(found.get().id()), Map.of());
        });
    }

    private static NetworkDetails details(Map<?, ?> network) {
        return new NetworkDetails(
                DetailsTranslation.text(network, "Id"),
                DetailsTranslation.text(network, "Name"),
                DetailsTranslation.labels(network));
    }
}
