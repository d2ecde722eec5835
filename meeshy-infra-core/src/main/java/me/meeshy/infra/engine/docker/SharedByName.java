package me.meeshy.infra.engine.docker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request names the containers whose namespaces and mounts are shared; what the engine shows of a container has their ids. For a comparison the names are
 * brought to ids.
 */
final class SharedByName {

    private static final String CONTAINER = "container:";

    private SharedByName() {}

    /**
     * The request with ids.
     *
     * @param request the body that would make a container
     * @param idOf the id of a container that is there, by its name
     */
    static Map<?, ?> withIds(Map<?, ?> request, Function<String, Optional<String>> idOf) {
        Map<Object, Object> host = JsonValues.object(request, "HostConfig")
                .<Map<Object, Object>>map(LinkedHashMap::new)
                .orElseGet(LinkedHashMap::new);
        for (String key : List.of("NetworkMode", "IpcMode", "PidMode")) {
            if (host.get(key) instanceof String mode && mode.startsWith(CONTAINER)) {
                idOf.apply(mode.substring(CONTAINER.length())).ifPresent(id -> host.put(key, CONTAINER + id));
            }
        }
        if (host.get("VolumesFrom") instanceof List<?> sources) {
            host.put(
                    "VolumesFrom",
                    sources.stream()
                            .map(source -> {
                                String[] parts = String.valueOf(source).split(":", 2);
                                String id = idOf.apply(parts[0]).orElse(parts[0]);
                                return parts.length == 1 ? id : id + ":" + parts[1];
                            })
                            .toList());
        }
        Map<Object, Object> resolved = new LinkedHashMap<>(request);
        resolved.put("HostConfig", host);
        return resolved;
    }
}
