package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.NetworkDetails;
import me.meeshy.infra.engine.NetworkSpec;
import me.meeshy.infra.model.Ipam;

/** The requests about networks. */
final class NetworkCalls {

    private final Connection connection;
    private final DockerClient client;
    private final JsonRequests json;

    NetworkCalls(Connection connection) {
        this.connection = connection;
        this.client = connection.client();
        this.json = new JsonRequests(connection);
    }

    List<NetworkDetails> list(Map<String, String> labels) {
        List<String> filter = Labels.filter(labels);
        return connection.send("list networks", () -> {
            var command = client.listNetworksCmd();
            if (!filter.isEmpty()) {
                command.withFilter("label", filter);
            }
            return command.exec().stream().map(NetworkCalls::details).toList();
        });
    }

    Optional<NetworkDetails> find(String reference) {
        return connection.<Optional<NetworkDetails>>send("inspect network " + reference, () -> {
            try {
                Network found =
                        client.inspectNetworkCmd().withNetworkId(reference).exec();
                // The engine takes any beginning of an id for the id.
                boolean meant = reference.equals(found.getName()) || reference.equals(found.getId());
                return meant ? Optional.of(details(found)) : Optional.empty();
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
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
        connection.send("remove network " + reference, () -> {
            try {
                client.removeNetworkCmd(found.get().id()).exec();
            } catch (NotFoundException e) {
                // Somebody else removed it meanwhile.
            }
        });
    }

    private static NetworkDetails details(Network network) {
        return new NetworkDetails(network.getId(), network.getName(), DetailsTranslation.labels(network.getLabels()));
    }
}
