package me.meeshy.infra.compose;

import static me.meeshy.infra.compose.StackWriter.put;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import me.meeshy.infra.model.Build;

/** A service's {@code build}. */
final class BuildWriter {

    private BuildWriter() {}

    static Map<String, Object> of(Build build) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("context", StackWriter.path(build.context()));
        build.dockerfile().ifPresent(file -> keys.put("dockerfile", file));
        build.inline().ifPresent(text -> keys.put("dockerfile_inline", text));
        build.target().ifPresent(target -> keys.put("target", target));
        put(keys, "args", build.args());
        put(keys, "labels", build.labels());
        build.network().ifPresent(network -> keys.put("network", network));
        put(
                keys,
                "extra_hosts",
                build.extraHosts().stream()
                        .map(host -> host.host() + "=" + host.address())
                        .toList());
        build.sharedMemory().ifPresent(bytes -> keys.put("shm_size", bytes));
        put(keys, "tags", build.tags());
        flag(keys, "no_cache", build.noCache());
        flag(keys, "pull", build.pull());
        put(keys, "cache_from", build.cacheFrom());
        build.isolation().ifPresent(isolation -> keys.put("isolation", isolation));
        put(keys, "ulimits", ResourcesWriter.ulimits(build.ulimits()));
        build.platform().ifPresent(platform -> keys.put("platforms", List.of(platform)));
        return keys;
    }

    private static void flag(Map<String, Object> keys, String key, boolean on) {
        if (on) {
            keys.put(key, true);
        }
    }
}
