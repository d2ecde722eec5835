package me.meeshy.infra.orchestration;

import java.util.ArrayList;
import java.util.List;
import me.meeshy.infra.model.InfraException;
import me.meeshy.infra.model.Mount;
import me.meeshy.infra.model.Service;

/** What a service may say and is not done yet: an error, rather than a container that lacks it in silence. */
final class Unhonoured {

    private Unhonoured() {}

    static void refuse(Service service) {
        List<String> what = new ArrayList<>();
        if (service.mounts().stream()
                .anyMatch(mount ->
                        mount instanceof Mount.Named named && named.subpath().isPresent())) {
            what.add("a folder of a volume");
        }
        if (service.networks().values().stream()
                .anyMatch(attachment -> attachment.gatewayPriority().isPresent())) {
            what.add("the priority of a gateway");
        }
        if (!what.isEmpty()) {
            throw new InfraException("service " + service.name() + " asks for what this version does not do yet: "
                    + String.join(", ", what) + "; take it away");
        }
    }
}
