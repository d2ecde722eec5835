package me.meeshy.infra.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import me.meeshy.infra.engine.NetworkDetails;
import me.meeshy.infra.engine.NetworkSpec;

/** The requests about networks. */
final class NetworkCalls {

    private final Connection connection;
    private final DockerClient client;

    NetworkCalls(Connection connection) {
        this.connection = connection;
        this.client = connection.client();
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
            var command = client.createNetworkCmd()
                    .withName(spec.name())
                    .withCheckDuplicate(true)
                    .withInternal(spec.internal())
                    .withOptions(spec.driverOptions())
                    .withLabels(spec.labels());
            spec.driver().ifPresent(command::withDriver);
            return command.exec().getId();
        });
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
