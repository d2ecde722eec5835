package me.meeshy.infra.embedded;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import me.meeshy.infra.engine.EngineException;
import me.meeshy.infra.engine.NetworkDetails;
import me.meeshy.infra.engine.NetworkSpec;

/** Networks by name. They connect nothing, since every port is on the loopback address. */
final class Networks {

    private final Map<String, NetworkDetails> byName = new LinkedHashMap<>();

    synchronized String create(NetworkSpec spec) {
        if (byName.containsKey(spec.name())) {
            throw new EngineException(
                    EngineException.Reason.CONFLICT,
                    "cannot make the network " + spec.name() + ": there is one of that name",
                    null);
        }
        String id = UUID.randomUUID().toString().replace("-", "");
        byName.put(spec.name(), new NetworkDetails(id, spec.name(), Map.copyOf(spec.labels())));
        return id;
    }

    synchronized List<NetworkDetails> all(Map<String, String> labels) {
        return byName.values().stream()
                .filter(network -> Labels.fit(labels, network.labels()))
                .toList();
    }

    synchronized Optional<NetworkDetails> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    synchronized Optional<NetworkDetails> find(String nameOrId) {
        return byName.values().stream()
                .filter(network ->
                        network.name().equals(nameOrId) || network.id().equals(nameOrId))
                .findFirst();
    }

    synchronized void remove(NetworkDetails network) {
        byName.remove(network.name(), network);
    }

    static EngineException notFound(String name) {
        return new EngineException(
                EngineException.Reason.NOT_FOUND, "the embedded engine has no network '" + name + "'", null);
    }
}
