package me.meeshy.infra.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import me.meeshy.infra.engine.ContainerSpec.MountSpec;
import me.meeshy.infra.model.NetworkAttachment;

/**
 * What a container asks for that only newer engines have.
 *
 * @param what in the words of compose files, such as {@code gw_priority of a network}
 * @param apiVersion from which version of the Engine API on, such as {@code 1.48}
 * @param docker from which version of Docker on, such as {@code 28.0}
 */
public record ApiNeed(String what, String apiVersion, String docker) {

    /**
     * All that a container asks for and not every engine has.
     *
     * @param spec what it is made of
     * @return none for most; in no order that matters
     */
    public static List<ApiNeed> of(ContainerSpec spec) {
        Set<ApiNeed> needs = new LinkedHashSet<>();
        if (spec.networks().values().stream()
                .map(NetworkAttachment::gatewayPriority)
                .anyMatch(priority -> priority.isPresent())) {
            needs.add(new ApiNeed("gw_priority of a network", "1.48", "28.0"));
        }
        for (MountSpec mount : spec.mounts()) {
            if (mount instanceof MountSpec.OfImage) {
                needs.add(new ApiNeed("a mount of an image", "1.48", "28.0"));
            } else if (mount instanceof MountSpec.OfVolume volume
                    && volume.subpath().isPresent()) {
                needs.add(new ApiNeed("subpath of a volume", "1.45", "26.0"));
            } else if (mount instanceof MountSpec.OfHost host) {
                host.recursive()
                        .filter(how -> !how.equals("disabled"))
                        .ifPresent(how -> needs.add(new ApiNeed("recursive: " + how + " of a bind", "1.44", "25.0")));
            }
        }
        return new ArrayList<>(needs);
    }

    /**
     * For people.
     *
     * @return for instance {@code gw_priority of a network (API 1.48, Docker 28.0)}
     */
    @Override
    public String toString() {
        return what + " (API " + apiVersion + ", Docker " + docker + ")";
    }
}
