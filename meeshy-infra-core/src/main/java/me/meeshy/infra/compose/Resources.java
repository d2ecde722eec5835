package me.meeshy.infra.compose;

import java.util.Map;
import java.util.Set;
import me.meeshy.infra.model.Config;
import me.meeshy.infra.model.FileGrant;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Network;
import me.meeshy.infra.model.Secret;
import me.meeshy.infra.model.Service;
import me.meeshy.infra.model.Stack;
import me.meeshy.infra.model.Volume;

/**
 * What the file declares beside its services, by key.
 *
 * @param volumes named volumes
 * @param networks networks
 * @param secrets secrets
 * @param configs configs
 */
record Resources(
        Map<String, Volume> volumes,
        Map<String, Network> networks,
        Map<String, Secret> secrets,
        Map<String, Config> configs) {

    /** Declares in the stack what a service uses of them. */
    void declareUsed(Service service, Stack.Builder stack) {
        for (Mount mount : service.mounts()) {
            Volume volume = mount instanceof Mount.Named named ? volumes.get(named.volume()) : null;
            if (volume != null) {
                stack.volume(volume);
            }
        }
        Set<String> joined =
                service.networks().isEmpty() && service.namespaces().network().isEmpty()
                        ? Set.of(Network.DEFAULT)
                        : service.networks().keySet();
        for (String key : joined) {
            Network network = networks.get(key);
            if (network != null) {
                stack.network(network);
            }
        }
        for (FileGrant grant : service.secrets()) {
            Secret secret = secrets.get(grant.source());
            if (secret != null) {
                stack.secret(secret);
            }
        }
        for (FileGrant grant : service.configs()) {
            Config config = configs.get(grant.source());
            if (config != null) {
                stack.config(config);
            }
        }
    }
}
